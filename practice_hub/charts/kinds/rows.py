"""Lying bars: named things with a count or share each."""

from __future__ import annotations

import altair as alt

from practice_hub.charts.kinds.base import Canvas, breadth, colored, long_rows, say
from practice_hub.charts.kinds.lying import (
    ROW_HEIGHT,
    lane_hits,
    lanes,
    name_room,
    names,
    words,
)
from practice_hub.charts.shapes import Rows
from practice_hub.charts.units import in_words


def build_rows(shape: Rows, canvas: Canvas) -> alt.LayerChart:
    """Name, stacked bar, and the sum of the row at its end."""
    labels = [group.label for group in shape.groups]
    totals = [sum(value or 0 for value in group.values) for group in shape.groups]
    scale = alt.Scale(domain=[0, max(totals)], nice=False)
    sums = [
        {"place": index, "end": total, "text": in_words(total, shape.unit)}
        for index, total in enumerate(totals)
    ]
    room = name_room(canvas, labels)
    layers = [
        _bars(shape, canvas, scale),
        names(canvas, labels, room),
        words(canvas, sums, len(labels), alt.X("end:Q", scale=scale, axis=None)),
        lane_hits(
            canvas, [(group.href, say(group, shape.series, shape.unit)) for group in shape.groups]
        ),
    ]
    right = breadth(in_words(total, shape.unit) for total in totals) + 12
    return alt.LayerChart(
        layer=layers, width=canvas.plot(room + 12, right), height=ROW_HEIGHT * len(labels)
    )


def _bars(shape: Rows, canvas: Canvas, scale: alt.Scale) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart(long_rows(shape.groups, shape.series))
        .mark_bar()
        .encode(
            y=lanes(len(shape.groups)),
            x=alt.X("value:Q", scale=scale, axis=None),
            color=colored(shape.series, canvas),
            order=alt.Order("order:Q", sort="ascending"),
        )
    )
    return found
