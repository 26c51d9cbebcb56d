"""What axe says about a page, in light and in dark."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
# The same elements stand there in the dark: only what rests on their colors can differ.
_OF_COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_RUN = """([within, options]) => axe.run(within ?? document, options).then((found) =>
    found.violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 160)}`))"""


def complaints(page: Page, within: str | None = None) -> list[str]:
    """Scheme, rule, and the first element it is about; everything in light, the colors in dark.

    The page must have reduced motion: colors on their way from light to dark are no one's fault.
    """
    found = complaints_in("light", page, within)
    found += complaints_in("dark", page, within, _OF_COLORS)
    page.emulate_media(color_scheme="light")
    return found


def complaints_in(
    scheme: Scheme, page: Page, within: str | None = None, rules: dict[str, Any] | None = None
) -> list[str]:
    """As `complaints`, in one scheme; by all rules, or only by those of an axe `runOnly`."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.emulate_media(color_scheme=scheme)
    options = {"resultTypes": ["violations"], "iframes": False, "preload": False} | (rules or {})
    return [f"{scheme} {said}" for said in page.evaluate(_RUN, [within, options])]
