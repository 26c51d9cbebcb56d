"""What calls the desk: new words of people, and nothing else; to all who may read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import redis
from pytest_django import DjangoCaptureOnCommitCallbacks

from practice_hub.practices.models import Practice
from practice_hub.realtime.log import key_of
from practice_hub.realtime.publish import AUDIENCES, practice_channel
from tests.builders import hear, private
from tests.inbox.view_desk import MARISOL, ViewDesk
from tests.people import Person


def test_new_words_call_the_desk(
    practice: Practice,
    ana: Person,
    redis_client: redis.Redis,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    desk = ViewDesk(practice)

    def news_of(act: Callable[[], Any]) -> list[tuple[str, list[int]]]:
        redis_client.flushdb()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        found = []
        for audience in (None, *AUDIENCES):
            channel = practice_channel(practice.pk, audience)
            entries: Any = redis_client.xrange(key_of(channel))
            for _, kept in entries:
                said = json.loads(kept[b"data"])
                if said["topic"] == "news":
                    found.append((audience.value if audience else "", said["ids"]))
        return found

    assert len(news_of(desk.post)) == 1
    row = desk.post()
    assert news_of(lambda: desk.claim(row, ana)) == [], "a colleague's work calls nobody"
    assert news_of(lambda: desk.queue(row, ana, "Thank you, we call you.")) == []
    written = news_of(lambda: desk.writes_privately(row, "It still hurts."))
    assert written == [("READ_PRIVATE", [row.pk])], "an agency hears nothing of it"
    old = private("An old one.", MARISOL, posted_at=desk.now - timedelta(days=3))
    assert news_of(lambda: hear(desk.facebook, old, now=desk.now)) == [], "found, not new"
