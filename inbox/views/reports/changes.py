"""A number compared with the period before, in words and with a sign of good or bad."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice_hub.charts.units import duration, plain

Tone = Literal["good", "bad", ""]


@dataclass(frozen=True, slots=True)
class Change:
    """`is_none`: the number is what it was."""

    text: str
    tone: Tone = ""
    is_none: bool = False


def same() -> Change:
    return Change(_("same as before"), is_none=True)


def of_seconds(now: int | None, before: int | None) -> Change | None:
    """ "9 min faster"; None when one of them has no value."""
    if now is None or before is None:
        return None
    if abs(now - before) < 1 or duration(now) == duration(before):
        return same()
    time = {"time": duration(abs(now - before))}
    if now < before:
        return Change(_("%(time)s faster") % time, "good")
    return Change(_("%(time)s slower") % time, "bad")


def of_count(now: int, before: int, more: Tone = "") -> Change:
    """ "4 more"; `more` says what more of it is."""
    if now == before:
        return same()
    if now > before:
        return Change(_("%(count)s more") % {"count": plain(now - before)}, more)
    return Change(_("%(count)s fewer") % {"count": plain(before - now)}, _opposite(more))


def of_share(now: float | None, before: float | None, more: Tone = "good") -> Change | None:
    """ "6 points more", in whole percent points; None when one of them has no value."""
    if now is None or before is None:
        return None
    points = round(now * 100) - round(before * 100)
    if points == 0:
        return same()
    count = {"count": abs(points)}
    if points > 0:
        said = ngettext("%(count)d point more", "%(count)d points more", points)
        return Change(said % count, more)
    said = ngettext("%(count)d point fewer", "%(count)d points fewer", -points)
    return Change(said % count, _opposite(more))


def _opposite(tone: Tone) -> Tone:
    if tone == "":
        return ""
    return "bad" if tone == "good" else "good"
