"""Migrations that would stop the desk, or break old code, are named; ours do neither."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres import operations as postgres
from django.db import models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.state import ModelState, ProjectState

from practice_hub.migration_lint.allowed import ALLOWED
from practice_hub.migration_lint.checking import faults, judged, verdict
from practice_hub.migration_lint.rules import WHY

INDEX = models.Index(fields=["size"], name="by_size")
CHECK = models.CheckConstraint(condition=models.Q(size__gte=0), name="positive")
UNIQUE = models.UniqueConstraint(fields=["size"], name="once")


def add(field: models.Field[Any, Any], name: str = "new") -> ops.AddField:
    return ops.AddField("post", name, field)


def alter(field: models.Field[Any, Any], name: str) -> ops.AlterField:
    return ops.AlterField("post", name, field)


SAFE = {
    "a column that may be empty": add(models.TextField(null=True)),
    "a column with a default of the database": add(models.TextField(db_default="")),
    "an index that is built aside": postgres.AddIndexConcurrently("post", INDEX),
    "a check that looks at new rows only": postgres.AddConstraintNotValid("post", CHECK),
    "a check that is made up later": postgres.ValidateConstraint("post", "positive"),
    "a longer text": alter(models.CharField(max_length=20), "word"),
    "a column that may be empty now": alter(models.IntegerField(null=True), "size"),
    "other choices": alter(models.CharField(max_length=10, choices=[("A", "A")]), "word"),
    "an index less": ops.RemoveIndex("post", "gone"),
    "a new table": ops.CreateModel("Fresh", [("id", models.BigAutoField(primary_key=True))]),
}
FAULTY = [
    ("DROPS", ops.RemoveField("post", "size")),
    ("REQUIRED", alter(models.IntegerField(), "maybe")),
    ("REWRITES", alter(models.BigIntegerField(), "size")),
    ("REWRITES", alter(models.CharField(max_length=5), "word")),
    ("RENAMES", alter(models.IntegerField(db_column="bigness"), "size")),
    ("RENAMES", ops.RenameField("post", "size", "bigness")),
    ("REQUIRED", add(models.IntegerField())),
    ("REQUIRED", add(models.IntegerField(default=0))),  # only new code knows it
    ("LOCKS", add(models.IntegerField(null=True, db_index=True))),
    ("LOCKS", alter(models.IntegerField(unique=True), "size")),
    ("DROPS", ops.DeleteModel("Post")),
    ("RENAMES", ops.RenameModel("Post", "Letter")),
    ("RENAMES", ops.AlterModelTable("Post", "letters")),
    ("LOCKS", ops.AddIndex("post", INDEX)),
    ("LOCKS", ops.AddConstraint("post", CHECK)),
    ("LOCKS", ops.AddConstraint("post", UNIQUE)),
    ("LOCKS", ops.AlterUniqueTogether("post", {("size", "word")})),
    ("CODE", ops.RunSQL("UPDATE posts SET size = 1")),
    ("CODE", ops.RunPython(ops.RunPython.noop)),
    ("DROPS", ops.SeparateDatabaseAndState([ops.RemoveField("post", "size")], [])),
]


def state() -> ProjectState:
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.BigAutoField(primary_key=True)),
        ("size", models.IntegerField()),
        ("maybe", models.IntegerField(null=True)),
        ("word", models.CharField(max_length=10)),
    ]
    found = ProjectState()
    gone = models.Index(fields=["word"], name="gone")
    found.add_model(ModelState("sample", "Post", fields, {"indexes": [gone]}))
    return found


def found_in(*operations: ops.base.Operation) -> list[str]:
    migration = Migration("0002_sample", "sample")
    migration.operations = list(operations)
    return [fault.rule.name for fault in judged(migration, state())]


def test_each_kind_of_step() -> None:
    assert {what: found_in(one) for what, one in SAFE.items()} == {what: [] for what in SAFE}
    assert [found_in(one) for _, one in FAULTY] == [[rule] for rule, _ in FAULTY]
    assert {rule for rule, _ in FAULTY} == {rule.name for rule in WHY}
    # On a table that the same migration makes, nobody waits.
    fresh = ops.CreateModel(
        "Fresh",
        [("id", models.BigAutoField(primary_key=True)), ("size", models.IntegerField())],
        options={"indexes": []},
    )
    assert found_in(fresh, ops.AddIndex("fresh", INDEX), ops.AddConstraint("fresh", CHECK)) == []


def test_ours_can_run_while_people_work() -> None:
    found = list(faults())
    assert verdict(found, ALLOWED) == []
    assert all(len(reason) > 20 for reason in ALLOWED.values())
    assert len(verdict(found, {})) == len(found) > 0
    (stale,) = verdict([], {("inbox.9999_none", "SQL"): "a reason"})
    assert "not there any more" in stale
