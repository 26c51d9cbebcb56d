"""The six stations of the tour: what the card says, and what it stands beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.translation import gettext_noop


@dataclass(frozen=True, slots=True)
class Station:
    """`title` and `text` are in English and translated where they are shown. `target`: a CSS
    selector; the first element of it that is visible is pointed at."""

    title: str
    text: str
    target: str
    is_town: bool = False


_FIRST: Final = (
    Station(
        gettext_noop("Piles of work"),
        gettext_noop(
            "What people write comes in here by itself. A day begins with “Unanswered”: what "
            "nobody has answered in public yet. Red means late or medical, nothing else is red."
        ),
        "#queues, .bar",
    ),
    Station(
        gettext_noop("A line says it all"),
        gettext_noop(
            "Who wrote, where, what about, how they feel, how long is left and who has it. The "
            "most urgent stands on top. Open one."
        ),
        "#rows .row, #rows",
    ),
    Station(
        gettext_noop("One matter of one person"),
        gettext_noop(
            "Everything that was said opens here, in public and in private. Claim it before you "
            "write: then everybody sees that it is yours, and nothing is answered twice."
        ),
        "#head-who, #talk",
    ),
    Station(
        gettext_noop("Public first, then private"),
        gettext_noop(
            "Amber is PUBLIC, indigo is PRIVATE. While you write, the guard stops what gives away "
            "something about care and says why. A public answer can be taken back for 15 seconds."
        ),
        "#talk .composer, #talk",
    ),
)
_TOWN: Final = Station(
    gettext_noop("Be somebody in town"),
    gettext_noop(
        "This demo has a pretend network. Write a post there as one of its people and watch it "
        "arrive here within seconds. Nothing reaches a real network."
    ),
    "",
    is_town=True,
)
_KEYS: Final = Station(
    gettext_noop("Quicker with keys"),
    gettext_noop(
        "Press ? to see every key of this page, and Ctrl K to find an act, a place or a person by "
        "name. With a mouse or a thumb everything works as well."
    ),
    "[data-opens=keys], .bar",
)
_LAST: Final = Station(
    gettext_noop("Help where you stand"),
    gettext_noop(
        "The question mark explains the page you are on. It also starts this tour again. In the "
        "demo, sign out and come back as Dr. Priya to approve, or as Mona for reports and settings."
    ),
    "#help-link, .bar",
)
_LAST_ELSEWHERE: Final = Station(
    gettext_noop("Help where you stand"),
    gettext_noop("The question mark explains the page you are on. It also starts this tour again."),
    "#help-link, .bar",
)


def stations() -> tuple[Station, ...]:
    """In the demo with the town; elsewhere with what is quicker by keys."""
    if settings.IS_DEMO:
        return (*_FIRST, _TOWN, _LAST)
    return (*_FIRST, _KEYS, _LAST_ELSEWHERE)
