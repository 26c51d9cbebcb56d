"""What comes by itself: one stream for all pages of a browser, and nothing moves under a reader."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.conftest import EXPECTED
from tests.e2e.desk import Desk
from tests.e2e.devices import PHONE
from tests.e2e.rows import heard
from tests.support.hub import Hub

WORDS = "@lumenlakeside three calls and nobody rings me back about my refund"
LATER = "@lumenlakeside is the fountain in front of your house on again"
MISSED = "@lumenlakeside may I tie my dog to your fence"
# What a browser notes when its network is gone, beside the answers that are refusals.
GONE = (*EXPECTED, "Failed to load resource: net::ERR_", "htmx:sendError", "htmx:afterRequest")
# Neither a shared worker nor locks: the page listens for itself.
ALONE = (
    "delete window.SharedWorker; Object.defineProperty(navigator, 'locks', { value: undefined })"
)
# What the relay of all pages says to pages that have just come, one older than its stream.
GREETED = """async () => {
  const { EventSource } = window;
  window.EventSource = class { addEventListener() {} };
  const { Relay } = await import('/static/js/relay.js');
  const now = Date.now();
  const relay = new Relay(location.href, () => {}, 'practice-1:20,practice-1-READ_PRIVATE:5');
  window.EventSource = EventSource;
  const places = ['practice-1:20,practice-1-READ_PRIVATE:5',
    'practice-1:19,practice-1-READ_PRIVATE:5', 'practice-1:21,practice-1-READ_PRIVATE:6',
    'practice-1:21', ''];
  return places.map((after) => relay.greet(now, after).map(({ kind }) => kind).join(' '));
}"""
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
        each.goto("/snippets/" if each is other else "/inbox/?queue=all")
        each.evaluate("document.hasFocus = () => false")  # nobody looks
    other.set_viewport_size(PHONE)
    page.locator("#rows .row").first.hover()
    hub.town.act("x_post", person="theo", text=WORDS)
    heard(WORDS)
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
    assert other.evaluate(GREETED) == ["lost", "lost reset", "lost", "lost reset", "lost reset"]
    _nothing_calls_while_quiet(hub, ana, other)


def _nothing_calls_while_quiet(hub: Hub, ana: Desk, other: Page) -> None:
    """Asked for on one page it holds in all of them; the list goes on by itself."""
    other.goto("/account/undisturbed/")
    other.get_by_role("button", name="For 30 minutes").click()
    expect(other.get_by_text("You are not disturbed until")).to_be_visible()
    hub.town.act("x_post", person="tilda", text=LATER)
    heard(LATER)
    expect(ana.page.locator("#newbar")).to_have_text("1 new")  # the list has the focus
    expect(ana.page).to_have_title(QUIET)
    other.get_by_role("button", name="End it now").click()
    expect(other.get_by_text("You are not disturbed until")).to_have_count(0)


def test_what_came_while_the_network_was_gone(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    ana = at_desk("Ana Alvarez", at=None, expected=GONE)
    ana.page.add_init_script(ALONE)
    ana.page.goto("/inbox/?queue=all")
    ana.step_back()
    bar = ana.page.locator("#offline")
    expect(bar).to_be_hidden()
    ana.page.context.set_offline(True)
    expect(bar).to_contain_text("No connection. What you see is from")
    hub.town.act("x_post", person="nora", text=MISSED)
    heard(MISSED)
    expect(ana.row(MISSED)).to_have_count(0)
    ana.page.context.set_offline(False)
    expect(bar).to_be_hidden()
    expect(ana.row(MISSED)).to_be_visible()
