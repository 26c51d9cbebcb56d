"""Time zones as people name them: by a city they know."""

from __future__ import annotations

import zoneinfo
from typing import Final

from django.utils.translation import gettext_noop

from practice_hub.quick_words import gettext as _

_AREAS: Final = (
    gettext_noop("Africa"),
    gettext_noop("America"),
    gettext_noop("Antarctica"),
    gettext_noop("Asia"),
    gettext_noop("Atlantic"),
    gettext_noop("Australia"),
    gettext_noop("Europe"),
    gettext_noop("Indian"),
    gettext_noop("Pacific"),
)

Choice = tuple[str, str]


def zone_words(key: str) -> str:
    """ "America/New_York" is "New York time"; "UTC" stays."""
    area, _slash, place = key.rpartition("/")
    if area in ("", "Etc"):
        return key
    return _("%(city)s time") % {"city": place.replace("_", " ")}


def zone_choices() -> list[Choice | tuple[str, list[Choice]]]:
    """For a select: the city first, so that typing "New Y" finds it, under its part of the world.

    The database's aliases and offsets are left out; UTC stands first.
    """
    named = sorted(zoneinfo.available_timezones(), key=_city)
    groups = [
        (_(area), [(name, _city(name)) for name in named if _is_in(name, area)]) for area in _AREAS
    ]
    return [("UTC", "UTC"), *groups]


def _is_in(name: str, area: str) -> bool:
    return name.startswith(f"{area}/")


def _city(name: str) -> str:
    """ "America/Indiana/Knox" is "Knox, Indiana"."""
    _area, *between, city = name.replace("_", " ").split("/") if "/" in name else ["", name]
    return ", ".join([city, *reversed(between)])
