"""The practice's calendar and clock, as a promise needs them. Pure Python.

Days and hours are reckoned here, on the practice's own clock; lengths of time on the real one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from practice_hub.practices.business_hours import BusinessHours

NOON, CLOSE, LAST_MINUTE = time(12), time(18), time(23, 59)


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment of speaking, and when and where the practice is open."""

    now: datetime
    business: BusinessHours

    @property
    def zone(self) -> ZoneInfo:
        return self.business.zone

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def at(self, day: date, moment: time) -> datetime:
        """`moment` on `day` here. A time that the clocks skip is read as they will show it."""
        local = datetime.combine(day, moment, tzinfo=self.zone)
        settled = local.astimezone(UTC)
        if settled <= self.now:  # an hour that comes twice: the one that is still to come
            settled = max(settled, local.replace(fold=1).astimezone(UTC))
        return settled.astimezone(self.zone)

    def after(self, length: timedelta) -> datetime:
        return (self.now.astimezone(UTC) + length).astimezone(self.zone)

    def hours(self, day: date) -> tuple[time, time] | None:
        """First opening and last closing of `day`; None when it is closed.

        A night past midnight ends with the day: who hears "today" expects it before midnight.
        """
        spans = self.business.spans_on(day)
        if not spans:
            return None
        opens, closes = spans[0][0].astimezone(self.zone), spans[-1][1].astimezone(self.zone)
        return opens.time(), closes.time() if closes.date() == day else LAST_MINUTE

    def close(self, day: date) -> time:
        hours = self.hours(day)
        return hours[1] if hours else CLOSE

    def end_of(self, day: date) -> datetime:
        """Closing time; when that is over, the day's last minute: it is still that day."""
        due = self.at(day, self.close(day))
        return due if due > self.now else self.at(day, LAST_MINUTE)

    def open_days_on(self, count: int) -> date:
        """The `count`-th open day after today; calendar days when nothing is ever open."""
        day, left = self.today, count
        for _ in range(count * 7 + 60):
            day += timedelta(days=1)
            left -= self.hours(day) is not None
            if left <= 0:
                return day
        return self.today + timedelta(days=count)

    def end_of_week(self, weeks: int = 0) -> datetime:
        """Closing time of the week's last open day, Friday when there is none left."""
        monday = self.today - timedelta(days=self.today.weekday()) + timedelta(weeks=weeks)
        days = [monday + timedelta(days=offset) for offset in range(6, -1, -1)]
        open_days = [day for day in days if day >= self.today and self.hours(day)]
        return self.end_of(open_days[0] if open_days else max(self.today, days[2]))
