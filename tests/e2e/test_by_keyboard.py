"""A morning without the mouse: a kind word, two that can wait, one that is looked for, a question
from its claim to its end, and nothing of it loads a page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from inbox.models import Conversation
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.devices import STILL
from tests.e2e.rows import conversation_with, eventually, replies, undo_is_over
from tests.support.hub import Hub

KIND = "@lumenlakeside the lady at your front door made my whole week, thank you"
THANKS = "How kind of you, thank you. Ana"
ASKED = "@lumenlakeside is there a rack for umbrellas in your hallway"
ANSWER = "Thank you for asking, umbrellas are welcome. Ana"
FIRST, SECOND = (
    f"@lumenlakeside is the {what} by your house free on Friday" for what in ("pier", "bench")
)
TEXTS = (("bea", KIND), ("ximena", FIRST), ("ximena", SECOND), ("wen", ASKED))


def test_answered_put_off_found_and_closed(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    for person, text in TEXTS:
        hub.town.act("x_post", person=person, text=text)
    rows = {text: conversation_with(text) for _, text in TEXTS}
    ana = at_desk("Ana Alvarez", at="/inbox/?queue=all", **STILL)
    loaded: list[str] = []
    ana.page.on(
        "request", lambda asked: asked.resource_type == "document" and loaded.append(asked.url)
    )
    _praise_in_three_keys(ana)
    _two_are_put_off_and_taken_back(ana.page, ana, [rows[FIRST].pk, rows[SECOND].pk])
    _a_question_from_claim_to_close(ana, rows[ASKED])
    assert loaded == [], "all of it on one page"
    _found_by_search(ana)
    _found_by_the_palette(ana)
    assert [reply.body for reply in replies(rows[KIND])] == [THANKS]


def _praise_in_three_keys(ana: Desk) -> None:
    """o, r, the sentence, Ctrl Enter; `r` claims what nobody has."""
    press = ana.page.keyboard.press
    ana.row(KIND).focus()
    press("o")
    expect(ana.said(KIND)).to_be_visible()
    press("r")
    expect(ana.public_field).to_be_focused()
    ana.page.keyboard.type("/")
    expect(ana.composer.get_by_role("listbox", name="Snippets")).to_be_visible()
    press("Escape")
    press("Backspace")
    ana.page.keyboard.type(THANKS)
    press("Control+Enter")
    expect(ana.composer).to_contain_text("Goes out")
    undo_is_over(THANKS)


def _two_are_put_off_and_taken_back(page: Page, ana: Desk, pks: list[int]) -> None:
    press = page.keyboard.press
    press("Escape")
    for text in (FIRST, SECOND):
        ana.row(text).focus()
        press("x")
    expect(page.locator("[data-picked]")).to_have_text("2 selected")
    press("z")
    press("ArrowDown")
    press("Enter")
    expect(page.get_by_text("2 conversations snoozed.")).to_be_visible()
    asleep = Conversation.objects.using(ALIAS).filter(pk__in=pks).exclude(snoozed_until=None)
    assert asleep.count() == 2
    press("Escape")
    press("Control+z")
    expect(page.get_by_text("Taken back.")).to_be_visible()
    assert not asleep.exists()


def _a_question_from_claim_to_close(ana: Desk, row: Conversation) -> None:
    press = ana.page.keyboard.press
    ana.row(ASKED).focus()
    press("o")
    expect(ana.said(ASKED)).to_be_visible()
    press("c")
    expect(ana.step("Claimed by you")).to_be_visible()
    expect(ana.public_field).to_be_focused()
    ana.page.keyboard.type(ANSWER)
    press("Control+Enter")
    expect(ana.composer.locator(".pending")).to_contain_text("Goes out")
    undo_is_over(ANSWER)
    press("Escape")
    press("n")
    expect(ana.note_field).to_be_focused()
    ana.page.keyboard.type("The rack was new to me, too")
    press("Control+Enter")
    expect(ana.said("The rack was new to me, too")).to_be_visible()
    expect(ana.said(ANSWER)).to_be_visible()
    press("Escape")
    press("e")
    expect(ana.talk.get_by_label("What was done?")).to_be_focused()
    ana.page.keyboard.type("Told where it is")
    press("Control+Enter")
    expect(ana.thread).to_contain_text("Told where it is")
    closed = Conversation.objects.using(ALIAS).filter(pk=row.pk, state="CLOSED")
    eventually(closed.exists, "the end of it")


def _found_by_search(ana: Desk) -> None:
    """Mistyped, with an operator, and marked where it stands."""
    press = ana.page.keyboard.press
    press("Escape")
    press("/")
    expect(ana.page.locator("#search")).to_be_focused()
    ana.page.keyboard.type("from:wen umbrelas")
    marked = ana.row("rack for umbrellas").locator("mark", has_text="umbrellas")
    expect(marked).to_be_visible()
    assert "q=from" in ana.page.url
    press("Escape")
    expect(ana.page.locator("#search")).to_have_value("")


def _found_by_the_palette(ana: Desk) -> None:
    press = ana.page.keyboard.press
    press("Control+k")
    ana.page.keyboard.type("pier free friday")
    found = ana.page.get_by_role("dialog", name="Find anything")
    expect(found.get_by_role("link", name="pier")).to_be_visible()
    press("Enter")
    expect(ana.said(FIRST)).to_be_visible()
    press("?")
    expect(ana.page.get_by_role("dialog", name="Keyboard")).to_contain_text("Snooze")
