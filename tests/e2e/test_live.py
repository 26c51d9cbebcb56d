"""What comes by itself: one stream for all pages of a browser, and nothing moves under a reader."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.support.hub import Hub

WORDS = "@lumenlakeside three calls and nobody rings me back about my refund"
CALLED = re.compile(r"^\(\d+\) ")
QUIET = re.compile(r"^[^(]")


def test_news_calls_in_every_page_and_waits_for_the_reader(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    ana = at_desk("Ana Alvarez")
    page, asked = ana.page, []
    other = page.context.new_page()
    for each in (page, other):
        each.on("request", lambda request: asked.append(request.url))
        each.goto("/snippets/" if each is other else "/inbox/")
        each.evaluate("document.hasFocus = () => false")  # nobody looks
    page.locator("#rows .row").first.hover()
    hub.town.act("x_post", person="theo", text=WORDS)
    for each in (page, other):
        expect(each).to_have_title(CALLED)
        icon = each.locator("link[rel=icon]")
        expect(icon).to_have_attribute("href", re.compile("favicon-news"))
    expect(page.locator("#newbar")).to_have_text(re.compile(r"^\d+ new$"))
    expect(ana.row(WORDS)).to_have_count(0)

    other.evaluate("document.hasFocus = () => true; window.dispatchEvent(new Event('focus'))")
    for each in (page, other):
        expect(each).to_have_title(QUIET)
    page.locator("#newbar").click()
    expect(ana.row(WORDS)).to_have_class(re.compile("unread"))
    ana.open(WORDS)
    expect(ana.row(WORDS)).not_to_have_class(re.compile("unread"))
    assert not [url for url in asked if "/events/" in url], "the worker listens for all pages"


def test_a_page_without_a_connection_says_so(at_desk: Callable[..., Desk]) -> None:
    ana = at_desk("Ana Alvarez")
    bar = ana.page.locator("#offline")
    expect(bar).to_be_hidden()
    ana.turn_network(is_on=False)
    expect(bar).to_contain_text("No connection. What you see is from")
    expect(bar).to_be_visible()
    ana.turn_network(is_on=True)
    expect(bar).to_be_hidden()
