"""Draws one picture with Altair and vl-convert. Runs in the drawing process only (V8 is heavy)."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

import vl_convert

from practice_hub.charts import theme
from practice_hub.charts.kinds import build
from practice_hub.charts.kinds.base import Canvas
from practice_hub.charts.shapes import KINDS, Shape

# An empty list: no address at all may be asked for data. The values are in the picture.
_NO_NETWORK: Final[list[str]] = []


def specification(shape: Shape, width: int) -> dict[str, Any]:
    """The Vega-Lite specification of `shape`, about `width` pixels wide with its labels."""
    canvas = Canvas(width)
    chart = build(shape, canvas).configure(**theme.config())
    # No color behind it: the page has one. Altair has no word for none.
    return {**chart.to_dict(), "datasets": canvas.datasets, "background": None}


def draw_svg(specified: dict[str, Any]) -> str:
    """SVG as Vega writes it; `svg.clean` makes it fit for a page."""
    return vl_convert.vegalite_to_svg(specified, allowed_base_urls=_NO_NETWORK)


def draw_png(specified: dict[str, Any], scale: float = 2) -> bytes:
    """The same on white, `scale` pixels to the pixel, for mail."""
    on_white = {**specified, "background": "white"}
    return vl_convert.vegalite_to_png(on_white, scale=scale, allowed_base_urls=_NO_NETWORK)


def revive(kind: str, raw: str) -> Shape:
    """The shape that `figures.packed` wrote; raises KeyError for an unknown kind."""
    shape: Shape = _revived(KINDS[kind], json.loads(raw))
    return shape


def _revived(wanted: Any, raw: Any) -> Any:
    """Tuples and dataclasses again from the lists and objects of JSON."""
    if is_dataclass(wanted) and isinstance(wanted, type):
        types = get_type_hints(wanted)
        return wanted(
            **{one.name: _revived(types[one.name], raw[one.name]) for one in fields(wanted)}
        )
    if get_origin(wanted) is tuple and raw is not None:
        return tuple(_revived(get_args(wanted)[0], one) for one in raw)
    inner = [one for one in get_args(wanted) if is_dataclass(one)]
    if inner and raw is not None and NoneType in get_args(wanted):
        return _revived(inner[0], raw)
    return raw
