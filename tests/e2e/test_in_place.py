"""The list and the conversation beside it: what is on top, what stays, the way back, a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from inbox.models import Conversation, SavedDraft
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.devices import STILL
from tests.e2e.rows import conversation_with, eventually, replies
from tests.support.hub import Hub

QUESTION = "@lumenlakeside do you sell vouchers"
EVERYTHING = "/inbox/?queue=all"
DAY = 25 * 3_600_000  # and an hour, in milliseconds
IDS = "rows => rows.map(row => Number(row.id.slice(4)))"


def test_what_is_most_pressing_is_on_top(at_desk: Callable[..., Desk]) -> None:
    page = at_desk("Ben Okoro", at=None, **STILL).page
    page.clock.install()
    page.goto("/inbox/")
    shown = page.locator("#rows .row").evaluate_all(IDS)
    rows = Conversation.objects.using(ALIAS).in_bulk(shown)
    assert len(shown) > 3
    assert shown == sorted(shown, key=lambda pk: (rows[pk].urgency_rank, rows[pk].due_at, pk))
    first = page.locator("#rows .row > time.left").first
    said = first.inner_text()
    assert "America/New_York" in (first.get_attribute("title") or ""), "exact, in our zone"
    page.clock.fast_forward(DAY)
    expect(first).not_to_have_text(said)  # it ticks


def test_rows_stand_closely_for_who_wants_it(at_desk: Callable[..., Desk]) -> None:
    """On every page and device of theirs, and only for them."""
    page = at_desk("Ben Okoro", **STILL).page
    root = page.locator("html")
    high = page.locator("#rows .row").first.evaluate("row => row.offsetHeight")
    page.keyboard.press("y")
    expect(root).to_have_attribute("data-density", "COMPACT")
    assert page.locator("#rows .row").first.evaluate("row => row.offsetHeight") < high
    phone = page.context.new_page()
    phone.set_viewport_size({"width": 390, "height": 844})
    phone.goto("/inbox/")
    expect(phone.locator("html")).to_have_attribute("data-density", "COMPACT")
    phone.close()
    page.keyboard.press("y")
    expect(root).to_have_attribute("data-density", "COMFORTABLE")


def _top(page: Page) -> Any:
    """To within a third of a row: where a row above has become taller meanwhile, the browser moves
    the list by as much, so that what one reads stays where it is."""
    top = page.locator("#rows").evaluate("box => box.scrollTop")
    return pytest.approx(top, abs=24)


def test_back_is_where_one_was(at_desk: Callable[..., Desk]) -> None:
    page = at_desk("Ana Alvarez", at=EVERYTHING, **STILL).page
    page.locator("#rows").evaluate("box => box.scrollTo(0, 400)")
    row = page.locator("#rows .row").nth(7)
    pk = (row.get_attribute("id") or "").removeprefix("row-")
    row.evaluate("row => row.click()")  # as the mouse does: nothing is scrolled for it
    talk = page.locator("#talk [data-conversation]")
    expect(talk).to_have_attribute("data-conversation", pk)
    first, place = page.url, _top(page)
    assert place == 400
    page.keyboard.press("Shift+J")
    expect(talk).not_to_have_attribute("data-conversation", pk)
    place = _top(page)
    page.go_back()
    expect(talk).to_have_attribute("data-conversation", pk)
    assert (page.url, _top(page)) == (first, place)
    page.go_back()
    expect(page.get_by_role("heading", name="Pick a conversation")).to_be_visible()
    assert _top(page) == place
    linked = page.context.new_page()
    linked.goto(first)
    expect(linked.locator("#talk [data-conversation]")).to_have_attribute("data-conversation", pk)
    expect(linked.locator(f"#row-{pk}")).to_have_attribute("aria-current", "true")
    page.reload()
    assert _top(page) == place


def test_an_unsent_text_survives_a_crash(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    """The browser is gone, and with it all that it had kept; another one has the words."""
    hub.town.act("x_post", person="flo", text=QUESTION)
    row = conversation_with(QUESTION)
    ana = at_desk("Ana Alvarez", at=f"/inbox/{row.pk}/", **STILL)
    ana.claim()
    ana.public_field.fill("Half a sent")
    kept = SavedDraft.objects.using(ALIAS).filter(conversation_id=row.pk, text="Half a sent")
    eventually(kept.exists, "what was typed")
    ana.page.context.close()
    ana = at_desk("Ana Alvarez", at=f"/inbox/{row.pk}/", **STILL)
    expect(ana.public_field).to_have_value("Half a sent")
    assert not replies(row).exists()
    assert Conversation.objects.using(ALIAS).get(pk=row.pk).is_unanswered
