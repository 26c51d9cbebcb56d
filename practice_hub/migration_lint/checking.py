"""Every migration of ours, judged without a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from practice_hub.migration_lint.rules import WHY, Rule, judge

OURS: Final = ("practice_hub.", "listening.", "inbox.")


@dataclass(frozen=True, slots=True)
class Fault:
    """`where`: "app.migration"; `what`: the step, in the words of ALLOWED."""

    where: str
    what: str
    rule: Rule

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {WHY[self.rule]}."


def faults(loader: MigrationLoader | None = None) -> Iterator[Fault]:
    """In every migration of ours but the first of each app, which finds nobody at work."""
    graph = (loader or MigrationLoader(None)).graph
    state = ProjectState()
    for key in _in_order(loader or MigrationLoader(None)):
        migration = graph.nodes[key]
        assert isinstance(migration, Migration)
        if migration.__module__.startswith(OURS) and not migration.initial:
            yield from judged(migration, state)
        state = migration.mutate_state(state, preserve=False)


def judged(migration: Migration, state: ProjectState) -> Iterator[Fault]:
    """What is wrong in one migration. `state`: before it."""
    where, fresh = f"{migration.app_label}.{migration.name}", set[str]()
    now = state.clone()
    for operation in migration.operations:
        for rule, what in judge(operation, migration.app_label, now, fresh):
            yield Fault(where, what, rule)
        operation.state_forwards(migration.app_label, now)


def verdict(found: list[Fault], allowed: Mapping[tuple[str, str], str]) -> list[str]:
    """Sentences: what is not allowed, and what is allowed and was not found."""
    seen = {(fault.where, fault.what) for fault in found}
    told = [str(fault) for fault in found if not allowed.get((fault.where, fault.what))]
    stale = sorted(set(allowed) - seen)
    return [*told, *(f"{where}: {what}: allowed, and not there any more." for where, what in stale)]


def _in_order(loader: MigrationLoader) -> list[tuple[str, str]]:
    order: dict[tuple[str, str], None] = {}
    for leaf in loader.graph.leaf_nodes():
        order.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    return list(order)
