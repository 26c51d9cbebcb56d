"""Between the first word and Send: counted, seen first, sent when we open, gone on in private."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e.desk import Desk
from tests.e2e.devices import PHONE, STILL, fits
from tests.e2e.rows import conversation_with, replies
from tests.support.hub import Hub

QUESTION = "@lumenlakeside which tram comes by your door on Sundays"
ANSWER = "Line seven, every ten minutes. Ana"
PRIVATELY = "Hello, which of your rooms has the north light? I would like to paint it"


def test_counted_seen_first_and_sent_at_opening(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="nora", text=QUESTION)
    row = conversation_with(QUESTION)
    ana = at_desk("Ana Alvarez", at=f"/inbox/{row.pk}/", has_touch=True, **STILL)
    ana.claim()
    _too_long(ana, row)
    _an_emoji_by_its_name(ana)
    ana.page.set_viewport_size(PHONE)  # the rest of it on the way to the train
    _seen_first(ana)
    _at_opening(ana, row)
    _taken_back(ana, row)


def _too_long(ana: Desk, row: Conversation) -> None:
    """A link counts as the network counts it; what is too much is said beside the field."""
    ana.public_field.fill(f"https://example.org/{'way' * 100} {'a' * 260}")
    expect(ana.composer.locator("#foot-PUBLIC .count")).to_have_text("4 too many")
    ana.composer.locator("#panel-PUBLIC .press").click()
    expect(ana.public_field).to_have_attribute("aria-invalid", "true")
    expect(ana.composer.locator("#panel-PUBLIC .error")).to_be_visible()
    assert not replies(row).exists()


def _an_emoji_by_its_name(ana: Desk) -> None:
    ana.public_field.fill("")
    ana.public_field.press_sequentially(ANSWER)
    ana.composer.get_by_role("button", name="Emoji").click()
    ana.page.get_by_role("combobox", name="Find an emoji by its name").fill("heart with arrow")
    ana.page.keyboard.press("Enter")
    expect(ana.public_field).to_have_value(re.compile(f"^{re.escape(ANSWER)}[^a-z]+$"))
    expect(ana.public_field).to_be_focused()


def _seen_first(ana: Desk) -> None:
    ana.press("Preview")
    preview = ana.composer.locator("#preview-PUBLIC")
    expect(preview).to_contain_text("How everyone will see it on X")
    expect(preview.locator("blockquote")).to_contain_text("which tram")
    expect(preview.locator(".words")).to_contain_text(ANSWER)
    assert fits(ana.page)


def _at_opening(ana: Desk, row: Conversation) -> None:
    later = ana.composer.locator("#later-PUBLIC")
    later.locator("summary").tap()
    later.get_by_role("button", name=re.compile("^Send at opening")).first.tap()
    expect(ana.composer.locator(".pending")).to_contain_text("it comes back to be read again")
    [reply] = replies(row)
    assert (reply.status, reply.is_scheduled) == ("QUEUED", True)
    assert fits(ana.page)


def _taken_back(ana: Desk, row: Conversation) -> None:
    ana.press("Take it back")
    expect(ana.public_field).to_have_value(re.compile(re.escape(ANSWER)))
    assert [reply.status for reply in replies(row)] == ["WITHDRAWN"]


def test_on_in_private_while_the_window_is_open(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("fb_message", person="carl", text=PRIVATELY)
    row = conversation_with(PRIVATELY)
    ana = at_desk("Ana Alvarez", at=f"/inbox/{row.pk}/", has_touch=True, **STILL)
    ana.claim()
    before = replies(row).count()
    ana.choose("PRIVATE")
    panel = ana.composer.locator("#panel-PRIVATE")
    expect(panel).to_contain_text(re.compile(r"You may write until .* \(.*(h|min|day)"))
    ana.page.set_viewport_size(PHONE)
    ana.composer.get_by_role("button", name="Go on in private").tap()
    ways = ana.page.get_by_role("dialog", name="Go on in private")
    expect(ways).to_contain_text("Plan a call")
    expect(ways).to_contain_text("Write an e-mail")
    assert fits(ana.page)
    ways.get_by_role("link", name="Ask when a call suits them").tap()
    expect(ana.private_field).to_have_value(re.compile(r"\{.+\}"))
    # What stands in braces is for a person to fill in.
    panel.locator(".press").tap()
    expect(ana.composer).to_contain_text("Not sent.")
    assert replies(row).count() == before
