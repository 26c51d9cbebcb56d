"""Numbers as a page shows them: with conversations, definition and the period before."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from inbox.reports.results import Case, ReportCard, Tally
from inbox.views.reports import changes
from inbox.views.reports.changes import Change, Tone
from inbox.views.reports.links import Links, definition
from practice_hub.charts.units import NOTHING, in_words


@dataclass(frozen=True, slots=True)
class Tile:
    """A big number. `key` is that of its definition; `href` leads to what is behind it."""

    key: str
    label: str
    value: str
    href: str = ""
    change: Change | None = None
    note: str = ""

    @property
    def definition(self) -> str:
        return definition(self.key)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of figures, with the same figure before."""

    key: str
    label: str
    value: str
    href: str
    before: str
    before_href: str
    change: Change | None = None

    @property
    def definition(self) -> str:
        return definition(self.key)


def time_words(seconds: int | None) -> str:
    return in_words(seconds, "seconds")


def share_words(share: float | None) -> str:
    return in_words(share, "share")


def overview_tiles(now: ReportCard, before: ReportCard, links: Links) -> list[Tile]:
    """The four numbers beside the grade."""
    never = now.tally.never_answered
    return [
        Tile(
            "median",
            "Median first answer",
            time_words(now.wall.median_seconds),
            links.behind("answered"),
            changes.of_seconds(now.wall.median_seconds, before.wall.median_seconds),
            _waiting(now.tally),
        ),
        Tile(
            "slowest_tenth",
            "Slowest tenth",
            time_words(now.wall.p90_seconds),
            links.behind("slowest"),
            changes.of_seconds(now.wall.p90_seconds, before.wall.p90_seconds),
            "one in ten waited longer",
        ),
        Tile(
            "never_answered",
            "Never answered",
            f"{never:,}",
            links.behind("never_answered"),
            changes.of_count(never, before.tally.never_answered, "bad"),
            f"of {now.tally.total:,}",
        ),
        Tile(
            "loops_closed",
            "Loops closed",
            f"{now.loops_closed} of {now.loops_due}" if now.loops_due else NOTHING,
            links.behind("loops_due"),
            changes.of_count(now.loops_closed, before.loops_closed, "good"),
            "thanked in public",
        ),
    ]


def _waiting(tally: Tally) -> str:
    """A median without those who still wait would flatter."""
    return f"{tally.waiting:,} still waiting" if tally.waiting else "nobody is waiting"


def verdict_rows(now: ReportCard, before: ReportCard, links: Links) -> list[Row]:
    """The whole report card: each line beside the period before."""
    old = Links(links.f.before())
    counts: list[tuple[str, str, str, Tone]] = [
        ("attainment", "Answered within target", "met", "good"),
        ("acceptable", "Answered within the second line", "acceptable", "good"),
        ("lost", "Lost", "lost", "bad"),
        ("never_answered", "Never answered", "never_answered", "bad"),
        ("waiting", "Still waiting", "waiting", ""),
        ("excused", "Closed in time without an answer", "excused", ""),
        ("detected_late", "Heard late, because a channel was down", "detected_late", "bad"),
    ]
    return [
        Row(
            key,
            label,
            _of_counted(now.tally, name),
            links.behind(name),
            _of_counted(before.tally, name),
            old.behind(name),
            changes.of_count(getattr(now.tally, name), getattr(before.tally, name), more),
        )
        for key, label, name, more in counts
    ] + _time_rows(now, before, links, old)


def _of_counted(tally: Tally, name: str) -> str:
    """ "118 of 141" for what is judged, else the bare number."""
    number: int = getattr(tally, name)
    if name in ("met", "acceptable", "lost"):
        return f"{number:,} of {tally.counted:,}"
    return f"{number:,}"


def _time_rows(now: ReportCard, before: ReportCard, links: Links, old: Links) -> list[Row]:
    """On the clock and in opening hours, then the two that stand out, which lead to themselves."""
    rows = []
    for label, times, earlier in (
        ("on the clock", now.wall, before.wall),
        ("in opening hours", now.open, before.open),
    ):
        for key, name, which, value, was in (
            ("median", "Median", "answered", times.median_seconds, earlier.median_seconds),
            ("slowest_tenth", "Slowest tenth", "slowest", times.p90_seconds, earlier.p90_seconds),
        ):
            there = (links.behind(which), old.behind(which))
            rows.append(_time_row(key, f"{name}, {label}", there, (value, was)))
    for key, name, case, was_case in (
        ("fastest", "Fastest", now.fastest, before.fastest),
        ("slowest", "Slowest", now.slowest, before.slowest),
    ):
        there = (_case_url(case), _case_url(was_case))
        rows.append(_time_row(key, name, there, (_seconds(case), _seconds(was_case))))
    return rows


def _time_row(
    key: str, label: str, there: tuple[str, str], times: tuple[int | None, int | None]
) -> Row:
    now, before = times
    return Row(
        key,
        label,
        time_words(now),
        there[0],
        time_words(before),
        there[1],
        changes.of_seconds(now, before),
    )


def _case_url(case: Case | None) -> str:
    return reverse("inbox:conversation", args=[case.conversation_id]) if case else ""


def _seconds(case: Case | None) -> int | None:
    return case.seconds if case else None
