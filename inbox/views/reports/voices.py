"""The voice of the people: how much, how it feels, about what, from whom, and how it ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from inbox.reports import voice_counted
from inbox.reports.voice import moved, subjects, volume
from inbox.reports.voice_counted import Counted
from inbox.reports.voice_people import named
from inbox.reports.voice_pictures import feelings_by_day, rose_and_fell
from inbox.reports.voice_results import Feelings, Outcomes, Subject, Voice
from inbox.views.reports.frame import Frame
from inbox.views.reports.links import Links
from inbox.views.reports.tables import Cells, Line, Table, counted
from inbox.views.reports.tiles import Tile, share_words
from practice_hub.audit.looks import looked
from practice_hub.charts.units import NOTHING, plain
from practice_hub.http import MemberRequest
from practice_hub.permissions import Act, practice_member
from practice_hub.times import clock_of


@require_safe
@practice_member(Act.READ_REPORTS)
def voice(request: MemberRequest) -> HttpResponse:
    """Volume and feeling, what rose and fell, the four figures, advocates, outcomes.

    Where much was said, the figures about people follow by the request that asks for the `whole`.
    """
    looked(request, request.practice, what="voice", is_refresh=bool(request.htmx))
    frame = Frame.of(request, "voice")
    f, links, private = frame.f, frame.links, frame.sees_private
    found = subjects(f, sees_private=private)
    count = voice_counted.counted if request.GET.get("whole") == "1" else voice_counted.quick
    pictures = [
        feelings_by_day(volume(f, sees_private=private), links.behind),
        rose_and_fell(
            moved(found),
            has_before=any(one.before.total for one in found),
            link=links.behind,
        ),
    ]
    return frame.render(
        "voice.html",
        {
            "figures": frame.figures(pictures),
            "tables": [_subjects(found, "TREATMENT", links), _subjects(found, "TOPIC", links)],
            **_about_people(frame, count(f, sees_private=private)),
        },
    )


def _about_people(frame: Frame, people: Counted | None) -> dict[str, Any]:
    """Tiles and advocates; while they are being counted, the same tiles without numbers."""
    links = frame.links
    if people is None:
        nobody = Voice(Feelings(), 0, 0, 0, 0, 0)
        return {
            "whole_url": frame.again("whole"),
            "tiles": _awaited(_tiles(nobody, links)),
            "outcome_tiles": _awaited(_outcome_tiles(Outcomes(), links)),
        }
    practice_id, private = frame.f.practice_id, frame.sees_private
    return {
        "as_of": clock_of(people.at, frame.request.practice.zone),
        "is_kept": people.is_kept,
        "tiles": _tiles(people.figures, links),
        "outcome_tiles": _outcome_tiles(people.outcomes, links),
        "advocates": named(practice_id, people.fans, sees_private=private),
    }


def _awaited(tiles: list[Tile]) -> list[Tile]:
    return [Tile(one.key, one.label, "…", note=_("being counted")) for one in tiles]


def _feeling_tile(now: Voice, links: Links) -> Tile:
    feelings = now.feelings
    return Tile(
        "sentiment",
        _("Happy for each unhappy"),
        NOTHING if now.sentiment is None else f"{plain(now.sentiment, 1)} : 1",
        links.behind("mentions:NEGATIVE"),
        note=_("%(happy)s happy, %(unhappy)s unhappy")
        % {"happy": plain(feelings.positive), "unhappy": plain(feelings.negative)},
    )


def _tiles(now: Voice, links: Links) -> list[Tile]:
    return [
        _feeling_tile(now, links),
        Tile(
            "strength",
            _("Strength"),
            share_words(now.strength),
            note=_("of the busiest day of the last 30"),
        ),
        Tile(
            "passion",
            _("Passion"),
            share_words(now.passion),
            note=_("from people who write more than once"),
        ),
        Tile(
            "reach",
            _("Reach"),
            share_words(now.reach),
            note=_("%(people)s people, %(followers)s followers")
            % {"people": plain(now.authors), "followers": plain(now.followers)},
        ),
    ]


def _outcome_tiles(found: Outcomes, links: Links) -> list[Tile]:
    """The recovery rate and its parts, which may overlap."""
    counts = [
        (_("Came back happier"), "happier", found.happier),
        (_("Changed what they wrote"), "edited", found.edited),
        (_("Took it back"), "removed", found.removed),
        (_("Became an advocate"), "advocates", found.advocates),
    ]
    first = Tile(
        "recovery",
        _("Recovery rate"),
        share_words(found.recovery_share),
        links.behind("outcome:recovered"),
        note=_("%(recovered)s of %(answered)s unhappy people we answered")
        % {"recovered": plain(found.recovered), "answered": plain(found.answered)},
    )
    return [first] + [
        Tile("recovery", label, plain(number), links.behind(f"outcome:{name}"))
        for label, name, number in counts
    ]


def _subjects(found: list[Subject], group: str, links: Links) -> Table:
    is_treatment = group == "TREATMENT"
    return Table(
        group.lower(),
        _("Treatments") if is_treatment else _("Topics"),
        _("Treatment") if is_treatment else _("Topic"),
        (_("Posts"), _("Happy"), _("Unhappy"), _("Before"), pgettext("difference", "Change")),
        [_subject_line(one, links) for one in found if one.group == group],
        empty=_("None was named in these days."),
    )


def _subject_line(one: Subject, links: Links) -> Line:
    percent = f"{one.percent:+d} %" if one.percent is not None else f"{one.change:+d}"
    return Line(
        one.label,
        "",
        (
            counted(one.now.total, links.behind(f"topic:{one.key}")),
            Cells(plain(one.now.positive)),
            Cells(plain(one.now.negative)),
            Cells(plain(one.before.total)),
            Cells(percent if one.change else "0"),
        ),
    )
