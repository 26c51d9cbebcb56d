"""Times and texts as a person reads them."""

from __future__ import annotations

import re
from datetime import datetime

from markupsafe import Markup, escape

from sandbox.models import Person
from sandbox.text import HANDLE
from sandbox.town.town_time import to_local
from sandbox.world import World

_SPACE = re.compile(r"\s+")


def ago(moment: datetime, now: datetime) -> str:
    """ "now", "12 min", "3 h", "5 d": how long ago it was."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return "now"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 86400 else f"{seconds // 86400} d"


def clock_label(moment: datetime) -> str:
    """ "Tue, Nov 21, 2:05 PM" by the clocks of the town."""
    local = to_local(moment)
    hour = local.hour % 12 or 12
    half = "AM" if local.hour < 12 else "PM"
    return f"{local:%a}, {local:%b} {local.day}, {hour}:{local:%M} {half}"


def excerpt(text: str, length: int = 32) -> str:
    """The first words of a text, for names of buttons that would otherwise be alike."""
    flat = _SPACE.sub(" ", text).strip()
    if not flat:
        return "a picture"
    return flat if len(flat) <= length else flat[:length].rstrip() + "…"


def with_links(world: World, text: str) -> Markup:
    """The text, escaped, with links on the handles of people who live here."""
    parts: list[Markup] = []
    end = 0
    for found in HANDLE.finditer(text):
        person = world.find_person(found.group(0).lower())
        if person is None:
            continue
        parts += [escape(text[end : found.start()]), _handle_link(person, found.group(0))]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _handle_link(person: Person, shown: str) -> Markup:
    return Markup('<a href="/x/{}">{}</a>').format(person.x_username, shown)
