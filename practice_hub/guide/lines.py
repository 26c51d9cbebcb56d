"""The page of settings: one line for each, with what it is set to now.

The kernel knows nothing of sources and answers, so whoever has settings registers a line here
(`register_line`), in `ready()` of its app.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may


class Shelf(models.TextChoices):
    """The headings of the page, in this order."""

    PRACTICE = "PRACTICE", gettext_lazy("The practice")
    PEOPLE = "PEOPLE", gettext_lazy("People")
    LISTENING = "LISTENING", gettext_lazy("Listening")
    ANSWERING = "ANSWERING", gettext_lazy("Answering")
    YOU = "YOU", gettext_lazy("Only for you")
    RECORDS = "RECORDS", gettext_lazy("Records and the machine")


@dataclass(frozen=True, slots=True)
class Line:
    """`heading`: the title in English, marked by gettext_noop. `said`: what it is set to for this
    member, one sentence, a constant number of queries. `act`: what it takes to open the page
    behind it."""

    shelf: Shelf
    heading: str
    icon: str
    route: str
    said: Callable[[Membership, datetime], str]
    anchor: str = ""
    act: Act = Act.MANAGE_PRACTICE

    @property
    def title(self) -> str:
        return _(self.heading)

    @property
    def url(self) -> str:
        return reverse(self.route) + (f"#{self.anchor}" if self.anchor else "")


@dataclass(frozen=True, slots=True)
class Told:
    """A line with what it says now."""

    line: Line
    said: str


_lines: Final[dict[tuple[str, str], Line]] = {}


def register_line(line: Line) -> None:
    _lines[line.route, line.anchor] = line


def lines_for(member: Membership) -> list[Line]:
    """What `member` may open, without asking what it says."""
    return [line for line in _lines.values() if may(member.role, line.act)]


def shelves_for(member: Membership, now: datetime) -> list[tuple[Shelf, list[Told]]]:
    """What `member` may open, by heading, in the order in which the lines were registered."""
    told = [Told(line, line.said(member, now)) for line in lines_for(member)]
    return [
        (shelf, [each for each in told if each.line.shelf == shelf])
        for shelf in Shelf
        if any(each.line.shelf == shelf for each in told)
    ]
