"""Many rows in one statement, with the ids of those that were new.

Django's `bulk_create(ignore_conflicts=True)` gives no ids back and prepares each value through its
field, and its `bulk_update` builds a CASE a column; a page of posts is seven tables, so this is
where ingest spends its time (benchmarks/ingest.py).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models
from psycopg2.extras import Json

MAX_INTEGER = 2**31 - 1  # of a PostgreSQL integer column
_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
# An escaped NUL, but not a backslash that happens to stand before "u0000".
_ESCAPED_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def storable(text: str) -> str:
    """`text` without what PostgreSQL cannot store: NUL and half surrogate pairs become U+FFFD."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def storable_count(value: int) -> int:
    """`value` within what a positive integer column takes."""
    return min(max(value, 0), MAX_INTEGER)


def as_json(value: Any) -> Json:
    """A value for a JSON column, made storable."""
    return Json(value, dumps=_json_text)


def _json_text(value: Any) -> str:
    try:
        text = _dumps(value)
    except ValueError:  # NaN and Infinity, which Python reads from JSON and PostgreSQL does not
        text = _dumps(_finite(value))
    text = storable(text)
    return _ESCAPED_NUL.sub("\\1\ufffd", text) if "\\u0000" in text else text


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@cache
def _columns(model: type[models.Model]) -> tuple[models.Field[Any, Any], ...]:
    return tuple(field for field in model._meta.local_concrete_fields if not _is_serial(field))


def _is_serial(field: models.Field[Any, Any]) -> bool:
    return isinstance(field, models.AutoField)


def _quote(name: str | None) -> str:
    return connection.ops.quote_name(name or "")


@cache
def _insert_sql(model: type[models.Model], conflict: str, returning: tuple[str, ...]) -> str:
    columns = ", ".join(_quote(field.column) for field in _columns(model))
    sql = f"INSERT INTO {_quote(model._meta.db_table)} ({columns}) VALUES %s {conflict}"  # noqa: S608
    return f"{sql} RETURNING {', '.join(_quote(name) for name in returning)}" if returning else sql


def insert_rows(
    model: type[models.Model],
    rows: Sequence[Mapping[str, Any]],
    *,
    ignore_conflicts: bool = False,
    returning: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:
    """Insert `rows` (keyed by attname; JSON columns wrapped by `as_json`) in one statement.

    All rows have the same keys; columns that they lack get the model's default. With
    `ignore_conflicts` rows that break a unique key are left out, and only the others come back in
    `returning` (in no promised order).
    """
    if not rows:
        return []
    fields = _columns(model)
    names = [field.attname for field in fields]
    defaults = {field.attname: _default(field) for field in fields if field.attname not in rows[0]}
    values = [[row[name] if name in row else defaults[name] for name in names] for row in rows]
    conflict = "ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    return _execute(_insert_sql(model, conflict, returning), values, fetch=bool(returning))


def row_of(instance: models.Model) -> dict[str, Any]:
    """An unsaved instance as `insert_rows` takes it, without its id."""
    fields = instance._meta.local_concrete_fields
    return {
        field.attname: _as_value(
            getattr(instance, field.attname), isinstance(field, models.JSONField)
        )
        for field in fields
        if not field.primary_key
    }


def insert_one(instance: models.Model) -> None:
    """Save a new `instance` in one statement and give it its id; nothing listens to it."""
    model = type(instance)
    [(instance.pk,)] = insert_rows(model, [row_of(instance)], returning=(model._meta.pk.attname,))
    instance._state.adding, instance._state.db = False, DEFAULT_DB_ALIAS


def _default(field: models.Field[Any, Any]) -> Any:
    return _as_value(field.get_default(), isinstance(field, models.JSONField))


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    field: models.Field[Any, Any] = model._meta.get_field(name)  # type: ignore[assignment]
    return field


@cache
def _update_sql(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, str]:
    pk = model._meta.pk
    fields = [_field(model, name) for name in names]
    key, *columns = [_quote(field.column) for field in (pk, *fields)]
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    sql = (
        f"UPDATE {_quote(model._meta.db_table)} AS old SET {changes} "  # noqa: S608
        f"FROM (VALUES %s) AS new ({', '.join([key, *columns])}) WHERE old.{key} = new.{key}"
    )
    # VALUES alone would make every NULL and every number a text.
    types = [pk.rel_db_type(connection), *(field.db_type(connection) for field in fields)]
    return sql, f"({', '.join(f'%s::{kind}' for kind in types)})"


def update_rows(objects: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write the named fields of saved `objects` (all of one model) in one statement."""
    if not objects:
        return
    model = type(objects[0])
    fields = [_field(model, name) for name in names]
    readers = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    values = [
        [row.pk, *(_as_value(getattr(row, name), is_json) for name, is_json in readers)]
        for row in objects
    ]
    sql, template = _update_sql(model, tuple(names))
    _execute(sql, values, template=template)


def _as_value(value: Any, is_json: bool) -> Any:
    """None is no value, in a JSON column too; the word `null` of JSON would be one."""
    return as_json(value) if is_json and value is not None else value


def _execute(
    sql: str, values: Sequence[Sequence[Any]], *, template: str = "", fetch: bool = False
) -> list[tuple[Any, ...]]:
    """Run `sql` with all rows in place of its only %s."""
    template = template or f"({', '.join(['%s'] * len(values[0]))})"
    before, after = sql.split("%s")
    every = ", ".join([template] * len(values))
    flat = list(chain.from_iterable(values))
    with connection.cursor() as cursor:
        # One call for the whole page: psycopg2's own execute_values makes one a row, and goes past
        # Django, which then neither translates errors nor counts the query.
        rows = cursor.cursor.mogrify(every, flat).decode()
        cursor.execute(f"{before}{rows}{after}")
        return list(cursor.fetchall()) if fetch else []
