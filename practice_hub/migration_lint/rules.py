"""Which steps of a migration hurt people who work meanwhile, or old code that still runs.

While a new version is rolled out, old processes go on reading and writing, and every lock that is
held for long stops the desk. So columns are added nullable or with a default of the database,
nothing that old code uses goes away in the same release, indexes are built CONCURRENTLY, and
constraints are added NOT VALID and validated in a later migration. Tables that the same migration
makes are nobody's yet: there everything goes. Sources: Django, "Migration Operations" for
PostgreSQL; PostgreSQL, "ALTER TABLE", Notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, Final

from django.contrib.postgres import operations as postgres
from django.db import connection
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import NOT_PROVIDED, CharField, Field, TextField


class Rule(StrEnum):
    DROPS = "DROPS"
    RENAMES = "RENAMES"
    REQUIRED = "REQUIRED"
    LOCKS = "LOCKS"
    REWRITES = "REWRITES"
    CODE = "CODE"


WHY: Final = {
    Rule.DROPS: "old code still uses it. Remove it from the code in one release, and from the "
    "database in the next",
    Rule.RENAMES: "old code still knows the old name. Add the new one beside it and copy, or keep "
    "the name in the database (db_column, db_table)",
    Rule.REQUIRED: "old code inserts without it. Give it null=True or a db_default",
    Rule.LOCKS: "nobody can write to the table while it is built or checked. Use "
    "AddIndexConcurrently, or AddConstraintNotValid and in a later migration ValidateConstraint",
    Rule.REWRITES: "the whole table is written anew under a lock, or old code no longer fits. Add "
    "a new column beside it",
    Rule.CODE: "nobody but a person can tell whether it is safe. Work in slices of some thousand "
    "rows, each its own transaction, then allow it with the reason",
}
Finding = tuple[Rule, str]
Judge = Callable[[Any, str, ProjectState], Iterator[Finding]]


def judge(
    operation: Operation, app: str, state: ProjectState, fresh: set[str]
) -> Iterator[Finding]:
    """What is wrong with one step. `state`: before it; `fresh`: models (in lower case) that this
    migration has made, which grows here."""
    if isinstance(operation, ops.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from judge(inner, app, state, fresh)
        return
    if isinstance(operation, ops.CreateModel):
        fresh.add(operation.name_lower)
        return
    if _table_of(operation) in fresh:
        return
    for kind, rule in _JUDGES.items():
        if isinstance(operation, kind):
            yield from rule(operation, app, state)
            return


def _table_of(operation: Operation) -> str:
    return str(getattr(operation, "model_name", getattr(operation, "name", ""))).lower()


def _says(rule: Rule, noun: str) -> Judge:
    def found(operation: Any, app: str, state: ProjectState) -> Iterator[Finding]:
        yield rule, f"{noun} {_name_of(operation)}"

    return found


def _name_of(operation: Any) -> str:
    part = getattr(operation, "name", "") or getattr(operation, "old_name", "")
    if not part:
        part = getattr(operation, "constraint", None) or getattr(operation, "index", None)
        part = getattr(part, "name", "")
    model = getattr(operation, "model_name", "")
    return f"{model}.{part}" if model and part else str(part or model)


def _added(operation: Any, app: str, state: ProjectState) -> Iterator[Finding]:
    field: Field[Any, Any] = operation.field
    if field.many_to_many:
        return
    name = f"column {_name_of(operation)}"
    if not field.null and field.db_default is NOT_PROVIDED:
        yield Rule.REQUIRED, name
    if _is_indexed(field):
        yield Rule.LOCKS, f"index of {name}"


def _altered(operation: Any, app: str, state: ProjectState) -> Iterator[Finding]:
    model = state.models[app, operation.model_name_lower]
    before, after = model.fields[operation.name], operation.field
    name = f"column {_name_of(operation)}"
    if before.null and not after.null:
        yield Rule.REQUIRED, name
    if _is_indexed(after) and not _is_indexed(before):
        yield Rule.LOCKS, f"index of {name}"
    if _column(before, operation.name) != _column(after, operation.name):
        yield Rule.RENAMES, name
    if not _is_wider(before, after):
        yield Rule.REWRITES, name


def _is_indexed(field: Any) -> bool:
    return bool(field.unique or field.db_index)


def _column(field: Field[Any, Any], name: str) -> str:
    return field.db_column or name


def _is_wider(before: Field[Any, Any], after: Field[Any, Any]) -> bool:
    """The same type, or a text that may be longer: PostgreSQL only notes that."""
    if isinstance(before, CharField) and isinstance(after, CharField | TextField):
        return after.max_length is None or (before.max_length or 0) <= after.max_length
    if before.is_relation or after.is_relation:
        return _leads_to(before) == _leads_to(after)
    return before.db_type(connection) == after.db_type(connection)


def _leads_to(field: Field[Any, Any]) -> str:
    return str(field.remote_field.model).lower() if field.remote_field else ""


def _sql(operation: Any, app: str, state: ProjectState) -> Iterator[Finding]:
    yield Rule.CODE, "SQL"


def _python(operation: Any, app: str, state: ProjectState) -> Iterator[Finding]:
    yield Rule.CODE, f"function {operation.code.__name__}"


def _harmless(operation: Any, app: str, state: ProjectState) -> Iterator[Finding]:
    yield from ()


# The first that fits counts: what runs CONCURRENTLY is a kind of AddIndex.
_JUDGES: Final[dict[type[Operation], Judge]] = {
    postgres.AddIndexConcurrently: _harmless,
    postgres.AddConstraintNotValid: _harmless,
    ops.RemoveField: _says(Rule.DROPS, "column"),
    ops.DeleteModel: _says(Rule.DROPS, "table"),
    ops.RenameField: _says(Rule.RENAMES, "column"),
    ops.RenameModel: _says(Rule.RENAMES, "table"),
    ops.AlterModelTable: _says(Rule.RENAMES, "table"),
    ops.AddField: _added,
    ops.AlterField: _altered,
    ops.AddIndex: _says(Rule.LOCKS, "index"),
    ops.AddConstraint: _says(Rule.LOCKS, "constraint"),
    ops.AlterUniqueTogether: _says(Rule.LOCKS, "constraint of"),
    ops.RunSQL: _sql,
    ops.RunPython: _python,
}
