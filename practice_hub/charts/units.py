"""Numbers as people say them, and round steps for an axis."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from django.utils.formats import number_format
from django.utils.translation import ngettext

Unit = Literal["count", "seconds", "share"]
NOTHING: Final = "–"
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
# Steps of an axis that read as round times, in seconds.
_TIME_STEPS: Final = (
    *(1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200),
    *(86_400, 172_800, 432_000, 604_800, 1_209_600, 2_592_000, 5_184_000, 15_552_000, 31_536_000),
)


def in_words(value: float | None, unit: Unit) -> str:
    """`value` for a label or a table: "23 min", "84 %", "141"; a dash for nothing."""
    if value is None:
        return NOTHING
    if unit == "seconds":
        return duration(value) if value else "0"
    if unit == "share":
        return f"{value:.0%}".replace("%", " %")
    return plain(value)


def plain(value: float, places: int = 0) -> str:
    """A number as the language of who reads groups it: "1,234", "4.2"."""
    return number_format(Decimal(f"{value:.{places}f}"), places, force_grouping=True)


def duration(seconds: float) -> str:
    """Two parts at most, rounded to what matters: "40 s", "23 min", "2 h 10", "3 days 4 h"."""
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    minutes = round(whole / _MINUTE)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"
    days, hours = divmod(round(whole / _HOUR), 24)
    words = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return f"{words} {hours} h" if hours else words


def ticks(top: float, unit: Unit, most: int = 5) -> list[float]:
    """Round values from 0 up to `top` or just below it, at most `most` + 1 of them."""
    step = _time_step(top / most) if unit == "seconds" else _round_step(top / most, unit)
    return [step * index for index in range(int(top / step + 1e-9) + 1)]


def _time_step(least: float) -> float:
    return next((step for step in _TIME_STEPS if step >= least), _TIME_STEPS[-1])


def _round_step(least: float, unit: Unit) -> float:
    """The next of 1, 2, 5 times a power of ten; never below one for counts."""
    size = 1.0 if unit == "count" else 0.01
    while True:
        for factor in (1, 2, 5):
            if size * factor >= least:
                return size * factor
        size *= 10
