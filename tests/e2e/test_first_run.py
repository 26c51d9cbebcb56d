"""An empty practice is led by the hand, and the tour goes along without being in the way."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.e2e.desk import Desk

PHONE = {"viewport": {"width": 360, "height": 780}, "has_touch": True}


def _complaints(page: Page) -> list[str]:
    """Rule, and the first element it is about."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]


def _is_fine(page: Page) -> None:
    assert _complaints(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.timeout(180)
@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, PHONE], ids=["dark", "phone"])
def test_from_an_empty_inbox_to_the_setup(
    at_desk: Callable[..., Desk], options: dict[str, object]
) -> None:
    page = at_desk("Charlie Bishop", reduced_motion="reduce", **options).page
    page.get_by_role("link", name="Go on with the setup").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Set up Harbour Dental")
    _is_fine(page)
    page.get_by_role("button", name=re.compile("^Skip for now.*What you listen to")).click()
    expect(page.get_by_text("Skipped by Charlie Bishop")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Take it up again.*What you listen to")).click()
    page.get_by_role("link", name="Invite people").click()
    expect(page.get_by_text("Setting up: The people.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Next")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sources")
    for path in ("/settings/", "/settings/voice/", "/setup/rehearsal/", "/help/", "/help/hours/"):
        page.goto(path)
        _is_fine(page)


@pytest.mark.timeout(180)
@pytest.mark.parametrize("options", [{}, PHONE], ids=["desk", "phone"])
def test_the_tour_by_keyboard(at_desk: Callable[..., Desk], options: dict[str, object]) -> None:
    page = at_desk("Ana Alvarez", reduced_motion="reduce", **options).page
    page.goto("/help/tour/")
    _is_fine(page)
    page.get_by_role("button", name="Show me in the inbox").click()
    card = page.get_by_role("region", name="A look around")
    expect(card).to_contain_text("1 of 6")
    _is_fine(page)
    card.get_by_role("button", name="Next").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("3 of 6")
    box = card.bounding_box()
    size = page.viewport_size
    assert box and size and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
    page.reload()  # it goes on where it was
    expect(card).to_contain_text("3 of 6")
    with page.expect_response("**/help/tour/end/"):
        page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.goto("/inbox/")
    expect(card).to_have_count(0)
