"""One week of a practice in Berlin with a second place in New York, worked out by hand.

Monday 2 November to Sunday 8 November 2026, seen on Monday the 9th at noon in Berlin. Target 1 h,
second line 6 h, lost after 24 h. The first answers, in the order of the table (all X, complaints,
in Berlin, unless said otherwise):

 a  Mon 09:00  answered after   10 min by Ana    met
 b  Mon 10:00  answered after   60 min by Ana    met (to the second)
 c  Tue 23:30  answered after   61 min by Ben    second line; out on Wed at 00:31
 d  Wed 12:00  answered after 5 h      by Ana    second line, heard late (Facebook)
 e  Thu 09:00  answered after 7 h      by Ana    late
 f  Thu 10:00  answered after 30 h     by Ben    lost, with an answer; native, nobody's steps
 g  Fri 09:00  closed without an answer after 30 min: excused
 h  Fri 10:00  closed without an answer after 2 h: counted, never answered
 i  Sat 17:00  nobody: lost, never answered, waiting
 j  Sun 21:30 in New York (Mon 03:30 in Berlin): answered after 20 min by Ana: met; it belongs to
    Sunday, because its place says so
 k  Sun 23:30 in Berlin, its line is on Wednesday (target in opening hours): waiting, not due
 l  Mon 00:30 in Berlin on the 9th: next week
 m  Sun 1 Nov 23:59 in New York, Mon 05:59 in Berlin: the week before
 n  Wed 09:00, from a file of history, answered after 2 min: only when asked for

Counted: a b c d e f h i j = 9. Met: a b j = 3. Acceptable: + c d = 5. Lost: f i = 2.
Never answered: h i = 2.
Answered: a b c d e f j = 7, in order 600 1200 3600 3660 18000 25200 108000 seconds.
Median: the 4th, 3660. p90: 0.9 x 7 = 6.3, the 7th, 108000. Share 3/9 = 33 %: F.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from inbox.models import Clock
from tests.inbox.reports.build import House, clock, store

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 9, 12, 0, tzinfo=BERLIN)
MONDAY, SUNDAY = date(2026, 11, 2), date(2026, 11, 8)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=zone).astimezone(UTC)


def rows_of_week(house: House) -> dict[str, Clock]:
    ana, ben = house.users
    spent = {
        "detect_seconds": 30,
        "claim_seconds": 240,
        "write_seconds": 300,
        "approve_seconds": 0,
        "send_seconds": 16,
    }
    no = {"ending": "NO_REPLY_NEEDED"}
    there = {"location": house.there}
    rows = {
        "a": clock(house, at(2, 9), after=10 * MINUTE, staff=ana, **spent),
        "b": clock(house, at(2, 10), after=HOUR, staff=ana, **spent | {"claim_seconds": 3000}),
        "c": clock(house, at(3, 23, 30), after=61 * MINUTE, staff=ben, **spent),
        "d": clock(
            house,
            at(4, 12),
            after=5 * HOUR,
            staff=ana,
            network="FACEBOOK",
            is_detected_late=True,
            **spent | {"detect_seconds": 14_400},
        ),
        "e": clock(house, at(5, 9), after=7 * HOUR, staff=ana, topics=["waiting"]),
        "f": clock(house, at(5, 10), after=30 * HOUR, staff=ben, via="NATIVE"),
        "g": clock(house, at(6, 9), after=30 * MINUTE, **no),
        "h": clock(house, at(6, 10), after=2 * HOUR, **no),
        "i": clock(house, at(7, 17), conversation=house.conversations[1]),
        "j": clock(house, at(8, 21, 30, NEW_YORK), after=20 * MINUTE, staff=ana, **there),
        "k": clock(house, at(8, 23, 30), target=60 * HOUR, lost=None, acceptable=None),
        "l": clock(house, at(9, 0, 30), after=MINUTE, staff=ana),
        "m": clock(house, at(1, 23, 59, NEW_YORK), after=MINUTE, staff=ana, **there),
        "n": clock(house, at(4, 9), after=2 * MINUTE, is_imported=True),
    }
    store(rows.values())
    return rows
