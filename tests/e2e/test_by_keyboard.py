"""A morning without the mouse: one kind word, two that can wait, and somebody who is looked for."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with
from tests.support.hub import Hub

KIND = "@lumenlakeside the lady at your front door made my whole week, thank you"
FIRST, SECOND = (
    f"@lumenlakeside is the {what} by your house free on Friday" for what in ("pier", "bench")
)


def test_answered_put_off_and_found(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    for person, text in (("bea", KIND), ("ximena", FIRST), ("ximena", SECOND)):
        hub.town.act("x_post", person=person, text=text)
    rows = [conversation_with(text) for text in (FIRST, SECOND)]
    ana = at_desk("Ana Alvarez")
    press = ana.page.keyboard.press

    ana.row(KIND).focus()
    press("o")
    expect(ana.said(KIND)).to_be_visible()
    press("r")  # nobody has it: this claims it, too
    expect(ana.public_field).to_be_focused()
    ana.page.keyboard.type("/")
    expect(ana.composer.get_by_role("listbox", name="Snippets")).to_be_visible()
    press("Escape")
    press("Backspace")
    ana.page.keyboard.type("How kind of you. Come by for a lemonade.")
    press("Control+Enter")
    expect(ana.composer).to_contain_text("Goes out")

    press("Escape")
    for text in (FIRST, SECOND):
        ana.row(text).focus()
        press("x")
    press("z")
    press("ArrowDown")
    press("Enter")
    expect(ana.page.get_by_text("2 conversations snoozed.")).to_be_visible()
    press("Escape")
    press("Control+z")
    expect(ana.page.get_by_text("Taken back.")).to_be_visible()
    asleep = Conversation.objects.using(ALIAS).exclude(snoozed_until=None)
    assert not asleep.filter(pk__in=[row.pk for row in rows]).exists()

    press("Control+k")
    ana.page.keyboard.type("pier free friday")
    expect(ana.page.get_by_role("dialog").get_by_role("link", name="pier")).to_be_visible()
    press("Enter")
    expect(ana.said(FIRST)).to_be_visible()
    press("?")
    expect(ana.page.get_by_role("dialog", name="Keyboard")).to_contain_text("Snooze")
