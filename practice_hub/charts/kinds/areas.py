"""How much of each over time, one area on the other."""

from __future__ import annotations

import altair as alt

from practice_hub.charts.kinds.base import (
    Canvas,
    bottom_labels,
    breadth,
    colored,
    hits,
    value_axis,
    value_names,
)
from practice_hub.charts.shapes import Areas


def build_areas(shape: Areas, canvas: Canvas) -> alt.LayerChart:
    """Areas over an index scale of their own; labels and clicks lie on the same places."""
    top = max(sum(value or 0 for value in group.values) for group in shape.groups) * 1.06
    width = canvas.plot(breadth(value_names(top, shape.unit).values()) + 12, 6)
    layers = [
        _areas(shape, canvas, top),
        bottom_labels(canvas, shape.groups, width, 0),
        hits(canvas, shape.groups, shape.series, shape.unit, 0),
    ]
    found: alt.LayerChart = alt.LayerChart(
        layer=layers, width=width, height=canvas.height
    ).resolve_scale(x="independent")
    return found


def _areas(shape: Areas, canvas: Canvas, top: float) -> alt.Chart:
    """Every point stands in the middle of its place; what is missing counts as none."""
    rows = (
        {"at": index + 0.5, "series": one.label, "value": value or 0, "order": order}
        for index, group in enumerate(shape.groups)
        for order, (one, value) in enumerate(zip(shape.series, group.values, strict=True))
    )
    scale = alt.Scale(domain=[0, len(shape.groups)], nice=False, zero=False)
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_area(interpolate="monotone")
        .encode(
            x=alt.X("at:Q", scale=scale, axis=None),
            y=value_axis(top, shape.unit),
            color=colored(shape.series, canvas),
            order=alt.Order("order:Q", sort="ascending"),
        )
    )
    return found
