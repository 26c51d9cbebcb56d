"""The tables about networks, people, approvals, the guard, and the voice of the people.

Staff stand with their names, as on the pages. Who wrote to the practice does not: an advocate is
a link to a conversation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from inbox.exports.columns import (
    figure_sheet,
    reason_sheet,
    tally_cells,
    tally_columns,
    time_cells,
    time_columns,
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

_CUTS: Final[tuple[tuple[str, str, str, Callable[[Filters], list[Group]]], ...]] = (
    ("network", gettext_noop("Network"), gettext_noop("By network"), split.by_network),
    ("location", gettext_noop("Location"), gettext_noop("By location"), split.by_location),
    ("colleague", gettext_noop("Colleague"), gettext_noop("By colleague"), split.by_staff),
    ("kind", gettext_noop("Kind"), gettext_noop("By kind"), split.by_category),
    ("urgency", gettext_noop("Urgency"), gettext_noop("By urgency"), split.by_urgency),
    ("feeling", gettext_noop("Feeling"), gettext_noop("By feeling"), split.by_sentiment),
    (
        "topic",
        gettext_noop("Treatment or topic"),
        gettext_noop("By treatment or topic"),
        split.by_topic,
    ),
)
_OUTCOMES: Final = (
    (gettext_noop("Unhappy conversations"), "unhappy"),
    (gettext_noop("Of those answered"), "answered"),
    (gettext_noop("Changed what they wrote"), "edited"),
    (gettext_noop("Took it back"), "removed"),
    (gettext_noop("Came back happier"), "happier"),
    (gettext_noop("Became an advocate"), "advocates"),
    (gettext_noop("Ended well in one of these ways"), "recovered"),
)
_ASKED: Final = (
    (gettext_noop("Asked for approval"), "asked"),
    (gettext_noop("Approved"), "approved"),
    (gettext_noop("Of those changed by the approver"), "edited"),
    (gettext_noop("Returned"), "rejected"),
    (gettext_noop("No longer valid"), "voided"),
    (gettext_noop("Ran out"), "expired"),
    (gettext_noop("Taken back"), "withdrawn"),
    (gettext_noop("Still waiting"), "open"),
)


def who_tables(f: Filters) -> list[Sheet]:
    """Every dimension, then loops and reasons."""
    closed = loops(f)
    rows: list[Row] = [
        (_("Public thanks due"), closed.due),
        (_("Thanked in public"), closed.closed),
        (_("Left open on purpose"), closed.skipped),
        (_("Still open"), closed.open),
        (_("Opened again"), closed.reopened),
        (_("Median until thanked"), seconds(closed.times.median_seconds)),
    ]
    return [
        *(_cut(key, _(name), _(title), read(f)) for key, name, title, read in _CUTS),
        figure_sheet("loops", _("Loops"), rows),
        reason_sheet("not-thanked", _("Why not thanked in public"), closed.skip_reasons),
        reason_sheet("not-answered", _("Why not answered"), no_reply(f)),
    ]


def _cut(key: str, name: str, title: str, groups: list[Group]) -> Sheet:
    rows: list[Row] = [
        (_label(one), *tally_cells(one.tally), *time_cells(one.wall)) for one in groups
    ]
    columns = (Column(name, width=28), *tally_columns(), *time_columns())
    return Sheet(f"by-{key}", title, columns, rows)


def _label(group: Group) -> str:
    return _("%(name)s (has left)") % {"name": group.label} if group.is_former else str(group.label)


def care_tables(f: Filters) -> list[Sheet]:
    """Approvals with their outcomes; the guard with its rules and who overrode it."""
    asked, stopped = approvals(f), guard(f)
    rows: list[Row] = [(_(label), getattr(asked, name)) for label, name in _ASKED]
    rows.append((_("Median wait"), seconds(asked.times.median_seconds)))
    rows.append((_("Slowest tenth"), seconds(asked.times.p90_seconds)))
    care: list[Row] = [
        (pgettext("answers", "Stopped"), stopped.blocked),
        (_("Sent for approval in doubt"), stopped.needed_approval),
        (_("Sent all the same"), stopped.overridden),
    ]
    return [
        figure_sheet("approvals", _("Approvals"), rows),
        reason_sheet("void", _("Why a go-ahead no longer held"), asked.void_reasons),
        figure_sheet("guard", _("Guard"), care),
        reason_sheet("guard-rules", _("What the guard stopped"), stopped.rules),
        reason_sheet("overriders", _("Who sent it all the same"), stopped.overriders),
    ]


def voice_tables(f: Filters, *, sees_private: bool) -> list[Sheet]:
    """How much, how it feels, about what, by whom (without names), and how it ended."""
    now = figures(f, sees_private=sees_private)
    found = outcomes(f, sees_private=sees_private)
    rows: list[Row] = [
        (_("Posts and comments"), now.mentions),
        (_("Happy for each unhappy"), now.sentiment),
        (_("Strength"), share(now.strength)),
        (_("Passion"), share(now.passion)),
        (_("Reach"), share(now.reach)),
        (_("People"), now.authors),
        (_("Their followers"), now.followers),
    ]
    ended: list[Row] = [(_(label), getattr(found, name)) for label, name in _OUTCOMES]
    ended.append((_("Recovery rate"), share(found.recovery_share)))
    return [
        _volume(f, sees_private),
        figure_sheet("voice", _("Voice of the people"), rows),
        _subjects(f, sees_private),
        figure_sheet("outcomes", _("How it ended"), ended),
        _advocates(f, sees_private),
    ]


def _volume(f: Filters, sees_private: bool) -> Sheet:
    names = (_("First day"), _("Last day"), _("Positive"), _("Neutral"), _("Negative"))
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
    return Sheet("volume", _("What is said"), [Column(name) for name in names], rows)


def _subjects(f: Filters, sees_private: bool) -> Sheet:
    names = (
        _("Kind"),
        _("Posts"),
        _("Positive"),
        _("Neutral"),
        _("Negative"),
        _("Before"),
        pgettext("difference", "Change"),
    )
    rows: list[Row] = [
        (
            *(str(one.label), _("Treatment") if one.group == "TREATMENT" else _("Topic")),
            *(one.now.total, one.now.positive, one.now.neutral, one.now.negative),
            *(one.before.total, one.change),
        )
        for one in subjects(f, sees_private=sees_private)
    ]
    columns = (Column(_("Treatment or topic"), width=28), *(Column(name) for name in names))
    return Sheet("treatments-and-topics", _("Treatments and topics"), columns, rows)


def _advocates(f: Filters, sees_private: bool) -> Sheet:
    names = (
        _("Network"),
        _("Happy posts"),
        _("On days"),
        _("Followers"),
        _("Last day"),
        _("Conversation"),
    )
    rows: list[Row] = [
        (
            *(one.network, one.happy, one.happy_days, one.followers, one.last_day),
            conversation_link(one.conversation_id),
        )
        for one in advocates(f, sees_private=sees_private)
    ]
    return Sheet("advocates", _("Advocates"), [Column(name) for name in names], rows)
