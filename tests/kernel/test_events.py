"""The event stream as browsers meet it: a real uvicorn process, real Redis, real HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import redis
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
from practice_hub.practices.models import Membership
from practice_hub.realtime.channels import PracticeChannelManager
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.realtime.stream import watched
from practice_hub.realtime.views import is_ours
from practice_hub.roles import Act, Role
from tests.builders import hear, private
from tests.inbox.view_desk import MARISOL, ViewDesk
from tests.kernel.listening import Reader, serving, wait_for_subscriber
from tests.people import Person


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


@pytest.fixture
def stream_url(transactional_db: None, redis_url: str) -> Iterator[str]:
    with serving(redis_url) as url:
        yield url


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
        wait_for_subscriber(redis_client)

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
    _who_comes_back_misses_nothing(f"{stream_url}/{practice_id}/", ana, vera)
    for person, status in ((charlie, 404), (None, 403)):
        with closing(Reader(f"{stream_url}/{practice_id}/", person)) as stranger:
            assert stranger.response.status_code == status
            assert "practice-" not in stranger.response.text


def _who_comes_back_misses_nothing(url: str, ana: Person, vera: Person) -> None:
    """And who may not hear something gets it by no position either."""
    practice_id = ana.practice.pk
    with closing(Reader(url, ana)) as reader, closing(Reader(url, vera)) as agency:
        assert (reader.next_event()[0], agency.next_event()[0]) == ("stream-open", "stream-open")
        assert "READ_PRIVATE" in reader.position and "READ_PRIVATE" not in agency.position
        before = reader.position, agency.position
    with transaction.atomic():
        publish_on_commit(practice_id, "conversations", [4], heard_by=Act.READ_PRIVATE)
        publish_on_commit(practice_id, "sources", [5])
        publish_on_commit(practice_id, "sources", [6])
    for position, channels in ((before[0], 2), (before[1], 1)):
        person = ana if channels == 2 else vera
        with closing(Reader(url, person, position)) as reader:
            heard = [reader.next_event() for _ in range(1 + channels)]
            assert heard[0][0] == "stream-open"
            assert ("changed", {"topic": "sources", "ids": [5, 6]}) in heard
            mine = ("changed", {"topic": "conversations", "ids": [4]})
            assert (mine in heard) == (person is ana)
            after = reader.position
        with closing(Reader(url, person, after)) as reader:
            assert reader.next_event()[0] == "stream-open"
            _publish(practice_id, "conversations", 7)
            _until(reader, "conversations", 7)
    # A position that nobody knows any more, and one of who might hear less.
    for position in ("nonsense", before[1]):
        with closing(Reader(url, ana, position)) as reader:
            assert [reader.next_event()[0] for _ in range(2)] == ["stream-open", "stream-reset"]


def _an_agency_hears_nothing_of_what_is_private(url: str, ana: Person, vera: Person) -> None:
    """Not even that somebody wrote in private just now, in a conversation that it may read."""
    desk = ViewDesk(ana.practice)
    with closing(Reader(url, ana)) as inside, closing(Reader(url, vera)) as agency:
        assert (inside.next_event()[0], agency.next_event()[0]) == ("stream-open", "stream-open")
        row = desk.post()
        desk.claim(row, ana)
        seen = desk.post()
        told = _until(agency, "conversations", seen.pk)  # of the two posts and the claim
        assert {topic for topic, _ in told} <= {"conversations", "news"}
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
        told = [each for each in _until(agency, "conversations", last.pk) if each[0] != "news"]
        assert told == [("conversations", [last.pk])]


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
    with serving(server.start()) as url, closing(Reader(f"{url}/{practice_id}/", ana)) as reader:
        assert reader.next_event()[0] == "stream-open"
        wait_for_subscriber(redis.Redis.from_url(server.url))
        server.stop()
        time.sleep(3)
        server.restart()
        client = redis.Redis.from_url(server.url)
        wait_for_subscriber(client)
        client.publish("events_channel", _message(practice_id, 5))
        heard = [reader.next_event()]
        while heard[-1][0] != "changed":
            heard.append(reader.next_event())
        assert ("stream-reset", {}) in heard, "nobody knows what was said meanwhile"
        assert heard[-1] == ("changed", 5)
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
        found = watched(
            chunks(),
            user_id=ana.user.pk,
            practice_id=ana.practice.pk,
            role=Role.AGENT,
            session=session,
        )
        return [chunk async for chunk in found]

    monkeypatch.setattr("practice_hub.realtime.stream.RECHECK_SECONDS", 0)
    assert asyncio.run(read(ana.client.session)) == [b"one"]


def _message(practice_id: int, data: int) -> str:
    """An event as the library sends it through Redis."""
    channel = f"practice-{practice_id}"
    return json.dumps(
        {"channel": channel, "event_type": "changed", "data": str(data), "pub_id": None}
    )


def _open_database_sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend'"
        )
        return int(cursor.fetchone()[0])
