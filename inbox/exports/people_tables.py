"""The tables about networks, people, approvals, the guard, and the voice of the people.

Staff stand with their names, as on the pages. Who wrote to the practice does not: an advocate is
a link to a conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from inbox.exports.columns import (
    TALLY,
    TIMES,
    figure_sheet,
    reason_sheet,
    tally_cells,
    time_cells,
)
from inbox.exports.links import conversation_link
from inbox.reports import split
from inbox.reports.approvals import approvals
from inbox.reports.filters import Filters
from inbox.reports.guard import guard
from inbox.reports.loops import loops, no_reply
from inbox.reports.results import Group
from inbox.reports.voice import subjects, volume
from inbox.reports.voice_outcomes import outcomes
from inbox.reports.voice_people import advocates, figures
from practice_hub.sheets.cells import Column, Row, Sheet, seconds, share

_CUTS: Final[tuple[tuple[str, str, Callable[[Filters], list[Group]]], ...]] = (
    ("network", "Network", split.by_network),
    ("location", "Location", split.by_location),
    ("colleague", "Colleague", split.by_staff),
    ("kind", "Kind", split.by_category),
    ("urgency", "Urgency", split.by_urgency),
    ("feeling", "Feeling", split.by_sentiment),
    ("topic", "Treatment or topic", split.by_topic),
)
_OUTCOMES: Final = (
    ("Unhappy conversations", "unhappy"),
    ("Of those answered", "answered"),
    ("Changed what they wrote", "edited"),
    ("Took it back", "removed"),
    ("Came back happier", "happier"),
    ("Became an advocate", "advocates"),
    ("Ended well in one of these ways", "recovered"),
)
_ASKED: Final = (
    ("Asked for approval", "asked"),
    ("Approved", "approved"),
    ("Of those changed by the approver", "edited"),
    ("Returned", "rejected"),
    ("No longer valid", "voided"),
    ("Ran out", "expired"),
    ("Taken back", "withdrawn"),
    ("Still waiting", "open"),
)


def who_tables(f: Filters) -> list[Sheet]:
    """Every dimension, then loops and reasons."""
    closed = loops(f)
    rows: list[Row] = [
        ("Public thanks due", closed.due),
        ("Thanked in public", closed.closed),
        ("Left open on purpose", closed.skipped),
        ("Still open", closed.open),
        ("Opened again", closed.reopened),
        ("Median until thanked", seconds(closed.times.median_seconds)),
    ]
    return [
        *(_cut(key, name, read(f)) for key, name, read in _CUTS),
        figure_sheet("loops", "Loops", rows),
        reason_sheet("not-thanked", "Why not thanked in public", closed.skip_reasons),
        reason_sheet("not-answered", "Why not answered", no_reply(f)),
    ]


def _cut(key: str, name: str, groups: list[Group]) -> Sheet:
    rows: list[Row] = [
        (_label(one), *tally_cells(one.tally), *time_cells(one.wall)) for one in groups
    ]
    columns = (Column(name, width=28), *TALLY, *TIMES)
    return Sheet(f"by-{key}", f"By {name.lower()}", columns, rows)


def _label(group: Group) -> str:
    return f"{group.label} (has left)" if group.is_former else str(group.label)


def care_tables(f: Filters) -> list[Sheet]:
    """Approvals with their outcomes; the guard with its rules and who overrode it."""
    asked, stopped = approvals(f), guard(f)
    rows: list[Row] = [(label, getattr(asked, name)) for label, name in _ASKED]
    rows.append(("Median wait", seconds(asked.times.median_seconds)))
    rows.append(("Slowest tenth", seconds(asked.times.p90_seconds)))
    care: list[Row] = [
        ("Stopped", stopped.blocked),
        ("Sent for approval in doubt", stopped.needed_approval),
        ("Sent all the same", stopped.overridden),
    ]
    return [
        figure_sheet("approvals", "Approvals", rows),
        reason_sheet("void", "Why a go-ahead no longer held", asked.void_reasons),
        figure_sheet("guard", "Guard", care),
        reason_sheet("guard-rules", "What the guard stopped", stopped.rules),
        reason_sheet("overriders", "Who sent it all the same", stopped.overriders),
    ]


def voice_tables(f: Filters, *, sees_private: bool) -> list[Sheet]:
    """How much, how it feels, about what, by whom (without names), and how it ended."""
    now = figures(f, sees_private=sees_private)
    found = outcomes(f, sees_private=sees_private)
    rows: list[Row] = [
        ("Posts and comments", now.mentions),
        ("Happy for each unhappy", now.sentiment),
        ("Strength", share(now.strength)),
        ("Passion", share(now.passion)),
        ("Reach", share(now.reach)),
        ("People", now.authors),
        ("Their followers", now.followers),
    ]
    ended: list[Row] = [(label, getattr(found, name)) for label, name in _OUTCOMES]
    ended.append(("Recovery rate", share(found.recovery_share)))
    return [
        _volume(f, sees_private),
        figure_sheet("voice", "Voice of the people", rows),
        _subjects(f, sees_private),
        figure_sheet("outcomes", "How it ended", ended),
        _advocates(f, sees_private),
    ]


def _volume(f: Filters, sees_private: bool) -> Sheet:
    names = ("First day", "Last day", "Positive", "Neutral", "Negative")
    rows: list[Row] = [
        (
            one.day,
            one.last_day,
            one.feelings.positive,
            one.feelings.neutral,
            one.feelings.negative,
        )
        for one in volume(f, sees_private=sees_private)
    ]
    return Sheet("volume", "What is said", [Column(name) for name in names], rows)


def _subjects(f: Filters, sees_private: bool) -> Sheet:
    names = ("Kind", "Posts", "Positive", "Neutral", "Negative", "Before", "Change")
    rows: list[Row] = [
        (
            *(str(one.label), "Treatment" if one.group == "TREATMENT" else "Topic"),
            *(one.now.total, one.now.positive, one.now.neutral, one.now.negative),
            *(one.before.total, one.change),
        )
        for one in subjects(f, sees_private=sees_private)
    ]
    columns = (Column("Treatment or topic", width=28), *(Column(name) for name in names))
    return Sheet("treatments-and-topics", "Treatments and topics", columns, rows)


def _advocates(f: Filters, sees_private: bool) -> Sheet:
    names = ("Network", "Happy posts", "On days", "Followers", "Last day", "Conversation")
    rows: list[Row] = [
        (
            *(one.network, one.happy, one.happy_days, one.followers, one.last_day),
            conversation_link(one.conversation_id),
        )
        for one in advocates(f, sees_private=sees_private)
    ]
    return Sheet("advocates", "Advocates", [Column(name) for name in names], rows)
