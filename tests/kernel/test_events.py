"""The event stream as browsers meet it: a real uvicorn process, real Redis, real HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis
import requests
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.embedded import EmbeddedRedis
from practice_hub.ports import free_port
from practice_hub.practices.models import Membership
from practice_hub.realtime.channels import PracticeChannelManager
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.realtime.stream import watched
from practice_hub.realtime.views import is_ours
from practice_hub.roles import Role
from tests.builders import hear, private
from tests.inbox.view_desk import MARISOL, ViewDesk
from tests.people import Person
from tests.support.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]


def test_only_members_may_read_the_channel_of_a_practice(
    ana: Person, vera: Person, charlie: Person
) -> None:
    manager = PracticeChannelManager()
    channel = f"practice-{ana.practice.pk}"
    assert manager.can_read_channel(ana.user, channel)
    private_channel = f"{channel}-READ_PRIVATE"
    assert manager.can_read_channel(ana.user, private_channel)
    assert manager.can_read_channel(vera.user, channel)
    assert not manager.can_read_channel(vera.user, private_channel)
    assert not manager.can_read_channel(charlie.user, channel)
    assert not manager.can_read_channel(charlie.user, private_channel)
    assert not manager.can_read_channel(None, channel)
    Membership.objects.filter(pk=ana.membership.pk).update(left_at=timezone.now())
    assert not manager.can_read_channel(ana.user, channel)


def test_the_pages_process_has_no_stream(ana: Person, client: Client) -> None:
    assert ana.client.get(f"/events/{ana.practice.pk}/").status_code == 404
    assert client.get(f"/events/{ana.practice.pk}/").status_code == 404


def test_which_pages_may_read_the_stream() -> None:
    here = f"http://127.0.0.1:{settings.PORT}"
    assert is_ours(here, "127.0.0.1:8001")
    assert is_ours(settings.PUBLIC_URL, "elsewhere.example")
    assert not is_ours("http://127.0.0.1:1", "127.0.0.1:8001")
    assert not is_ours(f"http://evil.example:{settings.PORT}", "127.0.0.1:8001")
    assert not is_ours("null", "127.0.0.1:8001")


@contextmanager
def _serving(redis_url: str) -> Iterator[str]:
    """A uvicorn process on the test database; the address of its streams."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "practice_hub.asgi:application"]
    with subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": _test_database_url(), "REDIS_URL": redis_url},
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}/events"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _test_database_url() -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"]))


@pytest.fixture
def stream_url(transactional_db: None, redis_url: str) -> Iterator[str]:
    with _serving(redis_url) as url:
        yield url


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=PATIENCE_SECONDS).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")


class Reader:
    """An EventSource of a few lines."""

    def __init__(self, url: str, person: Person | None) -> None:
        cookies = {k: m.value for k, m in person.client.cookies.items()} if person else {}
        origin = f"http://127.0.0.1:{settings.PORT}"
        self.response = requests.get(
            url, cookies=cookies, headers={"Origin": origin}, stream=True, timeout=PATIENCE_SECONDS
        )
        self.lines = self.response.iter_lines(chunk_size=1, decode_unicode=True)

    def next_event(self) -> tuple[str, object]:
        name = ""
        for line in self.lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data:") and name not in {"", "keep-alive"}:
                data = line.removeprefix("data:").strip()
                return name, json.loads(data) if data else None
        raise AssertionError("the stream ended")

    def close(self) -> None:
        self.response.close()


def _publish(practice_id: int, topic: str, *ids: int) -> None:
    with transaction.atomic():
        publish_on_commit(practice_id, topic, ids)


def test_an_event_reaches_the_browsers_of_its_practice_only(
    stream_url: str, ana: Person, vera: Person, charlie: Person, redis_client: redis.Redis
) -> None:
    practice_id = ana.practice.pk
    with closing(Reader(f"{stream_url}/{practice_id}/", ana)) as reader:
        assert reader.response.status_code == 200
        assert reader.response.headers["Content-Type"] == "text/event-stream"
        allowed = reader.response.headers["Access-Control-Allow-Origin"]
        assert allowed == f"http://127.0.0.1:{settings.PORT}"
        assert reader.response.headers["Access-Control-Allow-Credentials"] == "true"
        assert "default-src 'none'" in reader.response.headers["Content-Security-Policy"]
        assert reader.next_event()[0] == "stream-open"
        _wait_for_subscriber(redis_client)

        _publish(charlie.practice.pk, "conversations", 1)
        _publish(practice_id, "conversations", 9, 7)
        assert reader.next_event() == ("changed", {"topic": "conversations", "ids": [7, 9]})

        # More at once than the library keeps by default: none is lost.
        with redis_client.pipeline(transaction=False) as pipe:
            for number in range(40):
                pipe.publish("events_channel", _message(practice_id, number))
            pipe.execute()
        for number in range(40):
            assert reader.next_event() == ("changed", number)

        assert _open_database_sessions() == 1, "a waiting stream holds a database connection"

    _an_agency_hears_nothing_of_what_is_private(f"{stream_url}/{practice_id}/", ana, vera)
    for person, status in ((charlie, 404), (None, 403)):
        with closing(Reader(f"{stream_url}/{practice_id}/", person)) as stranger:
            assert stranger.response.status_code == status
            assert "practice-" not in stranger.response.text


