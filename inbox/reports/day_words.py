"""Days and periods as people say them: on pages, under pictures, in mail."""

from __future__ import annotations

from datetime import date


def day_words(day: date) -> str:
    """ "Saturday, November 14"."""
    return f"{day:%A}, {day:%B} {day.day}"


def short_day(day: date) -> str:
    """ "Nov 14"."""
    return f"{day:%b} {day.day}"


def span_words(start: date, end: date) -> str:
    """ "November 9 to 15, 2026", "October 28 to November 3, 2026", "November 9, 2026"."""
    if start == end:
        return f"{start:%B} {start.day}, {start.year}"
    if start.year != end.year:
        return f"{span_words(start, start)} to {span_words(end, end)}"
    last = f"{end.day}" if start.month == end.month else f"{end:%B} {end.day}"
    return f"{start:%B} {start.day} to {last}, {end.year}"


def bucket_words(start: date, end: date) -> str:
    """A day by its name, a week by its first and last day."""
    return day_words(start) if start == end else span_words(start, end)


def bucket_labels(buckets: list[tuple[date, date]]) -> list[str]:
    """Short labels for an axis: weekdays for a week of days, else dates."""
    is_week = len(buckets) <= 7 and all(start == end for start, end in buckets)
    return [f"{start:%a}" if is_week else short_day(start) for start, _ in buckets]
