"""Takes the pictures of the README from a running demo: `make demo` first, then `make screenshots`.

`python -m scripts.screenshots [--address http://127.0.0.1:8000] [--to docs/img]`
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.support.chromium import FLAGS, chromium_path

SETTLE_MILLISECONDS = 900
DESKTOP = (1440, 900)
PHONE = (390, 844)
REPORT = (1280, 1000)
CARELESS = (
    "Thank you for telling us, and we are sorry that you have to worry. We want to look at your "
    "lips and put this right: we write to you by noon tomorrow. Ana"
)
HANDED_IN = (
    "Thank you for telling us, and we are sorry that you have to worry. We would like to hear more "
    "and help: may we write to you here in private in the next ten minutes? Ana"
)


def main() -> int:
    options = _options()
    folder = Path(options.to)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            _take_all(browser, options.address, folder)
        except Error as error:
            reason = str(error).splitlines()[0]
            print(
                f"No pictures: is the demo running at {options.address}? {reason}", file=sys.stderr
            )
            return 1
        finally:
            browser.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    port = os.environ.get("PORT", "8000")
    parser.add_argument("--address", default=f"http://127.0.0.1:{port}")
    parser.add_argument("--to", default="docs/img")
    return parser.parse_args()


def _take_all(browser: Browser, address: str, folder: Path) -> None:
    for name, size, scheme in (
        ("inbox", DESKTOP, "light"),
        ("inbox-dark", DESKTOP, "dark"),
        ("inbox-phone", PHONE, "light"),
    ):
        page = _signed_in(browser, address, size, scheme)
        _open_worried_question(page, address)
        _shoot(page, folder / f"{name}.png")
        if name == "inbox":
            _write_carelessly(page)
            _shoot(page, folder / "guard.png")
        page.context.close()
    page = _signed_in(browser, address, DESKTOP, "light", who="Mona")
    page.goto(urljoin(address, "/sources/"), wait_until="domcontentloaded")
    _shoot(page, folder / "sources.png")
    _shoot_report(page, address, folder / "report.png")
    page.context.close()
    _hand_in(browser, address)
    for name, size, scheme in (
        ("approve-phone", PHONE, "light"),
        ("approve-phone-dark", PHONE, "dark"),
        ("approve", DESKTOP, "light"),
    ):
        page = _signed_in(browser, address, size, scheme, who="Priya")
        page.goto(urljoin(address, "/approve/"), wait_until="domcontentloaded")
        _shoot(page, folder / f"{name}.png")
        page.context.close()


def _signed_in(
    browser: Browser, address: str, size: tuple[int, int], scheme: str, who: str = "Ana"
) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(urljoin(address, "/demo/"))
    page.get_by_role("button", name=re.compile(who)).first.click()
    page.wait_for_url("**/inbox/**")
    return page


def _open_worried_question(page: Page, address: str) -> None:
    """The story of the product in one picture: a worried question, about to be answered."""
    page.goto(urljoin(address, "/inbox/?category=MEDICAL"), wait_until="domcontentloaded")
    links = page.locator("a[href^='/inbox/']").evaluate_all("all => all.map(a => a.pathname)")
    found = [path for path in links if re.fullmatch(r"/inbox/\d+/", path)]
    page.goto(urljoin(address, found[0] if found else "/inbox/"), wait_until="domcontentloaded")
    claim = page.get_by_role("button", name="Claim and answer")
    if claim.count():
        claim.first.click()
        page.get_by_role("textbox", name=re.compile("^PUBLIC")).wait_for()


def _write_carelessly(page: Page) -> None:
    """What the guard says while somebody types; nothing of it is sent."""
    page.get_by_role("textbox", name=re.compile("^PUBLIC")).press_sequentially(CARELESS)
    page.locator(".verdict.blocked").wait_for()
    page.locator("form:not(.typing) .findings").first.wait_for()


def _hand_in(browser: Browser, address: str) -> None:
    """An answer to the worried question that waits for the doctor, unless one waits already."""
    page = _signed_in(browser, address, DESKTOP, "light")
    page.goto(urljoin(address, "/inbox/?queue=approval"), wait_until="domcontentloaded")
    if page.locator(".chip", has_text="waits for").count() == 0:
        _open_worried_question(page, address)
        field = page.get_by_role("textbox", name=re.compile("^PUBLIC"))
        field.fill(HANDED_IN)
        page.get_by_role("button", name="Send for approval").click()
        page.get_by_text("Waiting for approval").first.wait_for()
    page.context.close()


def _shoot_report(page: Page, address: str, path: Path) -> None:
    """What a manager reads on Monday, with its pictures drawn."""
    page.set_viewport_size({"width": REPORT[0], "height": REPORT[1]})
    page.goto(urljoin(address, "/reports/?period=last-week"), wait_until="domcontentloaded")
    page.wait_for_function("!document.querySelector('.chart-awaited')")
    _shoot(page, path)


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    page.screenshot(path=path)
    print(path)


if __name__ == "__main__":
    raise SystemExit(main())
