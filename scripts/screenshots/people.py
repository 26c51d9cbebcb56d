"""The people of the demo who look at the pages, and what they look with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

Size = tuple[int, int]
DESKTOP: Final[Size] = (1440, 900)
PHONE: Final[Size] = (390, 844)


@dataclass(frozen=True, slots=True)
class Look:
    """`name` of the pictures, `size` of the window in CSS pixels, and the scheme of colors."""

    name: str
    size: Size
    scheme: Literal["light", "dark"]


@contextmanager
def visit(browser: Browser, address: str, look: Look, who: str) -> Iterator[Page]:
    """A page of its own for `who` (a name of the demo; "" is nobody), closed afterwards."""
    context = browser.new_context(
        viewport={"width": look.size[0], "height": look.size[1]},
        color_scheme=look.scheme,
        reduced_motion="reduce",
        has_touch=look.size == PHONE,
    )
    page = context.new_page()
    try:
        if who:
            page.goto(urljoin(address, "/demo/"))
            page.get_by_role("button", name=re.compile(who)).first.click()
            page.wait_for_url(lambda url: "/demo/" not in url)
        yield page
    finally:
        context.close()