def _an_agency_hears_nothing_of_what_is_private(url: str, ana: Person, vera: Person) -> None:
    """Not even that somebody wrote in private just now, in a conversation that it may read."""
    desk = ViewDesk(ana.practice)
    with closing(Reader(url, ana)) as inside, closing(Reader(url, vera)) as agency:
        assert (inside.next_event()[0], agency.next_event()[0]) == ("stream-open", "stream-open")
        row = desk.post()
        desk.claim(row, ana)
        seen = desk.post()
        told = _until(agency, "conversations", seen.pk)  # of the two posts and the claim
        assert {topic for topic, _ in told} == {"conversations"}
        assert {pk for _, ids in told for pk in ids} == {row.pk, seen.pk}

        desk.writes_privately(row, "My number is 555 0100.")
        desk.queue(row, ana, "Thank you, we call you.", "PRIVATE")
        actions.add_note(
            conversation_id=row.pk, actor=ana.user, body="Regular patient.", now=desk.now
        )
        hear(desk.facebook, private("Hello?", MARISOL, posted_at=desk.now), now=desk.now)
        unseen = Conversation.objects.get(has_public=False)
        with transaction.atomic():
            raise_alert(
                Kind.RED_FLAG,
                practice_id=row.practice_id,
                subject=row,
                path="/",
                recipients=[ana.user.pk],
                at=desk.now,
            )
        heard = _until(inside, "conversations", unseen.pk)
        if "alerts" not in {topic for topic, _ in heard}:
            _until(inside, "alerts")
        last = desk.post()
        assert _until(agency, "conversations", last.pk) == [("conversations", [last.pk])]


def _until(reader: Reader, topic: str, pk: int = 0) -> list[tuple[str, list[int]]]:
    """What `reader` hears, up to `topic`, about `pk` if given; what comes in one breath is one."""
    heard: list[tuple[str, list[int]]] = []
    while not heard or heard[-1][0] != topic or (pk and pk not in heard[-1][1]):
        data = reader.next_event()[1]
        assert isinstance(data, dict)
        heard.append((data["topic"], data["ids"]))
    return heard


def test_the_stream_outlives_a_restart_of_redis(
    transactional_db: None, tmp_path: Path, ana: Person
) -> None:
    practice_id = ana.practice.pk
    server = EmbeddedRedis(tmp_path, is_durable=False)
    with _serving(server.start()) as url, closing(Reader(f"{url}/{practice_id}/", ana)) as reader:
        assert reader.next_event()[0] == "stream-open"
        _wait_for_subscriber(redis.Redis.from_url(server.url))
        server.stop()
        time.sleep(3)
        server.restart()
        client = redis.Redis.from_url(server.url)
        _wait_for_subscriber(client)
        client.publish("events_channel", _message(practice_id, 5))
        assert reader.next_event() == ("changed", 5)
        server.stop()


@pytest.mark.parametrize("how", ["left", "signed out", "hears less now"])
def test_the_stream_ends_for_who_left_or_signed_out(
    transactional_db: None, ana: Person, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    def go() -> None:
        if how == "left":
            Membership.objects.filter(pk=ana.membership.pk).update(left_at=timezone.now())
        elif how == "signed out":
            ana.client.logout()
        else:
            Membership.objects.filter(pk=ana.membership.pk).update(role=Role.VENDOR)
        connection.close()  # this thread's own, which would stay open for as long as the process

    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        await sync_to_async(go)()
        yield b"two"

    async def read(session: SessionBase) -> list[bytes]:
        reader = {"user_id": ana.user.pk, "practice_id": ana.practice.pk, "role": "AGENT"}
        return [chunk async for chunk in watched(chunks(), session=session, **reader)]

    monkeypatch.setattr("practice_hub.realtime.stream.RECHECK_SECONDS", 0)
    assert asyncio.run(read(ana.client.session)) == [b"one"]


def _message(practice_id: int, data: int) -> str:
    """An event as the library sends it through Redis."""
    channel = f"practice-{practice_id}"
    return json.dumps(
        {"channel": channel, "event_type": "changed", "data": str(data), "pub_id": None}
    )


def _wait_for_subscriber(client: redis.Redis) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if dict(client.pubsub_numsub("events_channel")).get(b"events_channel"):
            return
        time.sleep(0.1)
    raise AssertionError("nobody listens to Redis")


def _open_database_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
