"""What people look at the hub with; the sizes are in CSS pixels."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page, ViewportSize

DESK: Final[ViewportSize] = {"width": 1280, "height": 720}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
# The narrowest phone; a window of 1280 at 200 % zoom; an ultrawide screen.
EXTREMES: Final = (360, 640, 2560)
STILL: Final[dict[str, object]] = {"reduced_motion": "reduce"}
ON_PHONE: Final[dict[str, object]] = {**STILL, "viewport": PHONE, "has_touch": True}


def fits(page: Page) -> bool:
    """Whether nothing is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def too_wide(page: Page) -> list[str]:
    """The widths out of EXTREMES that are too narrow for the page; the window is a desk's again."""
    found = []
    for width in EXTREMES:
        page.set_viewport_size({"width": width, "height": 800})
        if not fits(page):
            found.append(f"too wide at {width}")
    page.set_viewport_size(DESK)
    return found
