"""Approvals and the guard: what waited for a second pair of eyes, and what was stopped."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext
from django.views.decorators.http import require_safe

from inbox.reports.approvals import approvals
from inbox.reports.guard import guard
from inbox.reports.pictures import reasons
from inbox.reports.results import Approvals, Guard, Reason
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import Links
from inbox.views.reports.tables import Line, Table, counted
from inbox.views.reports.tiles import Tile, time_words
from practice_hub.charts.units import plain
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member

_OUTCOMES = (
    ("approved", gettext_noop("Approved")),
    ("edited", gettext_noop("of those changed by the approver")),
    ("rejected", gettext_noop("Returned")),
    ("voided", gettext_noop("No longer valid")),
    ("expired", gettext_noop("Ran out")),
    ("withdrawn", gettext_noop("Taken back")),
    ("open", gettext_noop("Still waiting")),
)
_VOID = (
    gettext_noop("Why a go-ahead no longer held"),
    gettext_noop("A go-ahead holds for the text, the post and the audience it was given for."),
    gettext_noop("Every go-ahead held."),
)
_RULES = (
    gettext_noop("What the guard stopped, by rule"),
    gettext_noop(
        "Counted when somebody pressed send; what is stopped while typing is kept nowhere."
    ),
    gettext_noop("The guard stopped nothing."),
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
            _("Asked for approval"),
            plain(asked.asked),
            links.behind("approvals:asked"),
        ),
        Tile(
            "approval_lag",
            _("Median wait"),
            time_words(times.median_seconds),
            links.behind("approvals:asked"),
            note=ngettext("%(count)d decided", "%(count)d decided", times.count)
            % {"count": times.count},
        ),
        Tile(
            "approval_lag",
            _("Slowest tenth"),
            time_words(times.p90_seconds),
            links.behind("approvals:asked"),
        ),
        Tile("approval_lag", _("Still waiting"), plain(asked.open), links.behind("approvals:open")),
    ]


def _guard_tiles(stopped: Guard, links: Links) -> list[Tile]:
    return [
        Tile(
            "guard_blocked",
            pgettext("answers", "Stopped"),
            plain(stopped.blocked),
            links.behind("guard_blocked"),
        ),
        Tile(
            "guard_needed",
            _("Sent for approval in doubt"),
            plain(stopped.needed_approval),
            links.behind("guard_needed"),
        ),
        Tile(
            "guard_overridden",
            _("Sent all the same"),
            plain(stopped.overridden),
            links.behind("guard_overridden"),
            note=_("on a leader's word, with a reason"),
        ),
    ]


def _outcomes(asked: Approvals, links: Links) -> Table:
    lines = [
        Line(_(label), "", (counted(getattr(asked, name), links.behind(f"approvals:{name}")),))
        for name, label in _OUTCOMES
        if asked.asked
    ]
    return Table(
        "outcomes",
        _("What became of requests"),
        _("Outcome"),
        (_("Requests"),),
        lines,
        empty=_("Nobody asked for an approval in these days."),
    )


def _overriders(found: list[Reason], links: Links) -> Table:
    lines = [
        Line(str(one.label), "", (counted(one.count, links.behind(f"guard_by:{one.key}")),))
        for one in found
    ]
    return Table(
        "overriders",
        _("Who sent it all the same"),
        _("Colleague"),
        (_("Answers"),),
        lines,
        _("In the order of names. Every one of them wrote down why."),
        _("Nobody overrode the guard."),
    )
