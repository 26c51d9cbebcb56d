"""The steps of the setup, and how a practice stands with them.

The kernel knows nothing of sources and watch terms, so whoever does registers a step here
(`register_step`), in `ready()` of its app. What is done is read from the rows that the step makes,
never from a tick: a practice that undoes something is asked for it again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import models

from practice_hub.guide.models import SetupMark
from practice_hub.practices.models import Practice
from practice_hub.quick_urls import address


class Place(models.IntegerChoices):
    """The order in which a practice is led, from what everything else counts by to a try."""

    PRACTICE = 1
    PEOPLE = 2
    SOURCES = 3
    TERMS = 4
    VOICE = 5
    DUTY = 6
    REHEARSAL = 7


@dataclass(frozen=True, slots=True)
class Fact:
    """`said`: one sentence on what is set now; `is_done`: whether that is enough to go on."""

    is_done: bool
    said: str


@dataclass(frozen=True, slots=True)
class Step:
    """`title`, `why`, `act` and `other_act` are in English, marked by gettext_noop, and translated
    where they are shown. `why` is what it is good for, in the words of whoever has to do it;
    `route` is the page where it is done, `act` the word on the button that leads there.
    `is_by_word`: it leaves no trace in the hub, so a person says that it is done. `other_*`: a
    second page that belongs to it."""

    place: Place
    title: str
    why: str
    route: str
    act: str
    fact: Callable[[Practice, datetime], Fact]
    is_by_word: bool = False
    anchor: str = ""
    other_route: str = ""
    other_act: str = ""

    @property
    def key(self) -> str:
        return self.place.name.lower()

    @property
    def url(self) -> str:
        return address(self.route) + (f"#{self.anchor}" if self.anchor else "")

    @property
    def other_url(self) -> str:
        return address(self.other_route) if self.other_route else ""


_steps: Final[dict[int, Step]] = {}


def register_step(step: Step) -> None:
    _steps[step.place] = step


def known_steps() -> list[Step]:
    return [_steps[place] for place in sorted(_steps)]


def step_of(key: str) -> Step | None:
    return next((step for step in _steps.values() if step.key == key), None)


@dataclass(frozen=True, slots=True)
class Standing:
    """A step as it stands; a mark of a person counts only where the facts do not."""

    step: Step
    fact: Fact
    mark: SetupMark | None = None

    @property
    def is_done(self) -> bool:
        return self.fact.is_done or self._is(SetupMark.Mark.DONE)

    @property
    def is_skipped(self) -> bool:
        return not self.is_done and self._is(SetupMark.Mark.SKIPPED)

    @property
    def is_open(self) -> bool:
        return not self.is_done and not self.is_skipped

    @property
    def is_said(self) -> bool:
        """Done because somebody said so, which can be taken back."""
        return self.is_done and not self.fact.is_done

    def _is(self, mark: str) -> bool:
        return self.mark is not None and self.mark.mark == mark


@dataclass(frozen=True, slots=True)
class Setup:
    """All steps of one practice, in order."""

    standings: tuple[Standing, ...]

    @property
    def next(self) -> Standing | None:
        return next((each for each in self.standings if each.is_open), None)

    @property
    def done(self) -> int:
        return sum(each.is_done for each in self.standings)

    @property
    def skipped(self) -> int:
        return sum(each.is_skipped for each in self.standings)

    @property
    def total(self) -> int:
        return len(self.standings)

    @property
    def is_over(self) -> bool:
        return self.next is None

    def of(self, place: Place) -> Standing | None:
        return next((each for each in self.standings if each.step.place == place), None)

    def after(self, key: str) -> Standing | None:
        """The next open step behind `key`, else the first that is open; None when none is."""
        keys = [each.step.key for each in self.standings]
        later = self.standings[keys.index(key) + 1 :] if key in keys else ()
        return next((each for each in later if each.is_open), self.next)


def setup_of(practice: Practice, now: datetime) -> Setup:
    """A constant number of queries, one or two a step."""
    marks = {row.step: row for row in practice.setup_marks.select_related("marked_by")}
    return Setup(
        tuple(
            Standing(step, step.fact(practice, now), marks.get(step.key)) for step in known_steps()
        )
    )
