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
from itertools import count
from typing import Any, Final, Generic, ParamSpec, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import BooleanField, Expression, F, Func, Model, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesListIterable,
    get_related_populators,
)
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError
from psycopg2.extensions import AsIs

_NUMBERS = count(1)
_LARGEST: Final = 2**63 - 1  # that a column holds
P = ParamSpec("P")
R = TypeVar("R")
Row = Sequence[Any]
Reader = Callable[[Row], Any]


class Slot(Expression):
    """The place of a value in a statement."""

    def __init__(self, position: int) -> None:
        super().__init__()
        self.position = position

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]


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
        self._plans: dict[tuple[tuple[str, Any], ...], _Plan] = {}
        asked = signature(make).parameters.values()
        self._slots = [Slot(n) for n in range(sum(p.kind == p.POSITIONAL_ONLY for p in asked))]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """All rows; none for a value that no column can hold. Raises TypeError for None."""
        if not all(map(_may_be_found, args)):
            return []
        return self.made_for(kwargs).ask(args)

    def made_for(self, choice: Mapping[str, Any]) -> _Plan:
        """The statement for these keyword arguments."""
        key = tuple(sorted(choice.items()))
        plan = self._plans.get(key)
        if plan is None:
            make: Any = self._make
            found = make(*self._slots, **choice)
            plan = self._plans[key] = _Plan(found, is_planned_once=self._is_planned_once)
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


class _Plan:
    """A statement, and how its rows are read."""

    def __init__(self, found: QuerySet[Any, Any], *, is_planned_once: bool) -> None:
        self._is_planned_once = is_planned_once
        self._is_locking = found.query.select_for_update
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        self._text, self._values = compiler.as_sql()
        slots = [value for value in self._values if isinstance(value, Slot)]
        self._places = [slot.position for slot in slots]
        self._convert = _converters(compiler)
        self._read = _reader(found, compiler)

    def ask(self, values: Sequence[Any]) -> list[Any]:
        if self._is_locking and not connection.in_atomic_block:  # Django looks when it is made
            raise TransactionManagementError("Rows are locked inside of a transaction.")
        if not self._is_planned_once:
            given = [values[v.position] if isinstance(v, Slot) else v for v in self._values]
            return self._read_all(_fetched(self._text, given))
        given = [values[place] for place in self._places]
        try:
            rows = self._asked(given)
        except NotSupportedError:  # a column became another one while the connection was kept
            cast(Any, connection).prepared.clear()  # others read that column, too
            if connection.in_atomic_block:  # which has failed; the next one prepares anew
                raise
            rows = self._asked(given)
        return self._read_all(rows)

    def _read_all(self, rows: list[Row]) -> list[Any]:
        return [self._read(self._converted(row)) for row in rows]

    def _asked(self, given: list[Any]) -> list[Row]:
        with connection.cursor() as cursor:  # by now the connection is looked at, or a new one
            known: dict[object, str] = cast(Any, connection).prepared
            if self not in known:
                known[self] = self._prepare(cursor)
            cursor.execute(known[self], given)
            rows: list[Row] = cursor.fetchall()
        return rows

    def _prepare(self, cursor: CursorWrapper) -> str:
        """Let PostgreSQL read and plan it once a connection, too; not counted as a query. Gives
        how to ask for it, by a name that was never used: one that fell into disuse keeps its own
        to the end of the connection."""
        name, numbers = f"ready_{next(_NUMBERS)}", count(1)
        values = [AsIs(f"${next(numbers)}") if isinstance(v, Slot) else v for v in self._values]
        with connection.wrap_database_errors:
            cursor.cursor.execute(f"PREPARE {name} AS {self._text}", values)
        return f"EXECUTE {name} ({', '.join(['%s'] * len(self._places))})"

    def _converted(self, row: Row) -> Row:
        if not self._convert:
            return row
        values = list(row)
        for place, (expression, steps) in self._convert.items():
            for step in steps:
                values[place] = step(values[place], expression, connection)
        return values


def _may_be_found(value: Any) -> bool:
    if value is None:
        raise TypeError("A value of None would be another statement (IS NULL).")
    if type(value) is int:
        return -_LARGEST - 1 <= value <= _LARGEST
    return not isinstance(value, str) or "\x00" not in value


def _fetched(text: str, given: list[Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        rows: list[Row] = cursor.fetchall()
    return rows


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
    return _Instances(compiler)


class _Instances:
    """As Django's ModelIterable makes them, with everything that is the same each time known."""

    def __init__(self, compiler: SQLCompiler) -> None:
        klass, select = compiler.klass_info, compiler.select
        places = klass["select_fields"]
        self._model = klass["model"]
        self._part: Final = slice(places[0], places[-1] + 1)
        self._names = [column[0].target.attname for column in select[self._part]]
        # Typed for a Django to come, which wants to be told more.
        populators: Any = get_related_populators
        self._related = populators(klass, select, DEFAULT_DB_ALIAS)
        self._annotations = tuple((compiler.annotation_col_map or {}).items())

    def __call__(self, row: Row) -> Any:
        instance = self._model.from_db(DEFAULT_DB_ALIAS, self._names, row[self._part])
        for related in self._related:
            related.populate(row, instance)
        for name, place in self._annotations:
            setattr(instance, name, row[place])
        return instance
