"""How each shape is drawn. Only the drawing process imports this package: it loads Altair."""

from __future__ import annotations

import altair as alt

from practice_hub.charts.kinds.areas import build_areas
from practice_hub.charts.kinds.bars import build_bars
from practice_hub.charts.kinds.base import Canvas
from practice_hub.charts.kinds.heatmap import build_heatmap
from practice_hub.charts.kinds.moves import build_moves
from practice_hub.charts.kinds.rows import build_rows
from practice_hub.charts.kinds.steps import build_steps
from practice_hub.charts.shapes import Areas, Bars, HeatMap, Moves, Rows, Shape

AnyChart = alt.LayerChart | alt.VConcatChart | alt.HConcatChart


def build(shape: Shape, canvas: Canvas) -> AnyChart:
    """The Altair chart of `shape`, `canvas.width` pixels wide."""
    if isinstance(shape, Bars):
        return build_bars(shape, canvas)
    if isinstance(shape, Areas):
        return build_areas(shape, canvas)
    if isinstance(shape, Rows):
        return build_rows(shape, canvas)
    if isinstance(shape, HeatMap):
        return build_heatmap(shape, canvas)
    if isinstance(shape, Moves):
        return build_moves(shape, canvas)
    return build_steps(shape, canvas)
