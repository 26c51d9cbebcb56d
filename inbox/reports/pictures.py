"""The pictures of the reports. A page gives links to the conversations, a mail gives none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from inbox.reports.day_words import bucket_labels, bucket_words
from inbox.reports.results import Cell, Day, Group, Reason, Step, Times
from inbox.reports.steps import ANSWER_STEPS
from inbox.reports.voice_results import Subject, VoiceDay
from practice_hub.charts.figures import Picture
from practice_hub.charts.shapes import (
    Areas,
    Bars,
    Facet,
    HeatMap,
    Line,
    Move,
    Moves,
    Rows,
    Series,
    Steps,
    Tone,
    Way,
)
from practice_hub.charts.shapes import Group as Place
from practice_hub.charts.shapes import Step as Stair
from practice_hub.charts.units import duration, in_words

# Set and place ("day", "weekday", ...) to an address; "" for none.
Link = Callable[..., str]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOBODY_WROTE = "Nobody wrote in public in these days."
_VERDICTS = (
    Series("within target", "accent"),
    Series("acceptable", "soft"),
    Series("late or never", "bad"),
    Series("time not up", "sand"),
)


def no_link(which: str, **place: object) -> str:
    """For mail: pictures that lead nowhere."""
    return ""


def answers_by_day(days: Sequence[Day], target: int | None, link: Link = no_link) -> Picture:
    """Median and slowest tenth of the first public answer, day by day or week by week."""
    places = _places(days, lambda day: (day.wall.median_seconds, day.wall.p90_seconds))
    series = (Series("median", "accent"), Series("slowest tenth", "sand"))
    line = Line(target, f"target {duration(target)}") if target else None
    caption = "How long people waited: the middle one, and the one in ten who waited longest."
    return Picture(
        Bars(_linked(places, days, "answered", link), series, "seconds", line=line),
        heading=f"First answer, by {_unit(days)}",
        caption=f"{caption} The line is your target." if line else caption,
        text=_text_of_days(days),
        empty="Nobody was answered in public in these days.",
    )


def verdicts_by_day(days: Sequence[Day], link: Link = no_link) -> Picture:
    """How first public answers ended, stacked."""
    places = _places(
        days,
        lambda day: (
            day.tally.met,
            day.tally.acceptable_only,
            day.tally.late,
            day.tally.pending,
        ),
    )
    written = sum(day.tally.total - day.tally.excused for day in days)
    met = sum(day.tally.met for day in days)
    return Picture(
        Bars(_linked(places, days, "total", link), _VERDICTS, is_stacked=True),
        heading=f"How it ended, by {_unit(days)}",
        caption="Every public post of the period, by the day on which it was written.",
        text=f"{met} of {written} posts were answered within target.",
        empty=_NOBODY_WROTE,
    )


def where_time_goes(steps: Sequence[Step], link: Link = no_link) -> Picture:
    """The steps of an answer and what follows it, as two staircases."""
    first = tuple(_stair(step, link) for step in steps if step.key in ANSWER_STEPS)
    later = tuple(_stair(step, link) for step in steps if step.key not in ANSWER_STEPS)
    longest = max(
        (step for step in steps if step.key in ANSWER_STEPS and step.times.median_seconds),
        key=lambda step: step.times.median_seconds or 0,
        default=None,
    )
    text = f"The longest step to the first answer is “{longest.label}”." if longest else ""
    return Picture(
        Steps((Way("To the first answer", first), Way("After it", later))),
        heading="Where the time goes",
        caption="The middle value of every step, one after the other. Each part has its own scale.",
        text=text,
        empty="Nothing was answered from here in these days, so no step has a time.",
    )


def hours(cells: Sequence[Cell], link: Link = no_link) -> Picture:
    """When people write beside when we answer: weekday by hour."""
    written, answered = _grid(cells, "written"), _grid(cells, "answered")
    names = tuple(f"{hour:02d}:00" for hour in range(24))
    links = _hour_links("total", link)
    shape = HeatMap(
        (
            Facet("When people write", "accent", written, links),
            Facet("When we answer", "accent", answered),
        ),
        WEEKDAYS,
        names,
    )
    busiest = max(cells, key=lambda cell: cell.written, default=None)
    text = ""
    if busiest and busiest.written:
        text = f"Most is written on {WEEKDAYS[busiest.weekday]} around {names[busiest.hour]}."
    return Picture(
        shape,
        heading="Hour by hour",
        caption="The darker a field, the more happened in that hour of the week, in local time.",
        text=text,
        empty=_NOBODY_WROTE,
    )


def verdicts_by_group(
    groups: Sequence[Group], dimension: str, title: str, link: Link = no_link
) -> Picture:
    """How answers ended in every part of a dimension ("network"), as lying bars."""
    places = tuple(
        Place(
            str(group.label),
            (
                group.tally.met,
                group.tally.acceptable_only,
                group.tally.late,
                group.tally.pending,
            ),
            href=link("total", by=dimension, part=group.key),
        )
        for group in groups
    )
    return Picture(
        Rows(places, _VERDICTS, corner=title),
        heading=f"How it ended, {title.lower()}",
        caption="Public posts of the period; those closed in time without an answer are left out.",
        text="The table below says the same in numbers.",
        empty=_NOBODY_WROTE,
    )


def reasons(
    found: Sequence[Reason], prefix: str, words: tuple[str, str, str], link: Link
) -> Picture:
    """Counted reasons; `words` are heading, caption and what is said when there is none."""
    heading, caption, empty = words
    places = tuple(
        Place(str(one.label), (one.count,), href=link(f"{prefix}:{one.key}")) for one in found
    )
    return Picture(
        Rows(places, (Series("", "accent"),), corner="Reason"),
        heading=heading,
        caption=caption,
        text=f"{len(found)} reasons, the most frequent first.",
        empty=empty,
    )


def feelings_by_day(days: Sequence[VoiceDay], link: Link = no_link) -> Picture:
    """How much is said, and how it feels."""
    places = _places(
        days,
        lambda day: (day.feelings.positive, day.feelings.neutral, day.feelings.negative),
    )
    series = (
        Series("positive", "accent"),
        Series("neutral", "soft"),
        Series("negative", "sand"),
    )
    return Picture(
        Areas(_linked(places, days, "mentions", link), series),
        heading="What is said, and how it feels",
        caption=f"Posts and comments by {_unit(days)}.",
        text=f"{sum(day.feelings.total for day in days)} posts and comments in all.",
        empty="Nobody said anything in these days.",
    )


def rose_and_fell(
    found: Sequence[Subject], *, has_before: bool = True, link: Link = no_link
) -> Picture:
    """Treatments and topics that were named more, or less, than before (if anything was)."""
    empty = "Nothing changed by more than chance."
    if not has_before:
        found, empty = (), "Nothing was named in the period before, so there is nothing to compare."
    rows = tuple(
        Move(
            one.label,
            one.before.total,
            one.now.total,
            tone_of(one),
            link(f"topic:{one.key}"),
        )
        for one in found
    )
    return Picture(
        Moves(rows, before="before", now="now", corner="Treatment or topic"),
        heading="What rose and fell",
        caption="How often it was named: the ring is the period before, the dot is now. "
        "Amber lines are named mostly by unhappy people.",
        text=f"{sum(one.is_rise for one in found)} rose, "
        f"{sum(not one.is_rise for one in found)} fell.",
        empty=empty,
    )


def tone_of(one: Subject) -> Tone:
    return "warn" if one.now.negative > one.now.positive else "accent"


def _unit(days: Sequence[Day | VoiceDay]) -> str:
    return "day" if all(day.day == day.last_day for day in days) else "week"


def _places(
    days: Sequence[Day | VoiceDay],
    values: Callable[..., tuple[float | None, ...]],
) -> list[Place]:
    labels = bucket_labels([(day.day, day.last_day) for day in days])
    return [
        Place(label, values(day), bucket_words(day.day, day.last_day))
        for label, day in zip(labels, days, strict=True)
    ]


def _linked(
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


def _text_of_days(days: Sequence[Day]) -> str:
    """Quickest and slowest day by their medians."""
    timed = [day for day in days if day.wall.median_seconds is not None]
    if not timed:
        return ""
    low = min(timed, key=lambda day: day.wall.median_seconds or 0)
    high = max(timed, key=lambda day: day.wall.median_seconds or 0)
    return (
        f"The median lay between {duration(low.wall.median_seconds or 0)} "
        f"({bucket_words(low.day, low.last_day)}) and {duration(high.wall.median_seconds or 0)} "
        f"({bucket_words(high.day, high.last_day)})."
    )


def _stair(step: Step, link: Link) -> Stair:
    times: Times = step.times
    note = ""
    if times.p90_seconds is not None:
        slow = in_words(times.p90_seconds, "seconds")
        note = f"slowest tenth {slow}, {times.count} times"
    href = link(f"step:{step.key}") if times.count else ""
    return Stair(step.label, times.median_seconds, note, href)


def _grid(cells: Sequence[Cell], name: str) -> tuple[tuple[int, ...], ...]:
    counts = {(cell.weekday, cell.hour): int(getattr(cell, name)) for cell in cells}
    return tuple(tuple(counts.get((day, hour), 0) for hour in range(24)) for day in range(7))


def _hour_links(which: str, link: Link) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(link(which, weekday=day, hour=hour) for hour in range(24)) for day in range(7)
    )
