"""A report as it is kept in a row, and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Final

from inbox.reports.behind import Place
from inbox.reports.filters import Filters

_NOT_KEPT: Final = ("practice_id", "problems", "start", "end", "as_of")


def kept_filters(f: Filters) -> dict[str, Any]:
    """For a JSON column, with the moment that judges what still runs."""
    plain = {name: value for name, value in asdict(f).items() if name not in _NOT_KEPT}
    days = {"start": f.start.isoformat(), "end": f.end.isoformat()}
    return plain | days | {"as_of": f.as_of.isoformat()}


def filters_of(practice_id: int, kept: dict[str, Any]) -> Filters:
    """The report again."""
    times = {
        "start": date.fromisoformat(kept["start"]),
        "end": date.fromisoformat(kept["end"]),
        "as_of": datetime.fromisoformat(kept["as_of"]),
    }
    return Filters(practice_id=practice_id, **(kept | times))


def kept_place(place: Place) -> dict[str, Any]:
    """A mark of a picture; its day is part of the filters already (see `on_its_day`)."""
    return {"weekday": place.weekday, "hour": place.hour, "group": place.group}


def place_of(kept: dict[str, Any]) -> Place:
    group = kept["group"]
    return Place(None, kept["weekday"], kept["hour"], (group[0], group[1]) if group else None)


def on_its_day(f: Filters, place: Place) -> tuple[Filters, Place]:
    """The report of the bucket that `place` names, and the place without it."""
    for bucket in f.buckets() if place.day else ():
        if bucket.start == place.day:
            f = f.for_days(bucket.start, bucket.end)
    return f, Place(None, place.weekday, place.hour, place.group)
