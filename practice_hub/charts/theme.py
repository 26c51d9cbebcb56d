"""One look for every picture, read from the design tokens so that page and picture agree.

Pictures are drawn with the light colors. In the page each of them becomes the variable it came
from (`svg.py`), so that one and the same SVG is right in light, in dark and on paper.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from practice_hub.charts.shapes import Tone

TOKENS: Final = Path(__file__).resolve().parent.parent.parent / "static" / "css" / "tokens.css"
_TOKEN: Final = re.compile(r"--([a-z0-9-]+):\s*light-dark\((#[0-9a-f]{3,6}),\s*(#[0-9a-f]{3,6})\);")

# Token of each tone. All their light colors differ, or the way back would not be clear.
TONES: Final[dict[Tone, str]] = {
    "accent": "accent",
    "soft": "accent-mid",
    "sand": "sand",
    "good": "good",
    "bad": "bad",
    "warn": "warn",
    "muted": "line-strong",
    "public": "public",
    "private": "private",
}
_PLAIN: Final = ("ink", "ink-2", "line", "surface")
# Every machine that draws has this font, because vl-convert brings it along. The page shows its own
# font at SHOWN_SIZE: a little smaller than measured, so that wider fonts find room too.
FONT: Final = "Liberation Sans"
MEASURED_SIZE: Final = 13
SHOWN_SIZE: Final = 12


@cache
def colors() -> dict[str, str]:
    """Light color of each token that has two, by name without dashes in front."""
    found = {name: light for name, light, _ in _TOKEN.findall(TOKENS.read_text(encoding="utf-8"))}
    return {name: _six_digits(found[name]) for name in (*TONES.values(), *_PLAIN)}


@cache
def version() -> str:
    """Changes with the tokens, so that no picture of an older look stays in the cache."""
    return hashlib.sha256(TOKENS.read_bytes()).hexdigest()[:16]


def tone(name: Tone) -> str:
    """The light color of a tone."""
    return colors()[TONES[name]]


def config(font_size: int = MEASURED_SIZE) -> dict[str, Any]:
    """Altair's configuration: quiet axes, no frame, text in the second ink."""
    ink, grid = colors()["ink-2"], colors()["line"]
    return {
        "font": FONT,
        "padding": 2,
        "view": {"stroke": None},
        "axis": {
            **{"labelColor": ink, "labelFontSize": font_size, "labelPadding": 8, "labelLimit": 240},
            **{"domain": False, "ticks": False, "gridColor": grid, "title": None},
        },
        "legend": {
            **{"labelColor": ink, "labelFontSize": font_size, "labelLimit": 240, "title": None},
            **{"symbolType": "square", "symbolSize": 110, "symbolStrokeWidth": 0},
            **{"orient": "top", "direction": "horizontal", "columnPadding": 18, "offset": 20},
        },
        "text": {"color": ink, "fontSize": font_size},
        "title": {
            **{"color": colors()["ink"], "fontSize": font_size, "fontWeight": 600},
            **{"anchor": "start", "offset": 10, "frame": "group"},
        },
    }


def _six_digits(color: str) -> str:
    return color if len(color) == 7 else "#" + "".join(letter * 2 for letter in color[1:])
