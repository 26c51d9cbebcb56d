"""What a picture shows: plain values that can be hashed, sent to the drawing process and tabled.

Nothing here knows Altair, so the processes that serve pages never load it. Labels may be any text
of a user: they only ever travel as data, never as part of an expression.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from practice_hub.charts.units import Unit, in_words

Tone = Literal["accent", "soft", "sand", "good", "bad", "warn", "muted", "public", "private"]

Cell = str


@dataclass(frozen=True, slots=True)
class Table:
    """The same numbers in words. Each row: label, its link ("" for none), one text a column."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """One color of a picture: its name in the legend and its tone."""

    label: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Line:
    """A level to compare with, such as a target, in the unit of the picture."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """One place on the axis: a value a series (None: nothing to show) and where it leads.

    `label` is short and may repeat, `title` is complete ("Saturday 14 November") and is what a
    screen reader and the table say.
    """

    label: str
    values: tuple[float | None, ...]
    title: str = ""
    href: str = ""

    @property
    def name(self) -> str:
        return self.title or self.label


@dataclass(frozen=True, slots=True)
class Grouped:
    """Values of several series for each group; `corner` names the groups in the table."""

    groups: tuple[Group, ...]
    series: tuple[Series, ...]
    unit: Unit = "count"
    corner: str = "Day"

    @property
    def is_empty(self) -> bool:
        return not any(value for group in self.groups for value in group.values)

    def table(self) -> Table:
        return Table(
            (self.corner, *(one.label for one in self.series)),
            tuple((group.name, group.href, self._in_words(group)) for group in self.groups),
        )

    def _in_words(self, group: Group) -> tuple[Cell, ...]:
        return tuple(in_words(value, self.unit) for value in group.values)


@dataclass(frozen=True, slots=True)
class Bars(Grouped):
    """Bars over time or kinds, side by side or one on the other, with a line to compare with."""

    is_stacked: bool = False
    line: Line | None = None


@dataclass(frozen=True, slots=True)
class Areas(Grouped):
    """How much of each over time, one on the other."""


@dataclass(frozen=True, slots=True)
class Rows(Grouped):
    """Horizontal bars, one on the other along a row: shares or counts of named things."""

    corner: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One grid of a heat map: a value for each row and column, row by row."""

    title: str
    tone: Tone
    values: tuple[tuple[int, ...], ...]
    hrefs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Grids side by side over the same rows and columns; the darker, the more."""

    facets: tuple[Facet, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    corner: str = "Day and hour"

    @property
    def is_empty(self) -> bool:
        return not any(value for facet in self.facets for row in facet.values for value in row)

    def table(self) -> Table:
        """Every row and column in which something happened, busiest first."""
        found = [
            (self._name(row, column), self._href(row, column), self._values(row, column))
            for row in range(len(self.rows))
            for column in range(len(self.columns))
        ]
        busy = [one for one in found if any(one[2])]
        busy.sort(key=lambda one: one[2], reverse=True)
        return Table(
            (self.corner, *(facet.title for facet in self.facets)),
            tuple((name, href, tuple(map(str, values))) for name, href, values in busy),
        )

    def _name(self, row: int, column: int) -> str:
        return f"{self.rows[row]} {self.columns[column]}"

    def _values(self, row: int, column: int) -> tuple[int, ...]:
        return tuple(facet.values[row][column] for facet in self.facets)

    def _href(self, row: int, column: int) -> str:
        return next((f.hrefs[row][column] for f in self.facets if f.hrefs), "")


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a way: how long it took (seconds; None: never happened) and a word beside it."""

    label: str
    seconds: float | None
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Steps of one scale, drawn one after the other."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Where time goes: a staircase for every way, each with a scale of its own."""

    ways: tuple[Way, ...]
    corner: str = "Step"

    @property
    def is_empty(self) -> bool:
        return not any(step.seconds is not None for way in self.ways for step in way.steps)

    def table(self) -> Table:
        return Table(
            (self.corner, _("Median"), pgettext("further words", "More")),
            tuple(
                (step.label, step.href, (in_words(step.seconds, "seconds"), step.note))
                for way in self.ways
                for step in way.steps
            ),
        )


@dataclass(frozen=True, slots=True)
class Move:
    """One thing then and now."""

    label: str
    before: int
    now: int
    tone: Tone = "accent"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """What rose and fell: a line from then to now for each."""

    rows: tuple[Move, ...]
    before: str = "before"
    now: str = "now"
    corner: str = ""
    has_zero: bool = field(default=True)

    @property
    def is_empty(self) -> bool:
        return not any(row.before or row.now for row in self.rows)

    def table(self) -> Table:
        return Table(
            (self.corner, self.before, self.now),
            tuple((row.label, row.href, (str(row.before), str(row.now))) for row in self.rows),
        )


Shape = Bars | Areas | Rows | HeatMap | Steps | Moves
KINDS: Final[dict[str, type[Shape]]] = {
    kind.__name__: kind for kind in (Bars, Areas, Rows, HeatMap, Steps, Moves)
}
