"""A number compared with the period before, in words and with a sign of good or bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from practice_hub.charts.units import duration

Tone = Literal["good", "bad", ""]
SAME = "same as before"


@dataclass(frozen=True, slots=True)
class Change:
    text: str
    tone: Tone = ""


def of_seconds(now: int | None, before: int | None) -> Change | None:
    """ "9 min faster"; None when one of them has no value."""
    if now is None or before is None:
        return None
    if abs(now - before) < 1 or duration(now) == duration(before):
        return Change(SAME)
    is_faster = now < before
    word = "faster" if is_faster else "slower"
    return Change(f"{duration(abs(now - before))} {word}", "good" if is_faster else "bad")


def of_count(now: int, before: int, more: Tone = "") -> Change:
    """ "4 more"; `more` says what more of it is."""
    if now == before:
        return Change(SAME)
    if now > before:
        return Change(f"{now - before:,} more", more)
    return Change(f"{before - now:,} fewer", _opposite(more))


def of_share(now: float | None, before: float | None, more: Tone = "good") -> Change | None:
    """ "6 points more", in whole percent points; None when one of them has no value."""
    if now is None or before is None:
        return None
    points = round(now * 100) - round(before * 100)
    if points == 0:
        return Change(SAME)
    unit = "point" if abs(points) == 1 else "points"
    if points > 0:
        return Change(f"{points} {unit} more", more)
    return Change(f"{-points} {unit} fewer", _opposite(more))


def _opposite(tone: Tone) -> Tone:
    if tone == "":
        return ""
    return "bad" if tone == "good" else "good"
