"""The week as people type it: rows of opening and closing times, and what is wrong with them.

Pure. Times are "HH:MM" as a time field of a browser sends them, so midnight at the end of a day is
00:00, and a closing time before the opening is in the night that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practice_hub.practices.business_hours import Span
from practice_hub.practices.business_hours_spans import DAY_MINUTES
from practice_hub.practices.hours_text import spans_text
from practice_hub.times import hours_between, weekday_name

MOST_SPANS = 6
# Longer nights are nearly always a morning typed for an evening.
LONGEST_NIGHT = 14 * 60


@dataclass(frozen=True, slots=True)
class SpanRow:
    """Two time fields; both empty is nothing at all. `words` explain a night past midnight."""

    opens: str = ""
    closes: str = ""
    error: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class DayRow:
    """One weekday; without rows it is closed."""

    weekday: int
    rows: tuple[SpanRow, ...] = ()
    error: str = ""

    @property
    def name(self) -> str:
        return weekday_name(self.weekday)

    @property
    def has_room(self) -> bool:
        return len(self.rows) < MOST_SPANS


@dataclass(frozen=True, slots=True)
class WeekRows:
    """Seven days. `add`, `remove` and `copy_monday` give another week, nothing is kept by them."""

    days: tuple[DayRow, ...]

    @classmethod
    def of(cls, days: Iterable[Sequence[Span]]) -> WeekRows:
        return cls(tuple(DayRow(n, _rows(spans, n)) for n, spans in enumerate(days)))

    @classmethod
    def typed(cls, getlist: Callable[[str], list[str]]) -> WeekRows:
        """From the fields "opens-0", "closes-0" ... of a form; odd ones are left out."""
        return cls(tuple(_typed_day(n, getlist) for n in range(7)))

    def add(self, weekday: int) -> WeekRows:
        day = self.days[weekday]
        return self._with(replace(day, rows=(*day.rows, SpanRow())) if day.has_room else day)

    def remove(self, weekday: int, place: int) -> WeekRows:
        day = self.days[weekday]
        rows = tuple(row for n, row in enumerate(day.rows) if n != place)
        return self._with(replace(day, rows=rows, error=""))

    def copy_monday(self) -> WeekRows:
        """To Tuesday until Friday."""
        monday = self.days[0]
        rows = [replace(monday, weekday=n, rows=_again(monday.rows, n)) for n in range(1, 5)]
        return WeekRows((monday, *rows, *self.days[5:]))

    @property
    def wrong_days(self) -> list[str]:
        """The names of the days with something to put right."""
        return [d.name for d in self.days if d.error or any(row.error for row in d.rows)]

    def texts(self) -> list[str]:
        """Seven texts as a row keeps them; ValueError while there are errors."""
        return [spans_text(_spans(day.rows)) for day in self.days]

    def _with(self, day: DayRow) -> WeekRows:
        return WeekRows(tuple(day if old.weekday == day.weekday else old for old in self.days))


def read_pair(opens: str, closes: str) -> Span | None:
    """The span of two time fields, None when both are empty; ValueError says what is wrong."""
    opens, closes = opens.strip(), closes.strip()
    if not opens and not closes:
        return None
    if not opens or not closes:
        raise ValueError(_("Give both times, or leave both empty."))
    if opens == closes == "00:00":
        return Span(0, DAY_MINUTES)
    if opens == closes:
        raise ValueError(_("Both times are the same. For a whole day write 00:00 to 00:00."))
    try:
        span = Span.parse(f"{opens}-{closes}")
    except ValueError:
        raise ValueError(_("Write times like 09:00 and 17:30.")) from None
    if span.closes > DAY_MINUTES and span.closes - span.opens > LONGEST_NIGHT:
        raise ValueError(_too_long(opens, closes, (span.closes - span.opens) // 60))
    return span


def _too_long(opens: str, closes: str, hours: int) -> str:
    return _(
        "From %(opens)s until %(closes)s would be a night of %(hours)d hours. If that is meant, "
        "write %(opens)s to 00:00 here and 00:00 to %(closes)s on the next day."
    ) % {"opens": opens, "closes": closes, "hours": hours}


def overlap(day: Iterable[Span]) -> str:
    """What to say about spans of one day that overlap; "" when they do not."""
    for one, other in pairwise(sorted(day)):
        if other.opens < one.closes:
            spans = {"first": span_words(one), "second": span_words(other)}
            return _("%(first)s and %(second)s overlap.") % spans
    return ""


def field_pair(span: Span) -> tuple[str, str]:
    """What two time fields show for `span`."""
    return _field(span.opens), _field(span.closes)


def span_words(span: Span) -> str:
    """ "09:00 to 13:00", "18:00 to midnight", "around the clock"."""
    if span == Span(0, DAY_MINUTES):
        return _("around the clock")
    closes = _("midnight") if span.closes == DAY_MINUTES else _field(span.closes)
    return hours_between(_field(span.opens), closes)


def day_words(day: Iterable[Span]) -> str:
    """ "09:00 to 13:00, 14:00 to 18:00", or "closed"."""
    return ", ".join(span_words(span) for span in sorted(day)) or pgettext(
        "opening hours", "closed"
    )


def _field(minutes: int) -> str:
    minutes %= DAY_MINUTES
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _rows(spans: Iterable[Span], weekday: int) -> tuple[SpanRow, ...]:
    return tuple(_row(*field_pair(span), weekday) for span in sorted(spans))


def _row(opens: str, closes: str, weekday: int) -> SpanRow:
    try:
        span = read_pair(opens, closes)
    except ValueError as error:
        return SpanRow(opens, closes, error=str(error))
    return SpanRow(opens, closes, words=_night(span, weekday) if span else "")


def _again(rows: Iterable[SpanRow], weekday: int) -> tuple[SpanRow, ...]:
    return tuple(_row(row.opens, row.closes, weekday) for row in rows)


def _night(span: Span, weekday: int) -> str:
    if span == Span(0, DAY_MINUTES):
        return _("Open around the clock.")
    if span.closes == DAY_MINUTES:
        return _("Open until midnight.")
    if span.closes < DAY_MINUTES:
        return ""
    words = {"time": _field(span.closes), "day": weekday_name((weekday + 1) % 7)}
    return _("Through the night, until %(time)s on %(day)s.") % words


def _typed_day(weekday: int, getlist: Callable[[str], list[str]]) -> DayRow:
    pairs = zip(getlist(f"opens-{weekday}"), getlist(f"closes-{weekday}"), strict=False)
    rows = tuple(_row(opens.strip(), closes.strip(), weekday) for opens, closes in pairs)
    day = DayRow(weekday, rows[:MOST_SPANS])
    return day if any(row.error for row in rows) else replace(day, error=overlap(_spans(rows)))


def _spans(rows: Iterable[SpanRow]) -> list[Span]:
    found = (read_pair(row.opens, row.closes) for row in rows)
    return [span for span in found if span is not None]
