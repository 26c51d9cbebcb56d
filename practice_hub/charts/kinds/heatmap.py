"""Grids over the same rows and columns: the darker a field, the more happened."""

from __future__ import annotations

from typing import Final

import altair as alt

from practice_hub.charts import theme
from practice_hub.charts.kinds.base import Canvas, Row
from practice_hub.charts.shapes import Facet, HeatMap
from practice_hub.charts.svg import PAGE

_FAINT: Final = 0.16
_ROW_NAMES: Final = 38  # pixels for "Mon" and its gap


def build_heatmap(shape: HeatMap, canvas: Canvas) -> alt.HConcatChart | alt.VConcatChart:
    """Beside each other where there is room, else one under the other."""
    count = len(shape.facets)
    if canvas.is_narrow or count == 1:
        width = canvas.plot(_ROW_NAMES, 0)
        return alt.vconcat(*(_grid(shape, one, canvas, width) for one in shape.facets), spacing=20)
    width = canvas.plot(_ROW_NAMES * count, 32 * (count - 1)) // count
    return alt.hconcat(*(_grid(shape, one, canvas, width) for one in shape.facets), spacing=32)


def _grid(shape: HeatMap, facet: Facet, canvas: Canvas, width: int) -> alt.LayerChart:
    rows = _rows(shape, facet)
    linked = _fields(shape, canvas, [row for row in rows if "href" in row])
    layers = [
        _fields(shape, canvas, [row for row in rows if "href" not in row]),
        linked.encode(href="href:N", description="say:N"),
        _row_names(shape, canvas),
        _column_names(shape, canvas),
    ]
    title = alt.TitleParams(facet.title, dx=-_ROW_NAMES + 4)
    return alt.LayerChart(layer=layers, width=width, height=len(shape.rows) * 22, title=title)


def _x(shape: HeatMap) -> alt.X:
    scale = alt.Scale(domain=list(range(len(shape.columns))), paddingInner=0.14)
    return alt.X("column:O", scale=scale, axis=None)


def _y(shape: HeatMap) -> alt.Y:
    scale = alt.Scale(domain=list(range(len(shape.rows))), paddingInner=0.16)
    return alt.Y("row:O", scale=scale, axis=None)


def _fields(shape: HeatMap, canvas: Canvas, rows: list[Row]) -> alt.Chart:
    """One color, more or less of it: that works on a light and on a dark page alike."""
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_rect()
        .encode(
            x=_x(shape),
            y=_y(shape),
            color=alt.Color("color:N", scale=None),
            fillOpacity=alt.FillOpacity("much:Q", scale=None),
        )
    )
    return found


def _rows(shape: HeatMap, facet: Facet) -> list[Row]:
    most = max(max(row) for row in facet.values) or 1
    strong, empty = theme.tone(facet.tone), theme.colors()["line"]
    return [
        {
            "row": row,
            "column": column,
            "color": strong if value else empty,
            "much": round(_FAINT + (1 - _FAINT) * value / most, 2) if value else 0.5,
            "say": f"{shape.rows[row]} {shape.columns[column]}: {value}",
            **({"href": PAGE + facet.hrefs[row][column]} if value and facet.hrefs else {}),
        }
        for row, values in enumerate(facet.values)
        for column, value in enumerate(values)
    ]


def _row_names(shape: HeatMap, canvas: Canvas) -> alt.Chart:
    found: alt.Chart = (
        canvas.chart({"row": index, "text": name[:3]} for index, name in enumerate(shape.rows))
        .mark_text(align="right", dx=-8)
        .encode(y=_y(shape), x=alt.value(0), text="text:N")
    )
    return found


def _column_names(shape: HeatMap, canvas: Canvas) -> alt.Chart:
    """Every sixth, without minutes: 00, 06, 12, 18."""
    rows = (
        {"column": index, "text": name[:2]}
        for index, name in enumerate(shape.columns)
        if index % 6 == 0
    )
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_text(baseline="top", dy=8)
        .encode(x=_x(shape), y=alt.value("height"), text="text:N")
    )
    return found
