"""Short sentences on what is set now, for the setup and for the page of settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from practice_hub.practices.business_hours import Span
from practice_hub.practices.hours_week import WEEKDAYS, day_words


def counted(number: int, one: str, many: str) -> str:
    """ "1 place", "3 places", "no places"."""
    return f"{number or 'no'} {one if number == 1 else many}"


def listed(parts: Iterable[str]) -> str:
    """ "6 members, 1 invited." from the parts that say something; "" of none."""
    words = ", ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def week_words(days: Sequence[Iterable[Span]]) -> str:
    """ "Monday to Friday 09:00 to 18:00; closed on Saturday and Sunday."; days as in a week."""
    named = list(zip(WEEKDAYS, map(day_words, days), strict=True))
    open_days = [(day, words) for day, words in named if words != "closed"]
    closed = [day for day, words in named if words == "closed"]
    if not open_days:
        return "Closed on every day."
    runs = [_run(list(group)) for _, group in groupby(enumerate(named), key=lambda n: n[1][1])]
    parts = [*(run for run in runs if run), *([f"closed on {_and(closed)}"] if closed else [])]
    return f"{'; '.join(parts)}."


def _run(days: list[tuple[int, tuple[str, str]]]) -> str:
    """Neighbors with the same hours; "" for those that are closed."""
    (_, (first, words)), (_, (last, _)) = days[0], days[-1]
    if words == "closed":
        return ""
    joint = " and " if len(days) == 2 else " to "
    return f"{first if len(days) == 1 else first + joint + last} {words}"


def _and(names: Sequence[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last
