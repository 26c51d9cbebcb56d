"""Opening hours laid out on real time, in blocks of four weeks that are worked out once and kept.

Everything here is in whole microseconds since 1970 UTC: exact, quick to compare, and free of
Python's rule that two datetimes of one zone are subtracted by the wall clock.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours_spans import Span, Week

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_DAY = 86_400 * _SECOND
# Short enough that one question of a new object costs little, long enough that two months are few.
BLOCK = 28 * _DAY
# A span reaches into the next date, and the date of a zone is at most one off that of UTC. None
# after: the end of a block is the midnight at which the last date begins in UTC.
_DAYS_BEFORE, _DAYS_AFTER = 2, 0


def micros(length: timedelta) -> int:
    """Exact, and several times faster than dividing by a microsecond."""
    return (length.days * 86_400 + length.seconds) * _SECOND + length.microseconds


def instant(local: datetime, zone: ZoneInfo) -> int:
    """The first moment at which the wall clock of `zone` shows naive `local` or later.

    Of a time that comes twice that is the first; for one that is left out it is the moment at
    which the clock jumps over it. So what is earlier on the wall is never later in truth.
    """
    aware = local.replace(tzinfo=zone)
    before, after = aware.utcoffset(), aware.replace(fold=1).utcoffset()
    assert before is not None
    assert after is not None
    utc = local.replace(tzinfo=UTC) - EPOCH
    # The offset before the change is smaller: the clock jumped forward, over `local` (PEP 495).
    if before < after:
        return _jump(local, zone, micros(utc - after), micros(utc - before))
    return micros(utc - before)


def _jump(local: datetime, zone: ZoneInfo, low: int, high: int) -> int:
    """The moment of the change, known to lie after `low` and not after `high`, by halving."""
    first, last = low // _SECOND, high // _SECOND
    while last - first > 1:
        middle = (first + last) // 2
        shown = (EPOCH + timedelta(seconds=middle)).astimezone(zone).replace(tzinfo=None)
        first, last = (first, middle) if shown >= local else (middle, last)
    return last * _SECOND


@dataclass(frozen=True, slots=True)
class Block:
    """Four weeks: spans that neither overlap nor touch, clipped to the block, in order.

    `before[n]` is the opening time of the block ahead of span n, `total` that of all.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    total: int

    def open_before(self, at: int) -> int:
        """Opening time of this block that lies ahead of `at`, a moment of the block."""
        place = bisect_right(self.starts, at) - 1
        if place < 0:
            return 0
        return self.before[place] + min(at, self.ends[place]) - self.starts[place]

    def reached(self, amount: int) -> int:
        """The earliest moment with `amount` of opening time ahead of it; 0 < amount <= total."""
        place = bisect_left(self.before, amount) - 1
        return self.starts[place] + amount - self.before[place]

    def is_open(self, at: int) -> bool:
        place = bisect_right(self.starts, at) - 1
        return place >= 0 and at < self.ends[place]

    def opening_from(self, at: int) -> int | None:
        """The first open moment of the block that is not before `at`."""
        place = bisect_right(self.ends, at)
        return max(at, self.starts[place]) if place < len(self.ends) else None

    def spans_from(self, at: int) -> Iterator[tuple[int, int]]:
        """The spans that end after `at`, whole."""
        place = bisect_right(self.ends, at)
        return zip(self.starts[place:], self.ends[place:], strict=True)


class Timeline:
    """The blocks of one practice's hours; block n begins n times four weeks after 1970."""

    def __init__(self, zone: ZoneInfo, week: Week, dated: Mapping[date, tuple[Span, ...]]) -> None:
        self._zone = zone
        self._week = week.days
        self._dated = dated
        self._blocks: dict[int, Block] = {}

    def block(self, index: int) -> Block:
        # Two threads at once work out the same block: a waste, never a fault.
        found = self._blocks.get(index)
        if found is None:
            found = self._blocks[index] = self._build(index * BLOCK, (index + 1) * BLOCK)
        return found

    def last_block(self) -> int | None:
        """The block after which it is closed for good; None with weekly hours."""
        if any(self._week):
            return None
        last = max((on for on, spans in self._dated.items() if spans), default=date.min)
        return (last.toordinal() - EPOCH.toordinal() + _DAYS_BEFORE) * _DAY // BLOCK

    def _build(self, low: int, high: int) -> Block:
        clipped = ((max(start, low), min(end, high)) for start, end in self._raw(low, high))
        merged = _merged(pair for pair in clipped if pair[0] < pair[1])
        lengths = [end - start for start, end in merged]
        before = tuple(accumulate(lengths, initial=0))
        starts, ends = tuple(pair[0] for pair in merged), tuple(pair[1] for pair in merged)
        return Block(starts, ends, before[:-1], before[-1])

    def _raw(self, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Every span that may touch the time from `low` to `high`, and some around it."""
        first = EPOCH.toordinal() + low // _DAY - _DAYS_BEFORE
        last = EPOCH.toordinal() + high // _DAY + _DAYS_AFTER
        for ordinal in range(first, last + 1):
            yield from self._begin_on(date.fromordinal(ordinal))

    def spans_on(self, on: date) -> list[tuple[int, int]]:
        """The spans that begin on `on`, whole, where they neither overlap nor touch."""
        return _merged(pair for pair in self._begin_on(on) if pair[0] < pair[1])

    def _begin_on(self, on: date) -> Iterator[tuple[int, int]]:
        midnight = datetime(on.year, on.month, on.day)
        for span in self._dated.get(on, self._week[on.weekday()]):
            opens = instant(midnight + timedelta(minutes=span.opens), self._zone)
            yield opens, instant(midnight + timedelta(minutes=span.closes), self._zone)


def _merged(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order of time; spans that overlap or touch become one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
