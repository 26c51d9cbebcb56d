"""What monitors are told, in few queries, and who is told how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from inbox.models import Reply
from listening.models import Feed
from practice_hub.health import ready
from tests.health.builders import MINUTE, alive, silent
from tests.inbox.test_snippets_use import reply_row
from tests.inbox.view_desk import ViewDesk
from tests.people import Person

TOKEN = "only-for-monitors-in-tests"


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    caches["process"].delete("health.readyz")
    yield
    caches["process"].delete("health.readyz")


def test_each_check_has_its_age_and_its_limit(
    ana: Person, django_assert_max_num_queries: Any
) -> None:
    desk = ViewDesk(ana.practice)
    now = desk.now
    alive(now)
    Feed.objects.update(next_run_at=now + MINUTE)

    def status() -> dict[str, str]:
        with django_assert_max_num_queries(3):
            return {name: check.status.value for name, check in ready.checks(now).items()}

    assert set(status().values()) == {"ok"}
    assert [*status()][:3] == ["database", "redis", "beat"]

    silent("beat", now - 2 * MINUTE)
    Feed.objects.update(next_run_at=now - 14 * MINUTE)
    values = {"status": "QUEUED", "sent_at": None, "send_after": now - 6 * MINUTE}
    reply_row(desk, ana, "Thank you.", error_kind=Reply.HELD, held_at=now, **values)
    assert [name for name, word in status().items() if word != "ok"] == ["beat"]

    Feed.objects.update(next_run_at=now - 16 * MINUTE)
    Reply.objects.update(error_kind="")
    found = ready.checks(now)
    assert not ready.is_ready(found)
    assert found["oldest_due_feed"].as_json() == {
        "status": "not ok",
        "age_seconds": 960.0,
        "limit_seconds": 900.0,
    }
    assert found["oldest_queued_reply"].age_seconds == timedelta(minutes=6).total_seconds()
    assert found["beat"].status == "not ok"


def test_without_the_database_nothing_else_is_claimed(settings: Any, db: None) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        words = {name: check.status.value for name, check in ready.checks(timezone.now()).items()}
    finally:
        connection.settings_dict.update(kept)
    assert (words.pop("database"), words.pop("redis")) == ("not ok", "not ok")
    assert set(words.values()) == {"unknown"}


def test_strangers_learn_one_word(
    client: Client, ana: Person, vera: Person, charlie: Person, settings: Any
) -> None:
    settings.METRICS_TOKEN = TOKEN
    alive(timezone.now())
    outside = {"REMOTE_ADDR": "198.51.100.7"}
    for visitor in (client, ana.client, vera.client, charlie.client):
        answer = visitor.get("/readyz", **outside)
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    for given in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer é"):
        assert "checks" not in client.get("/readyz", HTTP_AUTHORIZATION=given, **outside).json()
    told = client.get("/readyz", HTTP_AUTHORIZATION=f"Bearer {TOKEN}", **outside).json()
    assert told["checks"]["beat"]["status"] == "ok"
    assert "checks" not in client.get("/readyz").json()  # this machine: perhaps a proxy on it

    settings.METRICS_TOKEN = ""
    assert "checks" not in client.get("/readyz", HTTP_AUTHORIZATION="Bearer ", **outside).json()
    silent("beat", timezone.now() - 9 * MINUTE)
    assert client.get("/readyz").status_code == 200  # a second's worth is kept
    caches["process"].delete("health.readyz")
    answer = client.get("/readyz", **outside)
    assert (answer.status_code, answer.json()) == (503, {"status": "not ok"})
