"""What pictures with lying bars share: a name at the left of each row, words at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import altair as alt

from practice_hub.charts import theme
from practice_hub.charts.kinds.base import Canvas, Row, breadth
from practice_hub.charts.svg import PAGE

ROW_HEIGHT: Final = 34


def lanes(count: int) -> alt.Y:
    """Equal lanes from the top, one for every index."""
    scale = alt.Scale(domain=list(range(count)), paddingInner=0.45, paddingOuter=0.225)
    return alt.Y("place:O", scale=scale, axis=None)


def name_room(canvas: Canvas, labels: Sequence[str]) -> float:
    """Pixels for the names: as long as the longest, but never most of the picture."""
    return min(breadth(labels), 120 if canvas.is_narrow else 220)


def names(canvas: Canvas, labels: Sequence[str], room: float) -> alt.Chart:
    """Names at the left, cut with an ellipsis beyond `room` pixels."""
    found: alt.Chart = (
        canvas.chart({"place": index, "text": label} for index, label in enumerate(labels))
        .mark_text(align="right", dx=-10, limit=room, color=theme.colors()["ink"])
        .encode(y=lanes(len(labels)), x=alt.value(0), text="text:N")
    )
    return found


def words(canvas: Canvas, rows: Sequence[Row], count: int, x: alt.X) -> alt.Chart:
    """Words right of a value; each row has `place`, the value and `text`."""
    found: alt.Chart = (
        canvas.chart(rows).mark_text(align="left", dx=8).encode(y=lanes(count), x=x, text="text:N")
    )
    return found


def lane_hits(canvas: Canvas, links: Sequence[tuple[str, str]]) -> alt.Chart:
    """A clear lane over every row that leads somewhere; `links` are (href, what is said)."""
    rows = (
        {"place": index, "href": PAGE + href, "say": say}
        for index, (href, say) in enumerate(links)
        if href
    )
    found: alt.Chart = (
        canvas.chart(rows)
        .mark_bar(color="transparent", height=alt.RelativeBandSize(band=1.4))
        .encode(
            y=lanes(len(links)),
            x=alt.value(0),
            x2=alt.value("width"),
            href="href:N",
            description="say:N",
        )
    )
    return found
