"""By network, place, person, kind and topic; loops and reasons."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from inbox.reports import split
from inbox.reports.filters import Filters
from inbox.reports.loops import loops, no_reply
from inbox.reports.pictures import reasons, verdicts_by_group
from inbox.reports.results import Group, Loops
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import Links
from inbox.views.reports.tables import Table, group_head, group_line
from inbox.views.reports.tiles import Tile, part_of, time_words
from practice_hub.charts.units import NOTHING, plain
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member

_FAIR = gettext_noop(
    "In the order of names, with counts: who takes the hard ones is slower. "
    "Use it to see where help is needed. No times are given for fewer than %(fewest)d answers."
)
_NO_REPLY = (
    gettext_noop("Why nobody answered"),
    gettext_noop("What colleagues wrote when they closed a post without an answer."),
    gettext_noop("Nothing was closed without an answer."),
)
_SKIPPED = (
    gettext_noop("Why nobody was thanked in public"),
    gettext_noop("What colleagues wrote when they closed a settled matter without public thanks."),
    gettext_noop("No loop was left open on purpose."),
)


class _Dimension(NamedTuple):
    """What a table divides by: its key, its words, its groups and a hint below the heading."""

    key: str
    heading: str
    corner: str
    groups: list[Group]
    hint: str = ""


@require_safe
@practice_member(Act.READ_REPORTS)
def who(request: MemberRequest) -> HttpResponse:
    """Every dimension as a table, kinds also as a picture, then loops and reasons."""
    frame = Frame.of(request, "who")
    links, kinds, closed = frame.links, split.by_category(frame.f), loops(frame.f)
    pictures = [
        verdicts_by_group(kinds, "category", _("By kind"), links.behind),
        reasons(no_reply(frame.f), "no_reply", _NO_REPLY, links.behind),
        reasons(closed.skip_reasons, "skip", _SKIPPED, links.behind),
    ]
    return frame.render(
        "who.html",
        {
            "figures": frame.figures(pictures),
            "tables": _tables(frame, kinds),
            "loops": _loop_tiles(closed, links),
        },
    )


def _tables(frame: Frame, kinds: list[Group]) -> list[Table]:
    return [
        Table(
            one.key,
            one.heading,
            one.corner,
            group_head(),
            [group_line(group, one.key, frame.links) for group in one.groups],
            one.hint,
        )
        for one in _dimensions(frame.f, kinds)
    ]


def _dimensions(f: Filters, kinds: list[Group]) -> list[_Dimension]:
    fair = _(_FAIR) % {"fewest": split.FEWEST_ANSWERS}
    topics = split.by_topic(f)
    several = _("A post may name several.")
    return [
        _Dimension("network", _("By network"), _("Network"), split.by_network(f)),
        _Dimension("location", _("By location"), _("Location"), split.by_location(f)),
        _Dimension("staff", _("By colleague"), _("Colleague"), split.by_staff(f), fair),
        _Dimension("category", _("By kind"), _("Kind"), kinds),
        _Dimension("urgency", _("By urgency"), _("Urgency"), split.by_urgency(f)),
        _Dimension("sentiment", _("By feeling"), _("Feeling"), split.by_sentiment(f)),
        _Dimension("topic", _("By treatment and topic"), _("Topic"), topics, several),
    ]


def _loop_tiles(found: Loops, links: Links) -> list[Tile]:
    return [
        Tile(
            "loops_closed",
            _("Loops closed"),
            part_of(found.closed, found.due) if found.due else NOTHING,
            links.behind("loops_closed"),
            note=_("median %(time)s") % {"time": time_words(found.times.median_seconds)},
        ),
        Tile("loops_closed", _("Still open"), plain(found.open), links.behind("loops_open")),
        Tile(
            "skip_reasons",
            _("Left open on purpose"),
            plain(found.skipped),
            links.behind("loops_skipped"),
        ),
        Tile("loops_closed", _("Opened again"), plain(found.reopened), links.behind("reopened")),
    ]
