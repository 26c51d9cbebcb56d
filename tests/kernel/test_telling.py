"""A Redis that takes connections and never answers keeps nobody waiting twice."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
import redis
from django.conf import LazySettings

from practice_hub import jobs, telling
from practice_hub.realtime import log
from practice_hub.realtime.log import append
from practice_hub.realtime.publish import publish_on_commit

JOB = "inbox.sweep_outbox"


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """A server that hangs: the kernel takes connections for it, and nobody answers them."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.setblocking(False)
        yield server


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> telling.Line:
    """The process as it is after its start: it has not asked yet."""
    found = telling.Line()
    monkeypatch.setattr(telling, "LINE", found)
    monkeypatch.setattr(jobs, "LINE", found)
    monkeypatch.setattr(log, "LINE", found)
    monkeypatch.setattr(telling, "PATIENCE_SECONDS", 0.2)
    return found


def visits(server: socket.socket) -> int:
    """How many connections came since the last look."""
    count = 0
    try:
        while True:
            server.accept()[0].close()
            count += 1
    except BlockingIOError:
        return count


@pytest.mark.django_db(transaction=True)
def test_it_is_asked_once_and_then_left_alone(
    silent: socket.socket,
    line: telling.Line,
    redis_client: redis.Redis,
    settings: LazySettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    there = settings.REDIS_URL
    jobs.enqueue_on_commit(JOB)
    assert redis_client.llen("outbox") == 1
    settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
    jobs.enqueue_on_commit(JOB)
    publish_on_commit(1, "conversations", [1])
    with pytest.raises(telling.RedisAwayError):
        append("practice-1", "{}")
    assert visits(silent) == 1
    assert redis_client.llen("outbox") == 1
    assert "the next sweep will do it" in caplog.text
    assert "browsers will poll" in caplog.text
    settings.REDIS_URL = there
    with pytest.raises(telling.RedisAwayError):
        line.check()  # left alone for a while, whatever it does meanwhile


def test_one_that_refuses_at_once_may_be_asked_again_soon(
    line: telling.Line, settings: LazySettings
) -> None:
    there = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    with pytest.raises(telling.RedisAwayError):
        line.check()
    assert line.pause_seconds <= 1
    settings.REDIS_URL = there
    telling.Line().check()  # as after that pause
