"""When people write and when the practice answers, by weekday and hour of the place."""

from __future__ import annotations

from inbox.models import Cut
from inbox.reports.facts import Fact, by, first_answers, load, tally_of, totals, wall_times
from inbox.reports.filters import Filters
from inbox.reports.results import Cell


def hour_grid(f: Filters) -> list[Cell]:
    """168 cells from Monday 00:00 on. Two queries.

    `written` and `median_seconds` belong to the hour in which people wrote, `answered` to the one
    in which their first public answer was out; both count what was written in the period.
    """
    written = by(load(first_answers(f, Cut.HOUR)), _slot_of_post)
    answered = totals(first_answers(f, Cut.ANSWERED))
    return [
        _cell(
            weekday,
            hour,
            written.get((weekday, hour), []),
            answered.get(f"{weekday}-{hour:02}", 0),
        )
        for weekday in range(7)
        for hour in range(24)
    ]


def _slot_of_post(fact: Fact) -> tuple[int, int]:
    return fact.day.weekday(), int(fact.value)


def _cell(weekday: int, hour: int, written: list[Fact], answered: int) -> Cell:
    return Cell(
        weekday=weekday,
        hour=hour,
        written=tally_of(written).total,
        answered=answered,
        median_seconds=wall_times(written).median_seconds,
    )
