"""kill -9 at a named point: between two statements, before or after a commit, a call, a nudge.

Patched into a forked child that is about to die anyway; the product knows nothing of it.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper
from requests.adapters import HTTPAdapter

from practice_hub import jobs

POINTS = {
    "statement": 60,  # before one of so many
    "before_commit": 4,
    "after_commit": 4,
    "before_call": 3,
    "after_call": 3,
    "before_nudge": 2,
    "after_nudge": 2,
}


class Dagger:
    """Dies at the `count`-th time that a point is passed."""

    def __init__(self, count: int) -> None:
        self.left = count

    def strike(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def draw(rng: random.Random) -> tuple[str, int]:
    """A point and how often it is passed before it kills."""
    point = rng.choice(sorted(POINTS))
    return point, rng.randint(1, POINTS[point])


def hide(point: str, count: int) -> None:
    """Lie in wait at `point` in this process."""
    dagger = Dagger(count)
    if point == "statement":
        wrapper = connection.execute_wrapper(_before_statement(dagger))
        wrapper.__enter__()
        return
    is_before = point.startswith("before")
    kind = point.partition("_")[2]
    if kind == "commit":
        DatabaseWrapper._commit = _around(DatabaseWrapper._commit, dagger, is_before=is_before)
    elif kind == "call":
        HTTPAdapter.send = _around(HTTPAdapter.send, dagger, is_before=is_before)
    else:
        jobs._nudge = _around(jobs._nudge, dagger, is_before=is_before)


def _before_statement(dagger: Dagger) -> Callable[..., Any]:
    def wrapper(execute: Callable[..., Any], *args: Any) -> Any:
        dagger.strike()
        return execute(*args)

    return wrapper


def _around(method: Callable[..., Any], dagger: Dagger, *, is_before: bool) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if is_before:
            dagger.strike()
        result = method(*args, **kwargs)
        if not is_before:
            dagger.strike()
        return result

    return wrapped
