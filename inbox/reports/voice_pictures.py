"""The pictures about the voice of the people."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inbox.reports.picture_places import Link, is_by_day, linked, no_link, places_of
from inbox.reports.voice_results import Subject, VoiceDay
from practice_hub.charts.figures import Picture
from practice_hub.charts.shapes import Areas, Move, Moves, Series, Tone


def feelings_by_day(days: Sequence[VoiceDay], link: Link = no_link) -> Picture:
    """How much is said, and how it feels."""
    places = places_of(
        days,
        lambda day: (day.feelings.positive, day.feelings.neutral, day.feelings.negative),
    )
    series = (
        Series(_("positive"), "accent"),
        Series(_("neutral"), "soft"),
        Series(_("negative"), "sand"),
    )
    return Picture(
        Areas(linked(places, days, "mentions", link), series, corner=_("Day")),
        heading=_("What is said, and how it feels"),
        caption=_("Posts and comments by day.")
        if is_by_day(days)
        else _("Posts and comments by week."),
        text=_("%(count)d posts and comments in all.")
        % {"count": sum(day.feelings.total for day in days)},
        empty=_("Nobody said anything in these days."),
    )


def rose_and_fell(
    found: Sequence[Subject], *, has_before: bool = True, link: Link = no_link
) -> Picture:
    """Treatments and topics that were named more, or less, than before (if anything was)."""
    empty = _("Nothing changed by more than chance.")
    if not has_before:
        found = ()
        empty = _("Nothing was named in the period before, so there is nothing to compare.")
    rows = tuple(_move(one, link) for one in found)
    risen = sum(one.is_rise for one in found)
    return Picture(
        Moves(
            rows,
            before=pgettext("time", "before"),
            now=pgettext("time", "now"),
            corner=_("Treatment or topic"),
        ),
        heading=_("What rose and fell"),
        caption=_(
            "How often it was named: the ring is the period before, the dot is now. "
            "Amber lines are named mostly by unhappy people."
        ),
        text=_("%(risen)d rose, %(fallen)d fell.") % {"risen": risen, "fallen": len(found) - risen},
        empty=empty,
    )


def _move(one: Subject, link: Link) -> Move:
    href = link(f"topic:{one.key}")
    return Move(one.label, one.before.total, one.now.total, tone_of(one), href)


def tone_of(one: Subject) -> Tone:
    return "warn" if one.now.negative > one.now.positive else "accent"
