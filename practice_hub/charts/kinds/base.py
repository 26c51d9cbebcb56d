"""What the kinds of pictures share: room, scales, axes, labels and the places to click."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import altair as alt

from practice_hub.charts import theme
from practice_hub.charts.shapes import Group, Series
from practice_hub.charts.svg import PAGE
from practice_hub.charts.units import Unit, in_words, ticks

Row = dict[str, Any]
LETTER: Final = 7.0  # a usual letter at the measured size, in pixels
_GAP: Final = 10.0


@dataclass(slots=True)
class Canvas:
    """Room for a picture, `width` pixels with all its labels, and the values that go into it.

    Charts only name their values, which join the finished specification: Altair would copy and
    check every one of them several times.
    """

    width: int
    datasets: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def is_narrow(self) -> bool:
        return self.width < 500

    @property
    def height(self) -> int:
        return 190 if self.is_narrow else 220

    def chart(self, rows: Iterable[Row]) -> alt.Chart:
        """A chart over `rows`, nothing of which is ever fetched."""
        name = f"values{len(self.datasets)}"
        self.datasets[name] = list(rows)
        return alt.Chart(alt.NamedData(name))

    def plot(self, left: float, right: float) -> int:
        """What is left for the plot between its labels, in pixels."""
        return max(120, round(self.width - left - right))


def breadth(texts: Iterable[str]) -> float:
    """About how wide the longest of `texts` is, in pixels."""
    return max((len(text) for text in texts), default=0) * LETTER


def places(count: int, padding: float) -> alt.X:
    """Equal places along the x axis, one for every index; their labels are marks of their own."""
    scale = alt.Scale(domain=list(range(count)), paddingInner=padding, paddingOuter=padding / 2)
    return alt.X("place:O", scale=scale, axis=None)


def value_names(top: float, unit: Unit) -> dict[str, str]:
    """The round values from 0 to `top` and what stands beside them."""
    return {f"{value:g}": in_words(value, unit) for value in ticks(top, unit)}


def value_axis(top: float, unit: Unit) -> alt.Y:
    """From 0 to `top` with a few round, named values."""
    named = value_names(top, unit)
    axis = alt.Axis(
        values=[float(value) for value in named],
        # Made of our own numbers only: words of people never become an expression.
        labelExpr=f"{json.dumps(named)}[datum.value]",
    )
    return alt.Y("value:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)


def colored(series: Sequence[Series], canvas: Canvas) -> alt.Color:
    """The legend: one entry a series, in two columns on a phone, none when there is but one."""
    names = [one.label for one in series]
    scale = alt.Scale(domain=names, range=[theme.tone(one.tone) for one in series])
    is_long = sum(len(name) * LETTER + 34 for name in names) > canvas.width
    legend = alt.Legend(columns=2 if is_long else len(names)) if len(names) > 1 else None
    return alt.Color("series:N", sort=names, scale=scale, legend=legend)


def bottom_labels(
    canvas: Canvas, groups: Sequence[Group], width: float, padding: float
) -> alt.Chart:
    """The label of each place under the plot; where they would touch, every second, third..."""
    room = width / max(len(groups), 1)
    every = max(1, -int(-(breadth(group.label for group in groups) + _GAP) // room))
    rows = (
        {"place": index, "text": group.label}
        for index, group in enumerate(groups)
        if index % every == 0
    )
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_text(baseline="top", dy=10)
        .encode(x=places(len(groups), padding), y=alt.value("height"), text="text:N")
    )
    return found


def hits(
    canvas: Canvas,
    groups: Sequence[Group],
    series: Sequence[Series],
    unit: Unit,
    padding: float,
) -> alt.Chart:
    """A clear column over each place that leads somewhere, which is what people click and hear."""
    rows = (
        {"place": index, "href": PAGE + group.href, "say": say(group, series, unit)}
        for index, group in enumerate(groups)
        if group.href
    )
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_bar(color="transparent", width=alt.RelativeBandSize(band=1))
        .encode(
            x=places(len(groups), padding),
            y=alt.value(0),
            y2=alt.value("height"),
            href="href:N",
            description="say:N",
        )
    )
    return found


def say(group: Group, series: Sequence[Series], unit: Unit) -> str:
    """ "Saturday 14 November: median 41 min, slowest tenth 3 h 30"."""
    parts = (
        f"{one.label} {in_words(value, unit)}" if one.label else in_words(value, unit)
        for one, value in zip(series, group.values, strict=True)
    )
    return f"{group.name}: {', '.join(parts)}"


def long_rows(groups: Sequence[Group], series: Sequence[Series]) -> list[Row]:
    """One row a value: place, series, value, order."""
    return [
        {"place": index, "series": one.label, "value": value, "order": order}
        for index, group in enumerate(groups)
        for order, (one, value) in enumerate(zip(series, group.values, strict=True))
        if value is not None
    ]
