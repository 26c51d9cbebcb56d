"""At the width of a phone: swipes in the list, then the conversation, and back."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from inbox.models import Conversation
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.devices import ON_PHONE, fits
from tests.e2e.rows import conversation_with, eventually
from tests.support.hub import Hub

QUESTION = "@lumenlakeside does the lift go up to your floor? " + "Long" * 30
SECOND = "@lumenlakeside and where does one leave a stroller"


def _swipe(page: Page, row: Locator, by: int) -> None:
    """A finger on the row, `by` px to the right (or to the left, where it is below zero)."""
    box = row.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = page.context.new_cdp_session(page)

    def touch(kind: str, *points: float) -> None:
        at = [{"x": point, "y": y} for point in points]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", x)
    for part in range(1, 9):
        touch("touchMove", x + by * part / 8)
    page.wait_for_timeout(150)  # a finger that comes to rest: after a fling a browser takes no tap
    touch("touchEnd")
    hand.detach()


def test_list_conversation_and_back(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="bea", text=QUESTION)
    hub.town.act("x_post", person="hamid", text=SECOND)
    rows = [conversation_with(text) for text in (QUESTION, SECOND)]
    ana = at_desk("Ana Alvarez", at="/inbox/?queue=all", **ON_PHONE)
    expect(ana.row(QUESTION)).to_be_visible()
    expect(ana.talk).to_be_hidden()
    assert fits(ana.page)
    _swiped_to_claim_and_undone(ana, rows[0])
    _swiped_to_snooze(ana, rows[1])
    ana.row(QUESTION).tap()
    expect(ana.said(QUESTION)).to_be_visible()
    expect(ana.row(QUESTION)).to_be_hidden()
    assert fits(ana.page)
    ana.claim()
    expect(ana.public_field).to_be_in_viewport()
    assert fits(ana.page)
    ana.talk.get_by_role("link", name="Back to the list").tap()
    expect(ana.row(QUESTION)).to_be_visible()
    expect(ana.talk).to_be_hidden()
    ana.page.go_back()
    expect(ana.said(QUESTION)).to_be_visible()
    ana.talk.get_by_role("link", name="Back to the list").tap()
    _to_another_queue_with_the_thumb(ana)


def _swiped_to_claim_and_undone(ana: Desk, row: Conversation) -> None:
    claimed = Conversation.objects.using(ALIAS).filter(pk=row.pk).exclude(claimed_by=None)
    _swipe(ana.page, ana.row(QUESTION), 60)  # not far enough to mean it
    _swipe(ana.page, ana.row(QUESTION), 150)
    expect(ana.page.get_by_text("1 conversation claimed.")).to_be_visible()
    assert claimed.exists()
    ana.page.locator("#messages").get_by_role("button", name="Undo").tap()
    expect(ana.page.get_by_text("Taken back.")).to_be_visible()
    assert not claimed.exists()


def _swiped_to_snooze(ana: Desk, row: Conversation) -> None:
    asleep = Conversation.objects.using(ALIAS).filter(pk=row.pk).exclude(snoozed_until=None)
    _swipe(ana.page, ana.row(SECOND), -150)
    sheet = ana.page.locator("#bulk-snooze")
    expect(sheet.get_by_text("In an hour")).to_be_visible()
    assert not asleep.exists()
    assert fits(ana.page)
    sheet.get_by_role("button", name="Snooze").tap()
    expect(ana.page.get_by_text("1 conversation snoozed.")).to_be_visible()
    eventually(asleep.exists, "its sleep")


def _to_another_queue_with_the_thumb(ana: Desk) -> None:
    bar = ana.page.get_by_role("navigation", name="Queues")
    bar.get_by_role("button", name="More").tap()
    rail = ana.page.get_by_role("navigation", name="Practice Hub")
    rail.get_by_role("link", name="Snoozed").tap()
    expect(ana.row(SECOND)).to_be_visible()
    assert fits(ana.page)
