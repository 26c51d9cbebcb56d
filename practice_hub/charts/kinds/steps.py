"""Where time goes: steps one after the other, as a staircase for every way."""

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
from practice_hub.charts.shapes import Step, Steps, Way
from practice_hub.charts.units import in_words


def build_steps(shape: Steps, canvas: Canvas) -> alt.VConcatChart:
    """Ways under each other; each has its own scale, or minutes would vanish beside days."""
    ways = [way for way in shape.ways if any(step.seconds is not None for step in way.steps)]
    steps = [step for way in ways for step in way.steps]
    left = name_room(canvas, [step.label for step in steps])
    # Room at the right, so that the words of the last step do not leave the picture.
    right = breadth(_shown(step, canvas) for step in steps) + 8
    width = canvas.plot(left + 12, right)
    return alt.vconcat(*(_way(way, canvas, left, width) for way in ways), spacing=26)


def _way(way: Way, canvas: Canvas, left: float, width: float) -> alt.LayerChart:
    rows, total = _stairs(way.steps)
    count = len(way.steps)
    scale = alt.Scale(domain=[0, max(total, 1.0)], nice=False)
    said = [
        {**row, "text": _shown(step, canvas)} for row, step in zip(rows, way.steps, strict=True)
    ]
    layers = [
        _bars(canvas, rows, scale),
        names(canvas, [step.label for step in way.steps], left),
        words(canvas, said, count, alt.X("end:Q", scale=scale, axis=None)),
        lane_hits(canvas, [(step.href, f"{step.label}: {_words(step)}") for step in way.steps]),
    ]
    title = alt.TitleParams(way.title, dx=-left - 10)
    return alt.LayerChart(layer=layers, width=width, height=ROW_HEIGHT * count, title=title)


def _bars(canvas: Canvas, rows: list[Row], scale: alt.Scale) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_bar(cornerRadius=2, color=theme.tone("accent"), minBandSize=2)
        .encode(y=lanes(len(rows)), x=alt.X("start:Q", scale=scale, axis=None), x2="end:Q")
    )
    return found


def _stairs(steps: tuple[Step, ...]) -> tuple[list[Row], float]:
    """Each step begins where the one before it ended."""
    rows: list[Row] = []
    start = 0.0
    for index, step in enumerate(steps):
        end = start + (step.seconds or 0.0)
        rows.append({"place": index, "start": start, "end": end})
        start = end
    return rows, start


def _shown(step: Step, canvas: Canvas) -> str:
    """On a phone only the time: the note stands in the table."""
    return in_words(step.seconds, "seconds") if canvas.is_narrow else _words(step)


def _words(step: Step) -> str:
    time = in_words(step.seconds, "seconds")
    return f"{time} · {step.note}" if step.note else time
