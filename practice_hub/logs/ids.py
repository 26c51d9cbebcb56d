"""What a line of the log belongs to: a request, a task, a practice, a person; ids only.

One object per request or task, in a context variable, so that whatever is called below finds it
and whatever becomes known later (who is signed in) is filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from typing import Final
from uuid import uuid4

# What a proxy may hand us: no line break, no markup, nothing that could be somebody's words.
_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")


@dataclass(slots=True)
class Ids:
    """`request_id` of a task is that of the request that asked for it, if one did."""

    request_id: str = ""
    task_id: str = ""
    task: str = ""
    practice_id: int | None = None
    user_id: int | None = None

    def as_fields(self) -> dict[str, str | int]:
        """What is known, by name."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in values if value}


_current: ContextVar[Ids | None] = ContextVar("practice_hub_log_ids", default=None)
_process = {"name": "command"}


def current() -> Ids | None:
    return _current.get()


def request_id() -> str:
    """Of the request at work, or of the one that asked for the task at work; "" outside both."""
    ids = _current.get()
    return ids.request_id if ids else ""


def well_formed(given: str) -> str:
    """`given` when it may stand in a line of the log, else a new one."""
    return given if _WELL_FORMED.fullmatch(given) else uuid4().hex


@contextmanager
def belonging_to(ids: Ids) -> Iterator[Ids]:
    """Every line within belongs to `ids`."""
    token = _current.set(ids)
    try:
        yield ids
    finally:
        _current.reset(token)


def begin(ids: Ids | None) -> None:
    """Without an end of its own: for frameworks that tell of begin and end apart."""
    _current.set(ids)


def name_process(name: str) -> None:
    """Say once what this process is ("web", "events", "worker", "beat"); forks inherit it."""
    _process["name"] = name


def process_name() -> str:
    return _process["name"]
