"""Pictures of every page in light, in dark and on a phone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

from scripts.screenshots import pages, sheet
from scripts.screenshots.people import PHONE, Look, visit
from tests.e2e.axe import complaints_in

WINDOW: Final = (1280, 800)
LOOKS: Final = (
    Look("light", WINDOW, "light"),
    Look("dark", WINDOW, "dark"),
    Look("phone", PHONE, "light"),
    Look("phone-dark", PHONE, "dark"),
)
TALLEST: Final = 2400  # pixels of a picture; what is below repeats itself
SETTLE_MILLISECONDS: Final = 350


def take_all(browser: Browser, address: str, folder: Path) -> list[str]:
    """Write the pictures and `index.html` into `folder`; return what is wrong with pages."""
    folder.mkdir(parents=True, exist_ok=True)
    search = pages.Search()
    troubles = []
    for who in pages.VISITORS:
        with visit(browser, address, LOOKS[0], who) as page:
            for found in pages.walk(page, address, who, search):
                troubles += shoot(page, folder, found, LOOKS[0])
    every = list(search.found.values())
    for look in LOOKS[1:]:
        troubles += _again(browser, address, folder, every, look)
    print(sheet.write(folder, every, LOOKS, search.missing()))
    return troubles


def _again(
    browser: Browser, address: str, folder: Path, every: Sequence[pages.Found], look: Look
) -> list[str]:
    troubles = []
    for who, theirs in groupby(every, key=lambda each: each.who):
        with visit(browser, address, look, who) as page:
            for found in theirs:
                if pages.shows_page(page, urljoin(address, found.path)):
                    troubles += shoot(page, folder, found, look)
    return troubles


def shoot(page: Page, folder: Path, found: pages.Found, look: Look) -> list[str]:
    """Take one picture; say so where the page is wider than its window, and what axe finds."""
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    wide, high = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    width = look.size[0]
    page.screenshot(
        path=folder / sheet.file_name(found, look),
        full_page=True,
        clip={"x": 0, "y": 0, "width": width, "height": min(high, TALLEST)},
    )
    troubles = [f"{found.path} ({look.name}): {said}" for said in complaints_in(look.scheme, page)]
    if wide > width:
        troubles.append(f"{found.path} ({look.name}) is {wide - width} px too wide")
    return troubles
