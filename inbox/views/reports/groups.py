"""By network, place, person, kind and topic; loops and reasons."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from inbox.reports import split
from inbox.reports.loops import loops, no_reply
from inbox.reports.pictures import reasons, verdicts_by_group
from inbox.reports.results import Group, Loops
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import Links
from inbox.views.reports.tables import GROUP_HEAD, Table, group_line
from inbox.views.reports.tiles import Tile, time_words
from practice_hub.charts.units import NOTHING
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member

_FEW = f"No times are given for fewer than {split.FEWEST_ANSWERS} answers."
_FAIR = (
    "In the order of names, with counts: who takes the hard ones is slower. "
    "Use it to see where help is needed."
)
_NO_REPLY = (
    "Why nobody answered",
    "What colleagues wrote when they closed a post without an answer.",
    "Nothing was closed without an answer.",
)
_SKIPPED = (
    "Why nobody was thanked in public",
    "What colleagues wrote when they closed a settled matter without public thanks.",
    "No loop was left open on purpose.",
)


@require_safe
@practice_member(Act.READ_REPORTS)
def who(request: MemberRequest) -> HttpResponse:
    """Every dimension as a table, kinds also as a picture, then loops and reasons."""
    frame = Frame.of(request, "who")
    links, kinds, closed = frame.links, split.by_category(frame.f), loops(frame.f)
    pictures = [
        verdicts_by_group(kinds, "category", "By kind", links.behind),
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
    f = frame.f
    found: list[tuple[str, str, str, list[Group], str]] = [
        ("network", "By network", "Network", split.by_network(f), ""),
        ("location", "By location", "Location", split.by_location(f), ""),
        ("staff", "By colleague", "Colleague", split.by_staff(f), f"{_FAIR} {_FEW}"),
        ("category", "By kind", "Kind", kinds, ""),
        ("urgency", "By urgency", "Urgency", split.by_urgency(f), ""),
        ("sentiment", "By feeling", "Feeling", split.by_sentiment(f), ""),
        ("topic", "By treatment and topic", "Topic", split.by_topic(f), "A post may name several."),
    ]
    return [
        Table(
            key,
            heading,
            corner,
            GROUP_HEAD,
            [group_line(group, key, frame.links) for group in groups],
            hint,
        )
        for key, heading, corner, groups, hint in found
    ]


def _loop_tiles(found: Loops, links: Links) -> list[Tile]:
    return [
        Tile(
            "loops_closed",
            "Loops closed",
            f"{found.closed} of {found.due}" if found.due else NOTHING,
            links.behind("loops_closed"),
            note=f"median {time_words(found.times.median_seconds)}",
        ),
        Tile("loops_closed", "Still open", f"{found.open:,}", links.behind("loops_open")),
        Tile(
            "skip_reasons",
            "Left open on purpose",
            f"{found.skipped:,}",
            links.behind("loops_skipped"),
        ),
        Tile("loops_closed", "Opened again", f"{found.reopened:,}", links.behind("reopened")),
    ]
