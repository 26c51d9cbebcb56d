"""What rose and fell: a line from then to now for each thing."""

from __future__ import annotations

import altair as alt

from practice_hub.charts import theme
from practice_hub.charts.kinds.base import Canvas, Row, breadth
from practice_hub.charts.kinds.lying import (
    ROW_HEIGHT,
    lane_hits,
    lanes,
    name_room,
    names,
    words,
)
from practice_hub.charts.shapes import Move, Moves


def build_moves(shape: Moves, canvas: Canvas) -> alt.LayerChart:
    """A hollow dot is then, a full one is now."""
    labels = [row.label for row in shape.rows]
    rows = [_row(index, row) for index, row in enumerate(shape.rows)]
    top = max(row["end"] for row in rows)
    scale = alt.Scale(domain=[0, top], nice=False)
    room = name_room(canvas, labels)
    layers = [
        _lines(canvas, rows, scale),
        _dots(canvas, rows, scale, "before"),
        _dots(canvas, rows, scale, "now"),
        names(canvas, labels, room),
        words(canvas, rows, len(rows), alt.X("end:Q", scale=scale, axis=None)),
        lane_hits(canvas, [(row.href, _say(shape, row)) for row in shape.rows]),
    ]
    right = breadth(row["text"] for row in rows) + 16
    return alt.LayerChart(
        layer=layers, width=canvas.plot(room + 20, right), height=ROW_HEIGHT * len(rows)
    )


def _row(index: int, row: Move) -> Row:
    return {
        "place": index,
        "before": row.before,
        "now": row.now,
        "end": max(row.before, row.now),
        "text": f"{row.before} → {row.now}",
        "color": theme.tone(row.tone),
    }


def _lines(canvas: Canvas, rows: list[Row], scale: alt.Scale) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_rule(strokeWidth=3)
        .encode(
            y=lanes(len(rows)),
            x=alt.X("before:Q", scale=scale, axis=None),
            x2="now:Q",
            color=alt.Color("color:N", scale=None),
        )
    )
    return found


def _dots(canvas: Canvas, rows: list[Row], scale: alt.Scale, field: str) -> alt.Chart:
    fill = (
        alt.Fill("color:N", scale=None) if field == "now" else alt.value(theme.colors()["surface"])
    )
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_point(size=90, strokeWidth=2.5, opacity=1)
        .encode(
            y=lanes(len(rows)),
            x=alt.X(f"{field}:Q", scale=scale, axis=None),
            stroke=alt.Stroke("color:N", scale=None),
            fill=fill,
        )
    )
    return found


def _say(shape: Moves, row: Move) -> str:
    return f"{row.label}: {shape.before} {row.before}, {shape.now} {row.now}"
