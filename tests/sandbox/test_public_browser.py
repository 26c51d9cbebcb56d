"""The public pages in a real browser: they renew themselves and never eat what one is typing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.world import PRACTICE
from tests.sandbox.town_server import TownServer, served
from tests.support.chromium import open_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as chromium:
        yield chromium


@pytest.fixture
def town() -> Iterator[TownServer]:
    with served() as server:
        yield server


@pytest.fixture
def page(browser: Browser, town: TownServer) -> Iterator[Page]:
    context = browser.new_context(base_url=town.url)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    yield opened
    context.close()
    assert errors == []


def test_new_posts_arrive_while_somebody_is_typing(town: TownServer, page: Page) -> None:
    world = town.world
    post = town.on_loop(lambda: world.x_post("dev", "Is anybody up?"))
    page.goto("/x")
    page.get_by_label("Reply to Dev Patwary").click()
    field = page.locator(f'[data-post-id="{post.id}"] form[name="x-reply"] textarea')
    field.fill("I am, and I am still wri")
    town.on_loop(lambda: world.x_post("mo", "Me too"))
    town.on_loop(lambda: world.x_post(PRACTICE, "So are we. – Ana", reply_to=post.id))
    expect(page.locator('article[data-author="mo"]')).to_contain_text("Me too")
    expect(page.locator('article[data-practice="true"]')).to_contain_text("So are we")
    expect(field).to_be_focused()
    page.keyboard.type("ting")
    expect(field).to_have_value("I am, and I am still writing")
    page.get_by_role("button", name="Send reply: Dev Patwary").click()
    replies = [p.text for p in world.x_thread(post.id) if p.author == "jo"]
    assert replies == ["@devpatwary_lk I am, and I am still writing"]


def test_edits_and_deletions_show_by_themselves(town: TownServer, page: Page) -> None:
    world = town.world
    first = town.on_loop(lambda: world.fb_visitor_post("dev", "Frist"))
    second = town.on_loop(lambda: world.fb_visitor_post("mo", "Second"))
    page.goto("/fb")
    expect(page.locator("article")).to_have_count(2)
    town.on_loop(lambda: world.fb_edit(first.id, "First"))
    town.on_loop(lambda: world.fb_delete(second.id))
    expect(page.locator("article")).to_have_count(1)
    expect(page.locator(f'[data-post-id="{first.id}"] .card__text')).to_have_text("First")


def test_a_whole_conversation_without_javascript(browser: Browser, town: TownServer) -> None:
    context = browser.new_context(base_url=town.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/fb")
    page.get_by_label("You are", exact=True).select_option("tilda")
    page.get_by_role("button", name="Switch", exact=True).click()
    page.locator('form[name="fb-visitor-post"] textarea').fill("Is the blue door step-free?")
    page.get_by_role("button", name="Post on the page").click()
    expect(page.locator('article[data-author="tilda"]')).to_contain_text("step-free")
    page.goto("/messages")
    page.locator('form[name="messenger"] textarea').fill("Hello, it is Tilda")
    page.get_by_role("button", name="Send Messenger message").click()
    expect(page.locator(".bubble.is-mine")).to_contain_text("it is Tilda")
    assert [m.text for m in town.world.messages("tilda")] == ["Hello, it is Tilda"]
    context.close()


@pytest.mark.parametrize("path", ["/", "/x", "/fb", "/messages"])
def test_pages_fit_a_phone(town: TownServer, page: Page, path: str) -> None:
    world = town.world
    post = town.on_loop(lambda: world.fb_page_post("Hello " + "x" * 200))
    town.on_loop(lambda: world.fb_comment("jo", post.id, "y" * 200, photo="cat|A cat"))
    town.on_loop(lambda: world.x_post("jo", "@lumenlakeside " + "z" * 200, photo="lake|The lake"))
    town.on_loop(lambda: world.fb_message("jo", "w" * 300))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
