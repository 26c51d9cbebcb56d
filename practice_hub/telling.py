"""What is only told through Redis (nudges to workers, events to browsers) keeps nobody waiting.

Rows are the truth: a sweep, or a browser that polls, finds what was not told. With a Redis that
takes connections and never answers, each press of a button took a minute, and a few presses held
every thread that serves pages. So it is asked first, briefly, and left alone for a while when it
did not answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from practice_hub.service_urls import redis_kwargs

R = TypeVar("R")
PATIENCE_SECONDS: Final = 1.0
# Left alone for so many times as long as it kept us waiting, within these bounds.
_TIMES: Final = 10.0
_SHORTEST_SECONDS: Final = 0.5
_LONGEST_SECONDS: Final = 10.0


class RedisAwayError(Exception):
    """Redis does not answer, or has not a moment ago."""


class Line:
    """The way to Redis of this process. Threads may race: one of them then asks in vain."""

    def __init__(self) -> None:
        self._again_at = 0.0

    def check(self) -> None:
        """Raise RedisAwayError unless Redis answers now; at once when it was asked lately."""
        if settings.REDIS_URL:
            self.ask(impatient_redis(settings.REDIS_URL, PATIENCE_SECONDS).ping)

    def ask(self, question: Callable[[], R]) -> R:
        """What Redis says to `question`, which an impatient client asks: it need not be checked
        before, and how long it kept us waiting counts as for `check`. Raises RedisAwayError."""
        began = time.monotonic()
        if self.pause_seconds:
            raise RedisAwayError
        try:
            return question()
        except (RedisError, OSError) as error:
            ended = time.monotonic()
            pause = min(max(_TIMES * (ended - began), _SHORTEST_SECONDS), _LONGEST_SECONDS)
            self._again_at = ended + pause
            raise RedisAwayError from error

    @property
    def pause_seconds(self) -> float:
        """For how long it is still left alone."""
        return max(self._again_at - time.monotonic(), 0.0)


LINE: Final = Line()


@cache
def impatient_redis(url: str, seconds: float) -> redis.Redis:
    """The client of this process that gives up after `seconds` and tries nothing twice."""
    patience: dict[str, Any] = {"socket_connect_timeout": seconds, "socket_timeout": seconds}
    return redis.Redis(**redis_kwargs(url), **patience, retry=Retry(NoBackoff(), 0))
