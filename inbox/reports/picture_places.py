"""Where the marks of a picture along time stand, and where they lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from inbox.reports.day_words import bucket_labels, bucket_words
from inbox.reports.results import Day
from inbox.reports.voice_results import VoiceDay
from practice_hub.charts.shapes import Group as Place

# Set and place ("day", "weekday", ...) to an address; "" for none.
Link = Callable[..., str]


def no_link(which: str, **place: object) -> str:
    """For mail: pictures that lead nowhere."""
    return ""


def is_by_day(days: Sequence[Day | VoiceDay]) -> bool:
    return all(day.day == day.last_day for day in days)


def places_of(
    days: Sequence[Day | VoiceDay],
    values: Callable[..., tuple[float | None, ...]],
) -> list[Place]:
    labels = bucket_labels([(day.day, day.last_day) for day in days])
    return [
        Place(label, values(day), bucket_words(day.day, day.last_day))
        for label, day in zip(labels, days, strict=True)
    ]


def linked(
    places: Sequence[Place],
    days: Sequence[Day | VoiceDay],
    which: str,
    link: Link,
) -> tuple[Place, ...]:
    """Only where there is something to see."""
    return tuple(
        Place(
            place.label,
            place.values,
            place.title,
            link(which, day=_iso(day.day)) if any(place.values) else "",
        )
        for place, day in zip(places, days, strict=True)
    )


def _iso(day: date) -> str:
    return day.isoformat()
