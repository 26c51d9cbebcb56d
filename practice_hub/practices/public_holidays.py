"""Public holidays by country and region, from the `holidays` library. Pure, no Django.

Countries go by their two letters (ISO 3166), regions by the library's codes ("NY", "Zone A").
Names are English where the library has them, else the country's own; a choice of a practice is
kept under the name, so the language never depends on who looks; `names_in` has them as they are
shown in another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import holidays
from holidays.constants import HALF_DAY, PUBLIC
from holidays.registry import COUNTRIES

# The years that are worked out: the networks hold nothing older, and a question about opening
# hours looks ahead for months. Fixed, so that the same rows always mean the same hours.
YEARS = range(2004, 2051)
_SMALL = {"and", "of", "the", "da"}
_NAMES = {"hongkong": "Hong Kong", "dr_congo": "DR Congo", "guinea_bissau": "Guinea-Bissau"}
OBSERVED = " (observed)"
NEXT = "; "  # between several names of one date


@dataclass(frozen=True, slots=True)
class Holiday:
    """`is_half_day`: only the afternoon is free, by custom or law."""

    on: date
    name: str
    is_half_day: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Under which a choice may be kept, the nearest first: that of July 4 holds for the day
        on which it is made up for."""
        plain = self.name.replace(OBSERVED, "")
        return (self.name,) if plain == self.name else (self.name, plain)


@lru_cache(maxsize=1)
def countries() -> tuple[tuple[str, str], ...]:
    """(code, name) of every country that is known, by name."""
    found = ((codes[1], _NAMES.get(module, _title(module))) for module, codes in COUNTRIES.items())
    return tuple(sorted(found, key=lambda country: country[1]))


@lru_cache(maxsize=32)
def regions(country: str) -> tuple[tuple[str, str], ...]:
    """(code, name) of the states or regions of `country` by name; none for an unknown one."""
    if country not in dict(countries()):
        return ()
    known = holidays.country_holidays(country)
    # Of several names the longest is a name, the others may be abbreviations ("GP", "Guadeloupe").
    names = {code: max((code, *own), key=len) for code, own in _aliases(known).items()}
    return tuple(sorted(names.items(), key=lambda region: region[1]))


@lru_cache(maxsize=64)
def public_holidays(country: str, region: str) -> tuple[Holiday, ...]:
    """The holidays of `YEARS` in order; none without a country. A date has one at most: names
    are joined by "; ". An unknown region means the country's own holidays."""
    if country not in dict(countries()):
        return ()
    whole = _named(country, region, PUBLIC)
    half = _named(country, region, HALF_DAY)
    found = [Holiday(on, name, is_half_day=True) for on, name in half.items() if on not in whole]
    found += [Holiday(on, name) for on, name in whole.items()]
    return tuple(sorted(found, key=lambda holiday: holiday.on))


@lru_cache(maxsize=64)
def names_in(country: str, region: str, language: str) -> dict[date, str]:
    """The names of `public_holidays` in `language` ("es"); none where the library has it not."""
    if country not in dict(countries()):
        return {}
    if language not in holidays.country_holidays(country).supported_languages:
        return {}
    half = _named(country, region, HALF_DAY, language)
    return half | _named(country, region, PUBLIC, language)


def _named(country: str, region: str, category: str, language: str = "en_US") -> dict[date, str]:
    plain = holidays.country_holidays(country)
    if category not in plain.supported_categories:
        return {}
    return dict(
        holidays.country_holidays(
            country,
            subdiv=region if region in plain.subdivisions else None,
            years=YEARS,
            language=language if language in plain.supported_languages else None,
            categories=(category,),
        )
    )


def _aliases(known: holidays.HolidayBase) -> dict[str, list[str]]:
    return {code: list(names) for code, names in known.get_subdivision_aliases().items()}


def _title(module: str) -> str:
    """ "isle_of_man" is the Isle of Man."""
    words = module.split("_")
    return " ".join(
        word if word in _SMALL and place else word.title() for place, word in enumerate(words)
    )
