"""Approvals and the guard: what waited for a second pair of eyes, and what was stopped."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from inbox.reports.approvals import approvals
from inbox.reports.guard import guard
from inbox.reports.pictures import reasons
from inbox.reports.results import Approvals, Guard, Reason
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import Links
from inbox.views.reports.tables import Line, Table, counted
from inbox.views.reports.tiles import Tile, time_words
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member

_OUTCOMES = (
    ("approved", "Approved"),
    ("edited", "of those changed by the approver"),
    ("rejected", "Returned"),
    ("voided", "No longer valid"),
    ("expired", "Ran out"),
    ("withdrawn", "Taken back"),
    ("open", "Still waiting"),
)
_VOID = (
    "Why a go-ahead no longer held",
    "A go-ahead holds for the text, the post and the audience it was given for.",
    "Every go-ahead held.",
)
_RULES = (
    "What the guard stopped, by rule",
    "Counted when somebody pressed send; what is stopped while typing is kept nowhere.",
    "The guard stopped nothing.",
)


@require_safe
@practice_member(Act.READ_REPORTS)
def care(request: MemberRequest) -> HttpResponse:
    """Approvals with their outcomes, the guard with its rules and who overrode it."""
    frame = Frame.of(request, "care")
    links, asked, stopped = frame.links, approvals(frame.f), guard(frame.f)
    pictures = [
        reasons(asked.void_reasons, "void", _VOID, links.behind),
        reasons(stopped.rules, "guard_rule", _RULES, links.behind),
    ]
    return frame.render(
        "care.html",
        {
            "figures": frame.figures(pictures),
            "approval_tiles": _approval_tiles(asked, links),
            "guard_tiles": _guard_tiles(stopped, links),
            "tables": [_outcomes(asked, links), _overriders(stopped.overriders, links)],
        },
    )


def _approval_tiles(asked: Approvals, links: Links) -> list[Tile]:
    times = asked.times
    return [
        Tile(
            "approval_lag",
            "Asked for approval",
            f"{asked.asked:,}",
            links.behind("approvals:asked"),
        ),
        Tile(
            "approval_lag",
            "Median wait",
            time_words(times.median_seconds),
            links.behind("approvals:asked"),
            note=f"{times.count} decided",
        ),
        Tile(
            "approval_lag",
            "Slowest tenth",
            time_words(times.p90_seconds),
            links.behind("approvals:asked"),
        ),
        Tile("approval_lag", "Still waiting", f"{asked.open:,}", links.behind("approvals:open")),
    ]


def _guard_tiles(stopped: Guard, links: Links) -> list[Tile]:
    return [
        Tile("guard_blocked", "Stopped", f"{stopped.blocked:,}", links.behind("guard_blocked")),
        Tile(
            "guard_needed",
            "Sent for approval in doubt",
            f"{stopped.needed_approval:,}",
            links.behind("guard_needed"),
        ),
        Tile(
            "guard_overridden",
            "Sent all the same",
            f"{stopped.overridden:,}",
            links.behind("guard_overridden"),
            note="on a leader's word, with a reason",
        ),
    ]


def _outcomes(asked: Approvals, links: Links) -> Table:
    lines = [
        Line(label, "", (counted(getattr(asked, name), links.behind(f"approvals:{name}")),))
        for name, label in _OUTCOMES
        if asked.asked
    ]
    return Table(
        "outcomes",
        "What became of requests",
        "Outcome",
        ("Requests",),
        lines,
        empty="Nobody asked for an approval in these days.",
    )


def _overriders(found: list[Reason], links: Links) -> Table:
    lines = [
        Line(str(one.label), "", (counted(one.count, links.behind(f"guard_by:{one.key}")),))
        for one in found
    ]
    return Table(
        "overriders",
        "Who sent it all the same",
        "Colleague",
        ("Answers",),
        lines,
        "In the order of names. Every one of them wrote down why.",
        "Nobody overrode the guard.",
    )
