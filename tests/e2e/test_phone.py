"""At the width of a phone: the list, then the conversation, and back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

WIDTH = 390
QUESTION = "@lumenlakeside does the lift go up to your floor? " + "Long" * 30


def _fits(desk: Desk) -> bool:
    return bool(desk.page.evaluate("document.documentElement.scrollWidth") <= WIDTH)


def test_list_conversation_and_back(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="bea", text=QUESTION)
    conversation_with(QUESTION)
    ana = at_desk("Ana Alvarez", viewport={"width": WIDTH, "height": 844}, has_touch=True)
    expect(ana.row(QUESTION)).to_be_visible()
    expect(ana.talk).to_be_hidden()
    assert _fits(ana)
    ana.row(QUESTION).click()
    expect(ana.said(QUESTION)).to_be_visible()
    expect(ana.row(QUESTION)).to_be_hidden()
    assert _fits(ana)
    ana.claim()
    expect(ana.public_field).to_be_in_viewport()
    assert _fits(ana)
    ana.talk.get_by_role("link", name="Back to the list").click()
    expect(ana.row(QUESTION)).to_be_visible()
    expect(ana.talk).to_be_hidden()
    ana.page.go_back()
    expect(ana.said(QUESTION)).to_be_visible()
