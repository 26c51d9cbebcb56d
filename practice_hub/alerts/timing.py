"""When somebody is told: quiet hours, weekends and summaries move the moment, and never drop it.

Pure. Times are wall clock in the practice's zone; what leaves here is an aware datetime. On a night
when the clock goes back, an hour that comes twice is quiet both times; a time that the clock skips
counts as the moment after the jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from practice_hub.alerts.groups import Rhythm
from practice_hub.alerts.kinds import Hold

_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rest:
    """When one person wants to be left alone, and when their summary comes.

    `quiet_from` and `quiet_until` are both set or both None; from 22:00 until 07:00 goes over
    midnight, and two equal times are no quiet hours at all.
    """

    zone: ZoneInfo
    quiet_from: time | None = None
    quiet_until: time | None = None
    is_quiet_at_weekends: bool = False
    rhythm: str = Rhythm.DAILY.value
    digest_at: time = time(8)
    undisturbed_until: datetime | None = None  # "do not disturb", by hand


@dataclass(frozen=True, slots=True)
class Due:
    """From when to tell, and why not at once ("" when it is at once)."""

    at: datetime
    hold: str = ""


def after_rest(rest: Rest, at: datetime) -> Due:
    """The first moment at or after `at` that is neither in quiet hours nor in a quiet weekend, nor
    before the end of a "do not disturb"."""
    due, hold = at, ""
    if rest.undisturbed_until is not None and rest.undisturbed_until > at:
        due, hold = rest.undisturbed_until, Hold.ALONE.value
    for _ in range(4):  # the end of a weekend may lie in quiet hours, and the other way round
        if rest.is_quiet_at_weekends and _is_weekend(due.astimezone(rest.zone)):
            due, hold = _after_weekend(rest, due), Hold.WEEKEND.value
        elif _is_quiet(rest, due.astimezone(rest.zone)):
            due, hold = _after_quiet(rest, due), hold or Hold.QUIET.value
        else:
            break
    return Due(due, hold)


def next_digest(rest: Rest, at: datetime) -> Due:
    """The next summary after `at`: at the full hour, or once a day; never in quiet hours."""
    local = at.astimezone(rest.zone)
    if rest.rhythm == Rhythm.HOURLY:
        passed = timedelta(
            minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
        slot = at - passed + timedelta(hours=1)
    else:
        slot = _next(rest, local.date(), rest.digest_at, at)
    return Due(after_rest(rest, slot).at, Hold.DIGEST.value)


def _is_weekend(local: datetime) -> bool:
    return local.weekday() >= _SATURDAY


def _after_weekend(rest: Rest, at: datetime) -> datetime:
    local = at.astimezone(rest.zone)
    monday = local.date() + _DAY * (7 - local.weekday())
    return _moment(rest, monday, rest.quiet_until or rest.digest_at)


def _is_quiet(rest: Rest, local: datetime) -> bool:
    begin, end, now = rest.quiet_from, rest.quiet_until, local.time()
    if begin is None or end is None or begin == end:
        return False
    return begin <= now < end if begin < end else now >= begin or now < end


def _after_quiet(rest: Rest, at: datetime) -> datetime:
    return _next(rest, at.astimezone(rest.zone).date(), rest.quiet_until or time(), at)


def _next(rest: Rest, day: date, clock: time, at: datetime) -> datetime:
    """The first time after `at` that the clock on the wall shows `clock`, from `day` on."""
    moments = [
        _moment(rest, day + _DAY * days, clock, fold=fold) for days in (0, 1) for fold in (0, 1)
    ]
    return next(moment for moment in moments if moment > at)


def _moment(rest: Rest, day: date, clock: time, *, fold: int = 0) -> datetime:
    return datetime.combine(day, clock.replace(fold=fold), tzinfo=rest.zone).astimezone(UTC)
