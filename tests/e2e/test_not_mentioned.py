"""A post that only names the practice: found by search, answered on X itself, recorded here."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.neighbor import Neighbor
from tests.e2e.rows import conversation_with, heard, mention_with, told
from tests.support.hub import Hub

BEHIND_THE_BACK = "Lumen Aesthetics lost my booking twice now, not going back"
WRITTEN_THERE = "We are sorry, please send us a message. Ana"


def test_answered_there(
    hub: Hub, at_desk: Callable[..., Desk], in_town: Callable[[str], Neighbor]
) -> None:
    ana, oskar = at_desk("Ana Alvarez"), in_town("Oskar Brandvold")
    oskar.post_on_x(BEHIND_THE_BACK)
    heard(BEHIND_THE_BACK)
    expect(ana.row(BEHIND_THE_BACK)).to_be_visible()
    row = conversation_with(BEHIND_THE_BACK)
    assert row.is_unanswered
    [reason] = mention_with(BEHIND_THE_BACK).reasons.select_related("feed__term")
    assert (reason.feed.kind, reason.feed.term.query) == ("SEARCH", '"Lumen Aesthetics"')
    ana.open(BEHIND_THE_BACK)
    ana.claim()
    expect(ana.composer).to_contain_text("X lets an app answer only people who named or quoted")
    expect(ana.talk.get_by_role("button", name="Answer in public")).to_have_count(0)
    _opens_on_x(ana)
    ana.composer.get_by_role("textbox", name="What was answered on X").fill(WRITTEN_THERE)
    ana.press("I answered there")
    expect(ana.said(WRITTEN_THERE)).to_contain_text("recorded by hand")
    row.refresh_from_db()
    assert (row.is_unanswered, row.state) == (False, "ANSWERED_PUBLICLY")
    assert row.first_answered_at is not None
    assert told(row) == [("PUBLIC", "ANSWER", "MANUAL", "SENT")]
    assert not [p for p in hub.town.state()["x_posts"] if p["text"] == WRITTEN_THERE]


def _opens_on_x(ana: Desk) -> None:
    with ana.page.expect_popup() as opened:
        ana.composer.get_by_role("link", name="Open on X").click()
    expect(opened.value.get_by_role("article").filter(has_text=BEHIND_THE_BACK)).to_be_visible()
    opened.value.close()
