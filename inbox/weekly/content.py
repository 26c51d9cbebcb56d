"""What stands in the mail: headline, figures beside those of the period before, sentences, picture.

Nobody who wrote to the practice is named, and no text is quoted (O2).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.exports.about import filter_words
from inbox.exports.links import public
from inbox.reports.card import report_card
from inbox.reports.filters import Filters
from inbox.reports.pictures import answers_by_day
from inbox.reports.trend import by_day, target_line
from inbox.reports.words import first_things
from inbox.views.reports.card_rows import CardPair
from inbox.views.reports.links import Links, definition
from inbox.views.reports.tiles import Tile, part_of, share_words
from practice_hub.charts.errors import DrawingError
from practice_hub.charts.figures import Picture, png
from practice_hub.charts.units import plain
from practice_hub.practices.models import Practice
from practice_hub.times import days_between

logger = logging.getLogger(__name__)
SENTENCES: Final = 5
WIDTH: Final = 480  # still legible where a phone makes it smaller


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture of the mail; `text` says what it shows."""

    heading: str
    text: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that both parts of the mail say."""

    practice: str
    period: str
    before: str
    filters: str
    is_empty: bool
    letter: str  # the grade; "" for none
    headline: str
    change: str
    figures: list[Tile]
    sentences: list[str]
    drawing: Drawing | None
    url: str
    definitions_url: str
    settings_url: str


def contents(f: Filters, practice: Practice) -> Contents:
    """The report `f` for a mail. Some forty queries, however much was written."""
    # With its dates in the address: "last week" would be another one tomorrow.
    links = Links(f.for_days(f.start, f.end))
    pair = CardPair(report_card(f), report_card(f.before()), links)
    before, tally = f.before(), pair.now.tally
    return Contents(
        practice=practice.name,
        period=days_between(f.start, f.end),
        before=days_between(before.start, before.end),
        filters=filter_words(f),
        is_empty=not tally.total,
        letter=pair.now.grade.letter,
        headline=_headline(pair),
        change=_change(pair),
        figures=pair.tiles(),
        sentences=[one.text for one in first_things(f, limit=SENTENCES)],
        drawing=_drawing(f) if tally.answered else None,
        url=public(pair.links.page("overview")),
        definitions_url=public(definition("grade")),
        settings_url=public(reverse("reports:weekly")),
    )


def _headline(pair: CardPair) -> str:
    tally = pair.now.tally
    if not tally.total:
        return _("Nothing was written to the practice in these days.")
    if tally.share is None:
        said = ngettext(
            "%(count)s public posts, and no target has passed yet",
            "%(count)s public posts, and no target has passed yet",
            tally.total,
        )
        return said % {"count": plain(tally.total)}
    return _("%(share)s answered within target (%(part)s)") % {
        "share": share_words(tally.share),
        "part": part_of(tally.met, tally.counted),
    }


def _change(pair: CardPair) -> str:
    """ "15 points more than before."; "" with nothing to compare."""
    change = pair.grade_change() if pair.is_comparable else None
    if change is None:
        return ""
    if change.is_none:
        return f"{change.text.capitalize()}."
    return _("%(change)s than before.") % {"change": change.text}


def _drawing(f: Filters) -> Drawing | None:
    """None when it cannot be drawn: the words go out without it."""
    picture: Picture = answers_by_day(by_day(f), target_line(f))
    try:
        data = png(picture.shape, WIDTH)
    except DrawingError:
        logger.warning("a report mail goes out without its picture")
        return None
    return Drawing(picture.heading, f"{picture.caption} {picture.text}", data)
