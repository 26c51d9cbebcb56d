"""How an absence reads: "in surgery until 14:00, Dr. Leo stands in"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from practice_hub.practices.duty import in_their_place
from practice_hub.practices.models import Membership


def until_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "14:00" today, "tomorrow 08:00", "Tue 08:00" within a week, "Dec 3, 08:00" after it."""
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    if days == 0:
        return f"{local:%H:%M}"
    if days == 1:
        return f"tomorrow {local:%H:%M}"
    return f"{local:%a %H:%M}" if days < 7 else f"{local:%b} {local.day}, {local:%H:%M}"


def away_words(member: Membership, now: datetime, zone: ZoneInfo) -> str:
    """ "in surgery until 14:00"; empty for somebody who is here."""
    if member.away_until is None or not member.is_away(now):
        return ""
    return f"{member.away_reason or 'away'} until {until_words(member.away_until, now, zone)}"


def cover_words(member: Membership, members: Mapping[int, Membership], now: datetime) -> str:
    """Who is asked instead of somebody away, in a clause; `members` as in `in_their_place`."""
    covering = in_their_place(member, members, now)
    if covering is None:
        return "nobody stands in, the next in line is asked"
    return f"{covering.user.first_name} stands in"
