"""The pictures of the README."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page

from scripts.screenshots.people import DESKTOP, PHONE, Look, visit

SETTLE_MILLISECONDS = 900
REPORT = (1280, 1000)
CARELESS = (
    "Thank you for telling us, and we are sorry that you have to worry. We want to look at your "
    "lips and put this right: we write to you by noon tomorrow. Ana"
)
HANDED_IN = (
    "Thank you for telling us, and we are sorry that you have to worry. We would like to hear more "
    "and help: may we write to you here in private in the next ten minutes? Ana"
)


def take_for_readme(browser: Browser, address: str, folder: Path) -> None:
    """Write every picture that the README shows into `folder`."""
    for look in (
        Look("inbox", DESKTOP, "light"),
        Look("inbox-dark", DESKTOP, "dark"),
        Look("inbox-phone", PHONE, "light"),
    ):
        with visit(browser, address, look, "Ana") as page:
            _shoot_inbox(page, address, folder, look)
    with visit(browser, address, Look("manager", DESKTOP, "light"), "Mona") as page:
        page.goto(urljoin(address, "/sources/"), wait_until="domcontentloaded")
        _shoot(page, folder / "sources.png")
        _shoot_report(page, address, folder / "report.png")
    _hand_in(browser, address)
    for look in (
        Look("approve-phone", PHONE, "light"),
        Look("approve-phone-dark", PHONE, "dark"),
        Look("approve", DESKTOP, "light"),
    ):
        with visit(browser, address, look, "Priya") as page:
            page.goto(urljoin(address, "/approve/"), wait_until="domcontentloaded")
            _shoot(page, folder / f"{look.name}.png")


def _shoot_inbox(page: Page, address: str, folder: Path, look: Look) -> None:
    _open_worried_question(page, address)
    _shoot(page, folder / f"{look.name}.png")
    if look.name == "inbox":
        _write_carelessly(page)
        _shoot(page, folder / "guard.png")


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
    with visit(browser, address, Look("hand-in", DESKTOP, "light"), "Ana") as page:
        page.goto(urljoin(address, "/inbox/?queue=approval"), wait_until="domcontentloaded")
        if page.locator(".chip", has_text="waits for").count() == 0:
            _open_worried_question(page, address)
            field = page.get_by_role("textbox", name=re.compile("^PUBLIC"))
            field.fill(HANDED_IN)
            page.get_by_role("button", name="Send for approval").click()
            page.get_by_text("Waiting for approval").first.wait_for()


def _shoot_report(page: Page, address: str, path: Path) -> None:
    """What a manager reads on Monday, with its pictures drawn."""
    page.set_viewport_size({"width": REPORT[0], "height": REPORT[1]})
    page.goto(urljoin(address, "/reports/?period=last-week"), wait_until="domcontentloaded")
    for awaited in page.locator(".chart-awaited").all():
        awaited.wait_for(state="detached")
    _shoot(page, path)


def _shoot(page: Page, path: Path) -> None:
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    page.screenshot(path=path)
    print(path)
