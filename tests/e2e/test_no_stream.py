"""News without the stream: the page looks by itself, and goes on where it was once there is one."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import EXPECTED
from tests.e2e.desk import Desk
from tests.e2e.rows import heard
from tests.support.hub import Hub

WORDS = "@lumenlakeside is the side door locked after six"
LATER = "@lumenlakeside may we take pictures in your garden"
SLEPT = "@lumenlakeside do you have a lost and found box"
# No worker that a test could not reach: the page listens for itself.
ALONE = "delete window.SharedWorker; delete window.BroadcastChannel"
REFUSED = (*EXPECTED, "Failed to load resource: the server responded with a status of 502")
SLOWLY = "News comes a little later than usual: this page looks every 30 seconds."


def _in_seconds(page: Page, seconds: int) -> None:
    page.clock.fast_forward(seconds * 1000)


def test_a_dead_stream_is_made_up_for_by_looking(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    """As behind a proxy whose stream server is gone: every request for it is refused."""
    ana = at_desk("Ana Alvarez", at=None, expected=REFUSED)
    page, tries = ana.page, []

    def refuse(route: Route) -> None:
        tries.append(route.request.url)
        route.fulfill(status=502)

    page.context.route("**/events/**", refuse)
    page.add_init_script(ALONE)
    page.clock.install()
    page.goto("/inbox/?queue=all")
    ana.step_back()
    bar = page.locator("#offline")
    _in_seconds(page, 5)
    expect(bar).to_have_text(SLOWLY)
    hub.town.act("x_post", person="theo", text=WORDS)
    heard(WORDS)
    expect(ana.row(WORDS)).to_have_count(0)
    _in_seconds(page, 30)
    expect(ana.row(WORDS)).to_be_visible()
    expect(bar).to_have_text(SLOWLY)
    assert tries

    page.context.unroute("**/events/**")
    _in_seconds(page, 11)
    expect(bar).to_be_hidden()
    hub.town.act("x_post", person="nora", text=LATER)
    heard(LATER)
    expect(ana.row(LATER)).to_be_visible()


def test_a_worker_that_ended_is_replaced(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    """A browser may end it while its pages sleep; they come back and find another one."""
    ana = at_desk("Ana Alvarez", at=None)
    page = ana.page
    page.clock.install()
    page.goto("/inbox/?queue=all")
    ana.step_back()
    bar = page.locator("#offline")
    _in_seconds(page, 6)
    expect(bar).to_be_hidden()
    assert _ended_workers(page) == 1
    for kind in ("pagehide", "pageshow"):
        page.evaluate(f"dispatchEvent(new PageTransitionEvent('{kind}', {{ persisted: true }}))")
    _in_seconds(page, 11)
    hub.town.act("x_post", person="bea", text=SLEPT)
    heard(SLEPT)
    expect(ana.row(SLEPT)).to_be_visible()
    expect(bar).to_be_hidden()
    assert _workers(page), "the news came through it"


def _workers(page: Page) -> list[str]:
    browser = page.context.browser
    assert browser is not None
    tool = browser.new_browser_cdp_session()
    found = tool.send("Target.getTargets")["targetInfos"]
    tool.detach()
    return [str(each["targetId"]) for each in found if each["type"] == "shared_worker"]


def _ended_workers(page: Page) -> int:
    browser, found = page.context.browser, _workers(page)
    assert browser is not None
    tool = browser.new_browser_cdp_session()
    for target in found:
        tool.send("Target.closeTarget", {"targetId": target})
    tool.detach()
    return len(found)
