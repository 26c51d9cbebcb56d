"""Short sentences on what is set now, for the setup and for the page of settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practice_hub.practices.business_hours import Span
from practice_hub.practices.hours_week import day_words
from practice_hub.times import weekday_name


def counted(number: int, words: str, **values: object) -> str:
    """ "1 place", "3 places", "no places"; `words` are those for `number` (by ngettext), with
    "%(count)s" where it stands and places for the other `values`."""
    return words % {"count": number or pgettext("none of them", "no"), **values}


def listed(parts: Iterable[str]) -> str:
    """ "6 members, 1 invited." from the parts that say something; "" of none."""
    words = ", ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def week_words(days: Sequence[Iterable[Span]]) -> str:
    """ "Monday to Friday 09:00 to 18:00; closed on Saturday and Sunday."; days as in a week."""
    week = [(number, list(spans)) for number, spans in enumerate(days)]
    closed = [number for number, spans in week if not spans]
    if len(closed) == len(week):
        return _("Closed on every day.")
    hours = [(number, day_words(spans) if spans else "") for number, spans in week]
    runs = (list(group) for _words, group in groupby(hours, key=lambda day: day[1]))
    parts = [_run(days) for days in runs if days[0][1]]
    if closed:
        parts.append(_("closed on %(days)s") % {"days": _and(list(map(weekday_name, closed)))})
    words = "; ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."


def _run(days: Sequence[tuple[int, str]]) -> str:
    """Neighbors with the same hours."""
    names = {"first": weekday_name(days[0][0]), "last": weekday_name(days[-1][0])}
    named = {"hours": days[0][1], **names}
    if len(days) == 1:
        return _("%(first)s %(hours)s") % named
    if len(days) == 2:
        return _("%(first)s and %(last)s %(hours)s") % named
    return _("%(first)s to %(last)s %(hours)s") % named


def _and(names: Sequence[str]) -> str:
    *rest, last = names
    if not rest:
        return last
    return _("%(rest)s and %(last)s") % {"rest": ", ".join(rest), "last": last}
