"""What holds of every statement that is made once a process, wherever it stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from inspect import signature
from itertools import product
from typing import Any, TypeVar
from uuid import UUID

import pytest
from django.db import connection
from django.urls import get_resolver
from django.utils import timezone

from inbox import beside, selectors
from inbox.access import sees_private
from inbox.filters import IMPORTED, QUEUES, SIFTED, UNSENT, ListFilters, filtered
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.ready import Ready
from practice_hub.ready_changes import ReadyChange
from practice_hub.ready_statements import Slot, Statement
from practice_hub.roles import Role

Kind = TypeVar("Kind")
PACKAGES = ("inbox", "listening", "practice_hub")
# Whatever decides about a statement has few values, else there is no end to statements.
CHOICES: dict[str, tuple[object, ...]] = {
    "bool": (False, True),
    "order": ("", "-"),
    "limit": (8,),
    "queue": (*QUEUES, UNSENT),
    "role": tuple(Role.values),
}


def _all_of(kind: type[Kind]) -> list[Kind]:
    assert get_resolver().url_patterns  # with which all modules of pages are loaded
    modules = [module for name, module in sys.modules.items() if name.split(".")[0] in PACKAGES]
    found = {id(one): one for m in modules for one in vars(m).values() if isinstance(one, kind)}
    return list(found.values())


def _combinations(one: Ready[Any, Any]) -> Iterator[dict[str, object]]:
    deciding = [p for p in signature(one).parameters.values() if p.kind == p.KEYWORD_ONLY]
    kinds = [CHOICES[p.name if p.name in CHOICES else str(p.annotation)] for p in deciding]
    for values in product(*kinds):
        yield dict(zip((p.name for p in deciding), values, strict=True))


@pytest.mark.django_db
def test_each_asks_with_the_values_of_the_call() -> None:
    """No moment and no key of the first call is kept, each value is used, PostgreSQL knows the type
    of each, and a plan that has to do for all values still goes by an index."""
    found: list[Ready[Any, Any]] = _all_of(Ready)
    assert len(found) > 50
    for one in found:
        used: set[int] = set()
        for choice in _combinations(one):
            statement = one.made_for(choice).statement
            _require_good(statement, signature(one))
            used.update(statement.places)
        assert used == set(range(len(one._slots))), signature(one)
    for statement in (beside._LOOK, *map(selectors._counting, CHOICES["role"])):
        _require_good(statement, statement.text)
    for change in _all_of(ReadyChange):
        _require_good(change.made(), signature(change))
        assert set(change.made().places) == set(range(len(signature(change).parameters)))


def _require_good(statement: Statement, asked: object) -> None:
    kept = [v for v in statement.values if not isinstance(v, Slot)]
    assert not [v for v in kept if isinstance(v, date | UUID)], asked
    assert statement.places, asked
    if "Seq Scan" in _plan_for_all_values(statement):
        pytest.fail(f"{asked} has no index to go by")


def _plan_for_all_values(statement: Statement) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # nothing else is left without an index
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        asked = statement.prepare(cursor).replace("%s", "NULL")
        cursor.execute(f"EXPLAIN {asked}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.django_db
def test_a_sifted_list_is_what_was_asked_for(practice: Practice) -> None:
    some: dict[str, Any] = {"network": "X", "sentiment": "NEGATIVE", "category": "PRICE"}
    some |= {"account": 7, "staff": 8}
    for queue, by in product(CHOICES["queue"], ((), ("network",), ("account", "staff"), SIFTED)):
        for role, origin in ((Role.AGENT, ""), (Role.VENDOR, IMPORTED)):
            now = timezone.now()
            member = Membership(practice=practice, user=User(pk=50), role=role)
            filters = ListFilters(
                queue=str(queue), origin=origin, **{name: some[name] for name in by}
            )
            found = selectors._threads_in_queue(member, str(queue), now)
            found = filtered(found, filters, sees_private=sees_private(member))
            text, values = selectors._page(found, str(queue), None).query.sql_with_params()

            plan = selectors._sifting(str(queue), str(role), by, origin)
            asked = (practice.pk, 50, now, *(some[name] for name in by))
            statement = plan.statement
            given = [asked[v.position] if isinstance(v, Slot) else v for v in statement.values]
            assert (statement.text.replace("(%s)", "%s"), given) == (
                text.replace("(%s)", "%s"),
                list(values),
            )
            assert selectors.conversation_page(member, filters, now=now).rows == []
            endless = replace(filters, account=2**70)
            assert selectors.conversation_page(member, endless, now=now).rows == []


@pytest.mark.django_db
def test_the_top_of_a_queue_is_what_the_list_would_ask_for() -> None:
    for role, queue in product(CHOICES["role"], CHOICES["queue"]):
        for number in (1, 2):  # the second time the statement is there
            now = timezone.now() + timedelta(hours=number)
            reader = User(pk=50 + number)
            member = Membership(practice_id=30 + number, user=reader, role=str(role))
            found = selectors._threads_in_queue(member, str(queue), now)
            filters = ListFilters(queue=str(queue))
            found = filtered(found, filters, sees_private=sees_private(member))
            page = selectors._page(found, str(queue), None)
            text, values = page.query.sql_with_params()

            top = selectors._top.made_for({"queue": queue, "role": role})
            asked = (member.practice_id, member.user_id, now)
            given = [asked[v.position] if isinstance(v, Slot) else v for v in top.statement.values]
            assert (top.statement.text.replace("(%s)", "%s"), given) == (
                text.replace("(%s)", "%s"),
                list(values),
            )
