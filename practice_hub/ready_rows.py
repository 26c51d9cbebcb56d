"""Instances of models out of rows, made without asking anew what is the same for each of them.

Django sets every column by `setattr` and tells listeners that nobody is; a page makes a hundred
instances (docs/speed.md). A model with a way of its own to be made is left to Django.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import getattr_static
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import get_related_populators
from django.db.models.signals import post_init, pre_init
from django.db.models.sql.compiler import SQLCompiler

Row = Sequence[Any]


class Instances:
    """As Django's ModelIterable makes them from the rows of a statement."""

    def __init__(self, compiler: SQLCompiler) -> None:
        klass, select = compiler.klass_info, compiler.select
        places = klass["select_fields"]
        self._part: Final = slice(places[0], places[-1] + 1)
        names = [column[0].target.attname for column in select[self._part]]
        self._make = _maker(klass["model"], names)
        # Typed for a Django to come, which wants to be told more.
        populators: Any = get_related_populators
        self._related = [_related(one) for one in populators(klass, select, DEFAULT_DB_ALIAS)]
        self._annotations = tuple((compiler.annotation_col_map or {}).items())

    def __call__(self, row: Row) -> Any:
        instance = self._make(row[self._part])
        for populate in self._related:
            populate(row, instance)
        for name, place in self._annotations:
            setattr(instance, name, row[place])
        return instance


def _related(populator: Any) -> Callable[[Row, Any], None]:
    """How an instance gets what `select_related` read beside it."""
    if populator.reorder_for_init:  # a model that is made of two tables
        kept: Callable[[Row, Any], None] = populator.populate
        return kept
    part = slice(populator.cols_start, populator.cols_end)
    make = _maker(populator.model_cls, populator.init_list)
    further = [_related(one) for one in populator.related_populators]

    def populate(row: Row, owner: Any) -> None:
        values = row[part]
        if values[populator.pk_idx] is None:
            populator.local_setter(owner, None)
            return
        found = make(values)
        for each in further:
            each(row, found)
        populator.local_setter(owner, found)
        populator.remote_setter(found, owner)

    return populate


def _maker(model: type[Model], names: list[str]) -> Callable[[Row], Any]:
    if not _is_plain(model):
        return lambda values: model.from_db(DEFAULT_DB_ALIAS, names, values)

    def make(values: Row) -> Any:
        instance: Any = model.__new__(model)
        state = instance._state = ModelState()
        state.adding, state.db = False, DEFAULT_DB_ALIAS
        instance.__dict__.update(zip(names, values, strict=True))
        return instance

    return make


def _is_plain(model: Any) -> bool:
    """Whether a column of it is an attribute, and nothing else happens when one is made."""
    if pre_init.has_listeners(model) or post_init.has_listeners(model):
        return False
    if model.__init__ is not Model.__init__ or model.from_db.__func__ is not _FROM_DB:
        return False
    kept = (type(getattr_static(model, f.attname)) for f in model._meta.concrete_fields)
    return all(kind is ForeignKeyDeferredAttribute or not hasattr(kind, "__set__") for kind in kept)


_FROM_DB: Final = vars(Model)["from_db"].__func__
