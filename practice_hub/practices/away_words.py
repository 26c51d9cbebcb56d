"""How an absence reads: "in surgery until 14:00, Dr. Leo stands in"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from practice_hub.practices.duty import in_their_place
from practice_hub.practices.models import Membership
from practice_hub.times import clock_of, day_and_month, weekday

# Kept in English, so that each colleague reads them in their own language.
REASONS: Final = (
    gettext_noop("in surgery"),
    gettext_noop("with a patient"),
    gettext_noop("at lunch"),
    gettext_noop("off today"),
    gettext_noop("on vacation"),
)


def until_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "14:00" today, "tomorrow 08:00", "Tue 08:00" within a week, "Dec 3, 08:00" after it."""
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    clock = clock_of(at, zone)
    if days == 0:
        return pgettext("after until or from", "%(clock)s") % {"clock": clock}
    if days == 1:
        return pgettext("after until or from", "tomorrow %(clock)s") % {"clock": clock}
    if days < 7:
        words = {"weekday": weekday(local.date(), is_short=True), "clock": clock}
        return pgettext("after until or from", "%(weekday)s %(clock)s") % words
    words = {"day": day_and_month(local.date()), "clock": clock}
    return pgettext("after until or from", "%(day)s, %(clock)s") % words


def reason_words(reason: str) -> str:
    """A reason that we proposed in the language of who reads; what somebody typed as it is."""
    return _(reason) if reason in REASONS else reason


def kept_reason(typed: str) -> str:
    """What a row keeps of `typed`: a reason that we proposed, in whatever language, in English."""
    return {_(reason): reason for reason in REASONS}.get(typed.strip(), typed)


def away_words(member: Membership, now: datetime, zone: ZoneInfo) -> str:
    """ "in surgery until 14:00"; empty for somebody who is here."""
    if member.away_until is None or not member.is_away(now):
        return ""
    until = until_words(member.away_until, now, zone)
    if not member.away_reason:
        return _("away until %(time)s") % {"time": until}
    reason = reason_words(member.away_reason)
    return _("%(reason)s until %(time)s") % {"reason": reason, "time": until}


def cover_words(member: Membership, members: Mapping[int, Membership], now: datetime) -> str:
    """Who is asked instead of somebody away, in a clause; `members` as in `in_their_place`."""
    covering = in_their_place(member, members, now)
    if covering is None:
        return _("nobody stands in, the next in line is asked")
    return _("%(name)s stands in") % {"name": covering.user.first_name}
