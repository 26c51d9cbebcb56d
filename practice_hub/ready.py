"""Statements that are made once a process and then asked with other values.

Putting a statement together takes Django longer than PostgreSQL takes to answer it: a page that
asks twenty questions spent half its time on their text (docs/speed.md).

    @ready
    def _notes(conversation_id: int, /, *, is_private: bool) -> QuerySet[Note]:
        return Note.objects.filter(conversation_id=conversation_id, is_private=is_private)

    notes = _notes(12, is_private=True)  # a list

Positional arguments are values: they stand in filters and are never None (that would be another
statement). Keyword arguments decide about the statement itself, one is made for each combination,
so there are few of them. Whatever else the function reads (a setting, the clock, the zone) stays as
it was at the first call. Rows are locked in transactions alone, as Django asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import update_wrapper
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import BooleanField, F, Func, Model, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
)
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from practice_hub.ready_rows import Instances, Row
from practice_hub.ready_statements import Slot, Statement, may_be_found

P = ParamSpec("P")
R = TypeVar("R")
Reader = Callable[[Row], Any]


def one_of(column: str, values: Any) -> Func:
    """The condition that `column` is among `values`, a list in a slot; an empty one is right."""
    return Func(
        F(column),
        values,
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )


def keep_many(
    parents: Sequence[Model], name: str, children: Iterable[Model], *, parent: str
) -> None:
    """Remember `children` as what `name` of each of `parents` holds, as `prefetch_related` would;
    `parent` is the field by which they belong."""
    owners = {row.pk: row for row in parents}
    found: dict[Any, list[Model]] = {pk: [] for pk in owners}
    for child in children:
        owner = owners[getattr(child, f"{parent}_id")]
        setattr(child, parent, owner)
        found[owner.pk].append(child)
    for row in parents:
        kept: Any = getattr(row, name).all()
        kept._result_cache, kept._prefetch_done = found[row.pk], True
        kept_by_name: dict[str, Any] = row.__dict__.setdefault("_prefetched_objects_cache", {})
        kept_by_name[name] = kept


class Ready(Generic[P, R]):
    """What `@ready` makes of a function that gives a queryset."""

    def __init__(self, make: Callable[P, QuerySet[Any, R]], *, is_planned_once: bool) -> None:
        update_wrapper(self, make)
        self._make, self._is_planned_once = make, is_planned_once
        self._plans: dict[tuple[tuple[str, Any], ...], Plan] = {}
        asked = signature(make).parameters.values()
        self._slots = [Slot(n) for n in range(sum(p.kind == p.POSITIONAL_ONLY for p in asked))]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """All rows; none for a value that no column can hold. Raises TypeError for None."""
        if not all(map(may_be_found, args)):
            return []
        return self.made_for(kwargs).ask(args)

    def made_for(self, choice: Mapping[str, Any]) -> Plan:
        """The statement for these keyword arguments."""
        key = tuple(sorted(choice.items()))
        plan = self._plans.get(key)
        if plan is None:
            make: Any = self._make
            found = make(*self._slots, **choice)
            plan = self._plans[key] = Plan(found, is_planned_once=self._is_planned_once)
        return plan

    def first(self, *args: P.args, **kwargs: P.kwargs) -> R | None:
        """The first row, if there is one; the queryset itself says how many are read."""
        found = self(*args, **kwargs)
        return found[0] if found else None


def ready(make: Callable[P, QuerySet[Any, R]]) -> Ready[P, R]:
    """For rows that are found by what they belong to: PostgreSQL plans them once, too."""
    return Ready(make, is_planned_once=True)


def ready_text(make: Callable[P, QuerySet[Any, R]]) -> Ready[P, R]:
    """For lists, where the values decide which way is the quick one: planned each time."""
    return Ready(make, is_planned_once=False)


class Plan:
    """A statement, and how its rows are read."""

    def __init__(self, found: QuerySet[Any, Any], *, is_planned_once: bool) -> None:
        self._is_planned_once = is_planned_once
        self._is_locking = found.query.select_for_update
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        self.statement = Statement(*compiler.as_sql())
        self._convert = _converters(compiler)
        self._read = _reader(found, compiler)

    def ask(self, values: Sequence[Any]) -> list[Any]:
        if self._is_locking and not connection.in_atomic_block:  # Django looks when it is made
            raise TransactionManagementError("Rows are locked inside of a transaction.")
        if self._is_planned_once:
            rows = self.statement.rows(values)
        else:
            rows = self.statement.rows_planned_anew(values)
        if not self._convert:
            return [self._read(row) for row in rows]
        return [self._read(self._converted(row)) for row in rows]

    def _converted(self, row: Row) -> Row:
        values = list(row)
        for place, (expression, steps) in self._convert.items():
            for step in steps:
                values[place] = step(values[place], expression, connection)
        return values


def _converters(compiler: SQLCompiler) -> dict[int, tuple[Any, Any]]:
    found: Any = compiler.get_converters([expression for expression, _, _ in compiler.select])
    return {place: (expression, steps) for place, (steps, expression) in found.items()}


def _reader(found: QuerySet[Any, Any], compiler: SQLCompiler) -> Reader:
    kind, asked = found._iterable_class, cast(Any, found)
    if kind is ValuesListIterable:
        return tuple
    if kind is FlatValuesListIterable:
        return lambda row: row[0]
    if kind is not ModelIterable or asked._prefetch_related_lookups:
        raise TypeError(f"{found.model.__name__}: neither plain instances nor plain values.")
    return Instances(compiler)
