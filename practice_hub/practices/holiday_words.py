"""Public holidays and countries in the language of who reads; rows keep the English names.

A country's own words come first, from the `holidays` library; where it has none in the language,
our catalog knows the more common names, and the English one is better than nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practice_hub.names import plain_letters
from practice_hub.practices import country_names, holiday_names
from practice_hub.practices.public_holidays import (
    NEXT,
    OBSERVED,
    countries,
    names_in,
    public_holidays,
)

_KNOWN: Final = frozenset((*country_names.NAMES, *holiday_names.NAMES))


def holiday_words(on: date, name: str, country: str, region: str) -> str:
    """The public holiday that is called `name` in English."""
    own = names_in(country, region, get_language() or "").get(on)
    return own or NEXT.join(_one(part) for part in name.split(NEXT))


def note_words(on: date, note: str, country: str, region: str) -> str:
    """A note on a date: the holiday in other words, or what somebody of the practice wrote."""
    is_holiday = any(
        holiday.on == on and holiday.name == note for holiday in public_holidays(country, region)
    )
    return holiday_words(on, note, country, region) if is_holiday else note


def country_choices() -> list[tuple[str, str]]:
    """(code, name) of every country that is known, by name."""
    return sorted(((code, _known(name)) for code, name in countries()), key=_by_letters)


def country_words(code: str) -> str:
    """What the country is called, "" for none."""
    return _known(dict(countries()).get(code, ""))


def _one(name: str) -> str:
    if name.endswith(OBSERVED):
        return _("%(name)s (observed)") % {"name": _known(name.removesuffix(OBSERVED))}
    return _known(name)


def _known(name: str) -> str:
    return _(name) if name in _KNOWN else name


def _by_letters(country: tuple[str, str]) -> str:
    return plain_letters(country[1])
