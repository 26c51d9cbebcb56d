"""What Prometheus is told is true, is explained, and says nothing of anybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from inbox.models import Reply
from listening import clients
from listening.connectors.base import ConnectorError, RateWindow
from listening.connectors.x_client import SECRET_NAMES
from listening.connectors.x_limits import buckets_of
from listening.limits import AccountLimits
from practice_hub.backups.models import BackupRun
from practice_hub.health import machine
from practice_hub.health.tasks import tick
from practice_hub.practices.deploy_checks import proxies_are_counted
from practice_hub.practices.models import SignInGuard, SignInLetter
from practice_hub.realtime import closing
from tests.health.builders import MINUTE, alive
from tests.inbox.test_snippets_use import reply_row
from tests.inbox.view_desk import ViewDesk
from tests.monitoring.conftest import TOKEN
from tests.people import Person

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs/operations/what-to-watch.md"
RULES = ROOT / "deploy/prometheus/practice-hub.rules.yml"
NAME = re.compile(r"practice_hub_[a-z_]+")
ENDINGS = ("_bucket", "_count", "_sum")
Numbers = dict[tuple[str, ...], float]


@pytest.fixture(autouse=True)
def _asked_anew() -> Iterator[None]:
    caches["process"].delete(machine.KEPT_AS)
    yield
    caches["process"].delete(machine.KEPT_AS)


def scraped() -> str:
    caches["process"].delete(machine.KEPT_AS)
    answer = Client().get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
    return answer.content.decode()


def numbers(text: str) -> Numbers:
    """Every sample: its name, then the values of its labels in the order of their names."""
    return {
        (one.name, *(one.labels[label] for label in sorted(one.labels))): one.value
        for family in text_string_to_metric_families(text)
        for one in family.samples
    }


def something_of_everything(desk: ViewDesk, ana: Person, settings: Any) -> None:
    alive(desk.now)
    settings.X_API_BASE_URL = "http://127.0.0.1:1"  # nobody is there
    secrets = dict.fromkeys(SECRET_NAMES, "only-for-tests")
    limits = AccountLimits(desk.x.pk)
    for _ in range(2):  # the second time a limit is used up
        with pytest.raises(ConnectorError):
            clients.client("X", secrets, limits=limits).verify(now=desk.now)
        spent = [RateWindow(name, remaining=0) for name in buckets_of("GET", "/2/users/me", False)]
        limits.close(spent)
    tick.apply(kwargs={"queue": "default", "sent_at": desk.now.timestamp()})
    BackupRun.objects.create(
        started_at=desk.now - timedelta(hours=2), finished_at=desk.now, is_tried=True
    )
    SignInGuard.objects.create(
        account="a" * 64,
        address="198.51.100.7",
        first_failed_at=desk.now,
        locked_until=desk.now + 15 * MINUTE,
    )
    SignInLetter.objects.create(kind="RESET", email="ana@example.org", wanted_at=desk.now)
    queued = {"status": "QUEUED", "sent_at": None, "send_after": desk.now - 6 * MINUTE}
    reply_row(desk, ana, "Thank you.", **queued)
    held = queued | {"error_kind": Reply.HELD, "held_at": desk.now - 9 * MINUTE}
    reply_row(desk, ana, "We are sorry.", **held)


def scraped_while_streaming() -> str:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield b""

    stream = closing.until_stop(chunks())
    with asyncio.Runner() as loop:
        for _ in range(2):  # the first says when to come back
            loop.run(anext(stream))
        return scraped()


def test_a_look_tells_how_things_stand_and_every_number_is_explained(
    ana: Person, charlie: Person, folder: Path, settings: Any
) -> None:
    desk = ViewDesk(ana.practice)
    something_of_everything(desk, ana, settings)
    ana.client.get("/inbox/?q=botox+gone+wrong")
    charlie.client.get("/inbox/987654321/")
    Client().get("/nowhere/at/all/")
    with CaptureQueriesContext(connection) as asked:
        text = scraped_while_streaming()
    assert len(asked) < 60  # two looks
    found = numbers(text)

    def number(name: str, *labels: str) -> float:
        return found[(f"practice_hub_{name}", *labels)]

    assert number("requests_total", "200", "inbox:list") == 1
    assert number("requests_total", "404", "inbox:conversation") == 1
    assert number("requests_total", "404", "none") == 1
    assert number("request_seconds_count", "inbox:list") == 1
    assert number("tasks_total", "SUCCESS", "health.tick") == 1
    assert number("network_calls_total", "read", "X", "TRANSIENT") == 1
    assert number("network_calls_total", "read", "X", "NOT_ASKED") == 1
    assert number("network_call_seconds_count", "read", "X") == 1
    assert number("limits_closed", "X") >= 1
    assert number("event_streams_open", "command") == 1
    assert number("check_ok", "beat") == 1 and number("check_ok", "oldest_queued_reply") == 0
    assert number("feeds", "X", "NEW") >= 1 and number("accounts", "FACEBOOK", "CONNECTED") == 1
    for status, minutes in (("QUEUED", 6), ("HELD", 9)):
        assert number("replies_waiting", status) == 1
        assert minutes * 60 <= number("replies_oldest_seconds", status) < minutes * 60 + 600
    assert number("sign_ins_locked") == number("sign_in_mails_waiting") == 1
    assert 7200 <= number("backup_age_seconds") < 7800
    assert number("database_connections", "active") >= 1
    assert {value for key, value in found.items() if key[0] == "practice_hub_part_unknown"} == {0}

    names = {family(name) for name, *_ in found}
    explained = set(NAME.findall(DOCS.read_text()))
    assert explained - names == set() and names - explained == set()
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    watched = {family(name) for rule in rules for name in NAME.findall(rule["expr"])}
    assert watched and watched <= names
    assert_no_words_of_anybody(found, text)


def family(name: str) -> str:
    ending = next((end for end in ENDINGS if name.endswith(end)), "")
    return name.removesuffix(ending)


def assert_no_words_of_anybody(found: Numbers, text: str) -> None:
    plain = re.compile(r"[A-Za-z][A-Za-z0-9_.: ]{1,60}|[0-9.]{1,6}|\+Inf|X")
    assert [label for _, *labels in found for label in labels if not plain.fullmatch(label)] == []
    for word in ("botox", "Ana", "ana@", "198.51", "Thank", "nowhere", "987654321", "users/me"):
        assert word not in text


def test_every_alert_is_explained_and_has_what_prometheus_wants() -> None:
    """In place of promtool, which reads the expressions too."""
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    table = dict(
        re.findall(r"^\| (PracticeHub\w+) \|.*?\| (page|ticket) \|", DOCS.read_text(), re.M)
    )
    assert {rule["alert"]: rule["labels"]["severity"] for rule in rules} == table
    for rule in rules:
        assert set(rule) <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["annotations"]["summary"].endswith(".")
        assert re.fullmatch(r"\d+[mh]", rule.get("for", "0m"))
        for left, right in ("()", "{}", "[]"):
            assert rule["expr"].count(left) == rule["expr"].count(right)


def test_nobody_without_the_token_finds_it(
    client: Client, ana: Person, vera: Person, charlie: Person, folder: Path, settings: Any
) -> None:
    for visitor in (client, ana.client, vera.client, charlie.client):
        assert visitor.get("/metrics").status_code == 404
    for given in ("", "Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}"):
        assert client.get("/metrics", HTTP_AUTHORIZATION=given).status_code == 404
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status_code == 200
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404
    with pytest.raises(CommandError, match="METRICS_TOKEN"):
        call_command("metrics")


def test_without_the_database_the_rest_is_told(
    folder: Path, settings: Any, capsys: Any, db: None
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    kept = dict(connection.settings_dict)
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    try:
        call_command("metrics")
    finally:
        connection.settings_dict.update(kept)
    found = numbers(capsys.readouterr().out)
    known = {key[1]: value for key, value in found.items() if key[0] == "practice_hub_check_ok"}
    assert known == {"database": 0, "redis": 0}
    assert {value for key, value in found.items() if key[0] == "practice_hub_part_unknown"} == {1}


def test_a_proxy_that_is_not_counted_is_named(settings: Any) -> None:
    assert proxies_are_counted() == []
    settings.IS_PRODUCTION, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 0
    assert [one.id for one in proxies_are_counted()] == ["practices.W001"]
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert proxies_are_counted() == []
