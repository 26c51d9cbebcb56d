"""The pictures of the reports. A page gives links to the conversations, a mail gives none."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from inbox.reports.day_words import bucket_words
from inbox.reports.picture_places import Link, is_by_day, linked, no_link, places_of
from inbox.reports.results import Cell, Day, Group, Reason, Step, Times
from inbox.reports.steps import ANSWER_STEPS
from practice_hub.charts.figures import Picture
from practice_hub.charts.shapes import (
    Bars,
    Facet,
    HeatMap,
    Line,
    Rows,
    Series,
    Steps,
    Way,
)
from practice_hub.charts.shapes import Group as Place
from practice_hub.charts.shapes import Step as Stair
from practice_hub.charts.units import duration, in_words
from practice_hub.times import weekday_name

_NOBODY_WROTE = gettext_noop("Nobody wrote in public in these days.")


def _verdicts() -> tuple[Series, ...]:
    return (
        Series(_("within target"), "accent"),
        Series(_("acceptable"), "soft"),
        Series(_("late or never"), "bad"),
        Series(_("time not up"), "sand"),
    )


def answers_by_day(days: Sequence[Day], target: int | None, link: Link = no_link) -> Picture:
    """Median and slowest tenth of the first public answer, day by day or week by week."""
    places = places_of(days, lambda day: (day.wall.median_seconds, day.wall.p90_seconds))
    series = (Series(_("median"), "accent"), Series(_("slowest tenth"), "sand"))
    line = _target_line(target) if target else None
    return Picture(
        Bars(linked(places, days, "answered", link), series, "seconds", _("Day"), line=line),
        heading=_("First answer, by day") if is_by_day(days) else _("First answer, by week"),
        caption=_waited(has_line=line is not None),
        text=_text_of_days(days),
        empty=_("Nobody was answered in public in these days."),
    )


def _target_line(target: int) -> Line:
    return Line(target, _("target %(time)s") % {"time": duration(target)})


def _waited(*, has_line: bool) -> str:
    if has_line:
        return _(
            "How long people waited: the middle one, and the one in ten who waited longest. "
            "The line is your target."
        )
    return _("How long people waited: the middle one, and the one in ten who waited longest.")


def verdicts_by_day(days: Sequence[Day], link: Link = no_link) -> Picture:
    """How first public answers ended, stacked."""
    places = places_of(
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
        Bars(linked(places, days, "total", link), _verdicts(), corner=_("Day"), is_stacked=True),
        heading=_("How it ended, by day") if is_by_day(days) else _("How it ended, by week"),
        caption=_("Every public post of the period, by the day on which it was written."),
        text=_("%(met)d of %(count)d posts were answered within target.")
        % {"met": met, "count": written},
        empty=_(_NOBODY_WROTE),
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
    text = ""
    if longest:
        said = _("The longest step to the first answer is “%(step)s”.")
        text = said % {"step": longest.label}
    return Picture(
        Steps((Way(_("To the first answer"), first), Way(_("After it"), later)), corner=_("Step")),
        heading=_("Where the time goes"),
        caption=_(
            "The middle value of every step, one after the other. Each part has its own scale."
        ),
        text=text,
        empty=_("Nothing was answered from here in these days, so no step has a time."),
    )


def hours(cells: Sequence[Cell], link: Link = no_link) -> Picture:
    """When people write beside when we answer: weekday by hour."""
    written, answered = _grid(cells, "written"), _grid(cells, "answered")
    names = tuple(f"{hour:02d}:00" for hour in range(24))
    links = _hour_links("total", link)
    facets = (
        Facet(_("When people write"), "accent", written, links),
        Facet(_("When we answer"), "accent", answered),
    )
    weekdays = tuple(weekday_name(day) for day in range(7))
    busiest = max(cells, key=lambda cell: cell.written, default=None)
    text = ""
    if busiest and busiest.written:
        values = {"weekday": weekdays[busiest.weekday], "hour": names[busiest.hour]}
        text = _("Most is written on %(weekday)s around %(hour)s.") % values
    return Picture(
        HeatMap(facets, weekdays, names, corner=_("Day and hour")),
        heading=_("Hour by hour"),
        caption=_("The stronger a field, the more happened in that hour of the week, local time."),
        text=text,
        empty=_(_NOBODY_WROTE),
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
        Rows(places, _verdicts(), corner=title),
        heading=_("How it ended, %(by)s") % {"by": title.lower()},
        caption=_(
            "Public posts of the period; those closed in time without an answer are left out."
        ),
        text=_("The table below says the same in numbers."),
        empty=_(_NOBODY_WROTE),
    )


def reasons(
    found: Sequence[Reason], prefix: str, words: tuple[str, str, str], link: Link
) -> Picture:
    """Counted reasons; `words` are heading, caption and what is said when there is none, in
    English."""
    heading, caption, empty = (_(one) for one in words)
    places = tuple(
        Place(str(one.label), (one.count,), href=link(f"{prefix}:{one.key}")) for one in found
    )
    return Picture(
        Rows(places, (Series("", "accent"),), corner=_("Reason")),
        heading=heading,
        caption=caption,
        text=ngettext(
            "%(count)d reasons, the most frequent first.",
            "%(count)d reasons, the most frequent first.",
            len(found),
        )
        % {"count": len(found)},
        empty=empty,
    )


def _text_of_days(days: Sequence[Day]) -> str:
    """Quickest and slowest day by their medians."""
    timed = [day for day in days if day.wall.median_seconds is not None]
    if not timed:
        return ""
    low = min(timed, key=lambda day: day.wall.median_seconds or 0)
    high = max(timed, key=lambda day: day.wall.median_seconds or 0)
    return _("The median lay between %(low)s (%(low_day)s) and %(high)s (%(high_day)s).") % {
        "low": duration(low.wall.median_seconds or 0),
        "low_day": bucket_words(low.day, low.last_day),
        "high": duration(high.wall.median_seconds or 0),
        "high_day": bucket_words(high.day, high.last_day),
    }


def _stair(step: Step, link: Link) -> Stair:
    times: Times = step.times
    note = ""
    if times.p90_seconds is not None:
        slow = in_words(times.p90_seconds, "seconds")
        said = ngettext(
            "slowest tenth %(time)s, %(count)d times",
            "slowest tenth %(time)s, %(count)d times",
            times.count,
        )
        note = said % {"time": slow, "count": times.count}
    href = link(f"step:{step.key}") if times.count else ""
    return Stair(step.label, times.median_seconds, note, href)


def _grid(cells: Sequence[Cell], name: str) -> tuple[tuple[int, ...], ...]:
    counts = {(cell.weekday, cell.hour): int(getattr(cell, name)) for cell in cells}
    return tuple(tuple(counts.get((day, hour), 0) for hour in range(24)) for day in range(7))


def _hour_links(which: str, link: Link) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(link(which, weekday=day, hour=hour) for hour in range(24)) for day in range(7)
    )
