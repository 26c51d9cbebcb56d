"""Days and periods as people say them: on pages, under pictures, in mail."""

from __future__ import annotations

from datetime import date

from practice_hub.times import day_and_month, days_between, named_day, weekday


def bucket_words(start: date, end: date) -> str:
    """A day by its name, a week by its first and last day."""
    return named_day(start) if start == end else days_between(start, end)


def bucket_labels(buckets: list[tuple[date, date]]) -> list[str]:
    """Short labels for an axis: weekdays for a week of days, else dates."""
    is_week = len(buckets) <= 7 and all(start == end for start, end in buckets)
    return [
        weekday(start, is_short=True) if is_week else day_and_month(start) for start, _ in buckets
    ]
