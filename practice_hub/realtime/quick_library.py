"""What the library does for each stream apart is done once for all that hear the same.

Two hundred open browsers hear the same words at the same moment: they are written once, and a
stream is woken by the loop it waits in instead of through a socket (docs/operations/load.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from django_eventstream import utils, views

# Told in one moment: a few topics to each audience of the practices that are awake.
_KEPT: Final = 256
_make_id: Final = utils.make_id
_encode: Final = utils.sse_encode_event


def install() -> None:
    """Before the first stream of this process; the library looks these names up for each one."""
    views.Listener.wake_threadsafe = wake
    utils.make_id = make_id
    utils.sse_encode_event = encode


def wake(listener: Any) -> None:
    """All that is told here is told by the loop that serves the streams (`stream.py`)."""
    listener.aevent.set()


def make_id(ids: Mapping[str, Any]) -> str:
    """As the library's: a position of every channel, in the order of `ids`."""
    return _id_of(tuple(ids.items()))


@lru_cache(_KEPT)
def _id_of(ids: tuple[tuple[str, Any], ...]) -> str:
    made: str = _make_id(dict(ids))
    return made


def encode(event_type: str, data: Any, event_id: str | None = None, **how: Any) -> str:
    """As the library's: one event in the words of server-sent events."""
    if isinstance(data, str) and not how:
        return _written(event_type, data, event_id)
    made: str = _encode(event_type, data, event_id=event_id, **how)
    return made


@lru_cache(_KEPT)
def _written(event_type: str, data: str, event_id: str | None) -> str:
    made: str = _encode(event_type, data, event_id=event_id)
    return made
