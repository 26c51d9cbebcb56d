"""From where a stream goes on: what its reader has heard already, as far as it still may hear it.

A position is written as the library does: "practice-7:1732272000000000,practice-7-READ_PRIVATE:…".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from django.http import HttpRequest

from practice_hub.realtime.log import positions

_PLACE: Final = re.compile(r"(practice-[0-9]{1,18}(?:-[A-Z_]{1,32})?):([0-9]{1,18})")
LONGEST: Final = 1000  # characters


def resume_at(request: HttpRequest, channels: Collection[str]) -> str:
    """The position to begin at: the one that the browser gives, or else the newest.

    Of a channel that it has not heard before (a new role, or something illegible) the position is
    0, of which nobody knows what was missed: its page is looked at anew. "" when Redis is away.
    """
    given = request.headers.get("Last-Event-ID") or request.GET.get("after", "")
    known = read_position(given)
    found = {name: known.get(name, 0) for name in channels} if given else positions(channels)
    return _written(found)


def newest(channels: Collection[str]) -> str:
    """The position of who has heard all there is so far; "" when Redis is away."""
    return _written(positions(channels))


def _written(found: Mapping[str, int]) -> str:
    return ",".join(f"{name}:{found[name]}" for name in sorted(found))


def read_position(text: str) -> dict[str, int]:
    """Channel and number, of what can be read."""
    places = [_PLACE.fullmatch(place) for place in text[:LONGEST].split(",")]
    return {place[1]: int(place[2]) for place in places if place}
