"""Bars along time or kinds, side by side or stacked, with a line to compare with."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import altair as alt

from practice_hub.charts import theme
from practice_hub.charts.kinds.base import (
    LETTER,
    Canvas,
    Row,
    bottom_labels,
    breadth,
    colored,
    hits,
    long_rows,
    places,
    value_axis,
    value_names,
)
from practice_hub.charts.shapes import Bars, Line
from practice_hub.charts.units import in_words

# A bar that is this much longer than its fellows is cut and says so, or they could not be seen.
_OUTLIER: Final = 2.5


def build_bars(shape: Bars, canvas: Canvas) -> alt.LayerChart:
    """Layers from back to front: bars, line, labels, what to click."""
    padding = 0.4 if len(shape.groups) <= 14 else 0.2
    top = stack_top(shape) if shape.is_stacked else _top(shape)
    left = breadth(value_names(top, shape.unit).values()) + 12
    width = canvas.plot(left, breadth([shape.line.label]) + 8 if shape.line else 6)
    kinds = (_stacked,) if shape.is_stacked else (_beside, _cut)
    drawn = [kind(shape, canvas, top, padding) for kind in kinds]
    lines = [_line(canvas, shape.line), _line_label(canvas, shape.line)] if shape.line else []
    layers = [
        *drawn,
        *lines,
        bottom_labels(canvas, shape.groups, width, padding),
        hits(canvas, shape.groups, shape.series, shape.unit, padding),
    ]
    return alt.LayerChart(layer=layers, width=width, height=canvas.height)


def stack_top(shape: Bars) -> float:
    """A little above the highest stack."""
    return max(sum(value or 0 for value in group.values) for group in shape.groups) * 1.06


def _top(shape: Bars) -> float:
    """A little above the longest bar, unless that one is out of all proportion."""
    values = sorted(value for group in shape.groups for value in group.values if value)
    usual = values[int(len(values) * 0.8)] if len(values) > 4 else values[-1]
    line = shape.line.value if shape.line else 0
    return min(max(values[-1], line), max(usual, line) * _OUTLIER) * 1.08


def _beside(shape: Bars, canvas: Canvas, top: float, padding: float) -> alt.Chart:
    names = [one.label for one in shape.series]
    values = long_rows(shape.groups, shape.series)
    found: alt.Chart = (
        canvas.chart({**row, "value": min(row["value"], top)} for row in values)
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            x=places(len(shape.groups), padding),
            xOffset=alt.XOffset(
                "series:N", sort=names, scale=alt.Scale(domain=names, paddingInner=0.12)
            ),
            y=value_axis(top, shape.unit),
            color=colored(shape.series, canvas),
        )
    )
    return found


def _stacked(shape: Bars, canvas: Canvas, top: float, padding: float) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart(long_rows(shape.groups, shape.series))
        .mark_bar()
        .encode(
            x=places(len(shape.groups), padding),
            y=value_axis(top, shape.unit),
            color=colored(shape.series, canvas),
            order=alt.Order("order:Q", sort="ascending"),
        )
    )
    return found


def _cut(shape: Bars, canvas: Canvas, top: float, padding: float) -> alt.Chart:
    """The real value over every bar that was cut; only an arrow where two would touch."""
    cut = [row for row in long_rows(shape.groups, shape.series) if row["value"] > top]
    words = [f"{in_words(row['value'], shape.unit)} ↑" for row in cut]
    room = canvas.width / len(shape.groups) / LETTER
    nearest = min((b["place"] - a["place"] for a, b in pairwise(cut)), default=len(shape.groups))
    is_crowded = max(map(len, words), default=0) > room * nearest
    rows: list[Row] = [
        {"place": row["place"], "text": "↑" if is_crowded else word}
        for row, word in zip(cut, words, strict=True)
    ]
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_text(baseline="bottom", dy=-4)
        .encode(x=places(len(shape.groups), padding), y=alt.value(0), text="text:N")
    )
    return found


def _line(canvas: Canvas, line: Line) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart([{"value": line.value}])
        .mark_rule(strokeDash=[4, 4], color=theme.colors()["ink-2"])
        .encode(y="value:Q")
    )
    return found


def _line_label(canvas: Canvas, line: Line) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart([{"value": line.value, "text": line.label}])
        .mark_text(align="left", dx=6)
        .encode(x=alt.value("width"), y="value:Q", text="text:N")
    )
    return found
