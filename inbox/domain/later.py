"""When an answer may go out instead of now: at the next openings, or at a time of one's own.

Pure Python. A5, T3: nobody should have to write at night for the answer to be there in the morning.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.business_day import first_opening
from practice_hub.practices.business_hours import BusinessHours

# What was written so long ago no longer fits, whoever wrote it.
LONGEST_WAIT = timedelta(days=14)
LOCAL = "%Y-%m-%dT%H:%M"  # what a datetime-local field reads and writes


@dataclass(frozen=True, slots=True)
class Opening:
    """`value` is the local time as a form sends it; inbox/time_words.py has its words."""

    value: str
    moment: datetime


def openings_ahead(now: datetime, hours: BusinessHours, zone: ZoneInfo) -> tuple[Opening, ...]:
    """The next opening (also after lunch), and that of the next business day; none is doubled.

    `zone` is the clock of who reads; empty for a practice that does not open within LONGEST_WAIT.
    """
    tomorrow = first_opening(
        hours, hours.zone, now.astimezone(hours.zone).date() + timedelta(days=1)
    )
    soonest = None if hours.is_open(now) else hours.next_opening(now)
    found = sorted({at for at in (soonest, tomorrow) if at and now < at <= now + LONGEST_WAIT})
    return tuple(Opening(f"{at.astimezone(zone):{LOCAL}}", at) for at in found)


def moment_of(local: str, zone: ZoneInfo) -> datetime | None:
    """When the clock of `zone` shows `local` (LOCAL), in UTC; None for what is no time there.

    An hour that is skipped when the clocks go forward is no time; of one that comes twice, the
    first is meant. A blank may stand for the T, as people type it.
    """
    try:
        typed = datetime.strptime("T".join(local.split(maxsplit=1))[:16], LOCAL)
        moment = typed.replace(tzinfo=zone).astimezone(UTC)
        is_there = moment.astimezone(zone).replace(tzinfo=None) == typed
    except (ValueError, OverflowError):  # the ends of the calendar have no time in every zone
        return None
    return moment if is_there else None
