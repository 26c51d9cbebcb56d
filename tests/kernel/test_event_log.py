"""What was said while a browser was away: nothing is missed, and what is unknown is called so."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import redis
from django.conf import LazySettings
from django.http import HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django_eventstream.storage import EventDoesNotExist

from practice_hub import telling
from practice_hub.http import MemberRequest
from practice_hub.permissions import practice_member
from practice_hub.realtime import log
from practice_hub.realtime.log import RedisLog, append, key_of, positions
from practice_hub.realtime.publish import channels_of, practice_channel
from practice_hub.realtime.resuming import read_position, resume_at
from tests.people import Person

ROOM, OTHER = "practice-1", "practice-1-READ_PRIVATE"


def said(topic: str, *ids: int) -> str:
    return json.dumps({"topic": topic, "ids": list(ids)})


def test_who_comes_back_hears_what_was_missed(
    redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = positions([ROOM, OTHER])
    assert positions([ROOM, OTHER]) == begin, "to look changes nothing"
    log_of = RedisLog()
    assert log_of.get_events(ROOM, begin[ROOM]) == []
    for topic, number in (("conversations", 3), ("sources", 9), ("conversations", 2)):
        append(ROOM, said(topic, number))
    append(OTHER, said("conversations", 4))
    newest = positions([ROOM])[ROOM]
    missed = log_of.get_events(ROOM, begin[ROOM])
    assert [event.data for event in missed] == [said("conversations", 2, 3), said("sources", 9)]
    assert [event.id for event in missed] == [begin[ROOM], newest]
    assert log_of.get_events(ROOM, newest) == []
    assert redis_client.ttl(key_of(ROOM)) > 0

    # What nobody can know any more: trimmed, never there, or all lost with Redis.
    monkeypatch.setattr(log, "KEPT", 1)
    for number in range(300):
        append(ROOM, said("conversations", number))
    assert redis_client.xlen(key_of(ROOM)) < 250
    for number in (newest, newest + 1, 0):
        with pytest.raises(EventDoesNotExist) as unknown:
            log_of.get_events(ROOM, number)
        assert unknown.value.current_id == positions([ROOM])[ROOM]
    last = log_of.get_current_id(ROOM)
    redis_client.flushdb()
    with pytest.raises(EventDoesNotExist):
        log_of.get_events(ROOM, last)
    append(ROOM, said("sources"))
    assert log_of.get_current_id(ROOM) > last, "numbers rise, whatever was lost"


def test_numbers_rise_though_the_clock_goes_back(redis_client: redis.Redis) -> None:
    ahead = 9 * 10**15  # the year 2255
    redis_client.xadd(key_of(ROOM), {"data": ""}, id=f"{ahead}-0")
    append(ROOM, said("sources"))
    assert positions([ROOM]) == {ROOM: ahead + 1}


def test_without_redis_nobody_knows_what_was_missed(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "LINE", line := telling.Line())
    monkeypatch.setattr(log, "LINE", line)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert positions([ROOM]) == {}
    assert resume_at(RequestFactory().get("/"), [ROOM]) == ""
    assert RedisLog().get_current_id(ROOM) == 0
    with pytest.raises(EventDoesNotExist):
        RedisLog().get_events(ROOM, 5)


def test_a_position_is_what_the_reader_may_still_hear(redis_client: redis.Redis) -> None:
    asked = RequestFactory()
    newest = positions([ROOM])[ROOM]
    assert resume_at(asked.get("/"), {ROOM}) == f"{ROOM}:{newest}"
    given = f"{ROOM}:7,{OTHER}:8,practice-2:9"
    assert resume_at(asked.get("/", {"after": given}), {ROOM}) == f"{ROOM}:7"
    assert resume_at(asked.get("/", headers={"Last-Event-ID": given}), {ROOM}) == f"{ROOM}:7"
    promoted = resume_at(asked.get("/", {"after": f"{ROOM}:7"}), {ROOM, OTHER})
    assert promoted == f"{ROOM}:7,{OTHER}:0", "of what one may hear only now, all is new"
    for nonsense in ("error", "x" * 9000, f"{ROOM}:-1", f"{ROOM}:1:2", "practice-1\x00:5", "7"):
        assert read_position(nonsense) == {}
        assert resume_at(asked.get("/", {"after": nonsense}), {ROOM}) == f"{ROOM}:0"


@pytest.mark.django_db(transaction=True)
def test_a_page_says_from_where_its_stream_goes_on(
    redis_client: redis.Redis, ana: Person, vera: Person
) -> None:
    """So that a page that has just come need not be asked for again: its stream brings what came
    after it, of what its reader may hear."""
    opened = {"sec-fetch-dest": "document"}
    page = ana.client.get("/inbox/", headers=opened).content.decode()
    [position] = re.findall(r'data-events-after="([^"]+)"', page)
    everything = channels_of(ana.practice.pk, ana.membership.role)
    assert read_position(position) == positions(everything)
    append(practice_channel(ana.practice.pk), said("conversations", 5))
    [event] = RedisLog().get_events(
        practice_channel(ana.practice.pk), read_position(position)[f"practice-{ana.practice.pk}"]
    )
    assert event.data == said("conversations", 5)

    page = vera.client.get("/inbox/", headers=opened).content.decode()
    [position] = re.findall(r'data-events-after="([^"]+)"', page)
    assert "READ_PRIVATE" not in position
    assert 'data-events-after=""' in vera.client.get("/inbox/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_ends_in_another_view_stands_where_it_began(
    redis_client: redis.Redis, ana: Person
) -> None:
    """What the first view has read is as old as that."""

    @practice_member()
    def last(request: MemberRequest) -> HttpResponse:
        return HttpResponse(request.events_after)

    @practice_member()
    def first(request: MemberRequest) -> HttpResponseBase:
        append(practice_channel(ana.practice.pk), said("conversations", 5))
        return last(request)

    request: Any = RequestFactory().get("/", headers={"sec-fetch-dest": "document"})
    request.user, request.membership = ana.user, ana.membership
    begin = positions(channels_of(ana.practice.pk, ana.membership.role))
    answer: Any = first(request)
    assert read_position(answer.content.decode()) == begin
