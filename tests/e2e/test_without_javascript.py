"""The main acts with JavaScript switched off: plain forms, plain pages."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.rows import conversation_with, eventually, replies, told, undo_is_over
from tests.support.hub import Hub

QUESTION = "@lumenlakeside when does the desk open on Sundays, asking for my aunt"
ANSWER = "On Sundays we are closed; on Mondays from nine. Ana"
HASTY = "On Sundays we are clsed. Ana"


def test_claim_undo_answer_note_and_resolve(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="pavel", text=QUESTION)
    row = conversation_with(QUESTION)
    ana = at_desk("Ana Alvarez", java_script_enabled=False)
    ana.row(QUESTION).click()
    expect(ana.said(QUESTION)).to_be_visible()
    ana.claim()
    ana.answer(HASTY)
    ana.press("Undo")
    expect(ana.public_field).to_have_value(HASTY)
    ana.public_field.fill(ANSWER)
    ana.press("Answer in public")
    expect(ana.composer).to_contain_text("Goes out")
    ana.note("The aunt comes on Mondays")
    undo_is_over(ANSWER)
    eventually(lambda: replies(row).filter(status="SENT").exists(), "the sent answer")
    ana.page.goto(f"/inbox/{row.pk}/")
    expect(ana.said(ANSWER)).to_be_visible()
    ana.resolve("Opening hours told")
    row.refresh_from_db()
    # A question leaves no loop to close in public.
    assert (row.state, row.outcome) == ("CLOSED", "Opening hours told")
    assert told(row) == [
        ("PUBLIC", "ANSWER", "API", "WITHDRAWN"),
        ("PUBLIC", "ANSWER", "API", "SENT"),
    ]
    assert [note.body for note in row.notes.all()] == ["The aunt comes on Mondays"]


def test_search_and_filters(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    text = "@lumenlakeside a parrot sits on your sign"
    hub.town.act("x_post", person="nora", text=text)
    conversation_with(text)
    ana = at_desk("Ana Alvarez", at="/inbox/?queue=all", java_script_enabled=False)
    ana.page.get_by_role("searchbox", name="Search posts, answers, notes and people").fill(
        "parrot sits"
    )
    ana.page.keyboard.press("Enter")
    expect(ana.row(text)).to_be_visible()
    assert "q=parrot" in ana.page.url and "queue=all" in ana.page.url
