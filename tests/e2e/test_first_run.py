"""An empty practice is led by the hand, and the tour goes along without being in the way."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import complaints
from tests.e2e.desk import Desk
from tests.e2e.devices import PHONE, STILL, fits


def test_from_an_empty_inbox_to_the_setup(at_desk: Callable[..., Desk]) -> None:
    """At a desk to the setup page, and on with it on the phone."""
    page = at_desk("Charlie Bishop", has_touch=True, **STILL).page
    page.get_by_role("link", name="Go on with the setup").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set up Harbour Dental")
    page.get_by_role("button", name=re.compile("^Skip for now.*What you listen to")).click()
    expect(page.get_by_text("Skipped by Charlie Bishop")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert fits(page)
    page.get_by_role("button", name=re.compile("^Take it up again.*What you listen to")).tap()
    page.get_by_role("link", name="Invite people").tap()
    expect(page.get_by_text("Setting up: The people.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Next")).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")
    assert fits(page)


def test_the_tour_by_keyboard(at_desk: Callable[..., Desk]) -> None:
    page = at_desk("Ana Alvarez", at="/help/tour/", **STILL).page
    page.get_by_role("button", name="Show me in the inbox").click()
    card = page.get_by_role("region", name="A look around")
    expect(card).to_contain_text("1 of 6")
    assert complaints(page, "#tour") == []
    card.get_by_role("button", name="Next").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("3 of 6")
    _stands_inside(page, card)
    page.set_viewport_size(PHONE)
    page.reload()  # it goes on where it was
    expect(card).to_contain_text("3 of 6")
    _stands_inside(page, card)
    with page.expect_response("**/help/tour/end/"):
        page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.goto("/inbox/")
    expect(card).to_have_count(0)


def _stands_inside(page: Page, card: Locator) -> None:
    box, size = card.bounding_box(), page.viewport_size
    assert box and size and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
