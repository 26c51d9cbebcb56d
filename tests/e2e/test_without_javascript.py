"""The acts of a day with JavaScript switched off: plain forms, plain pages."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Conversation
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.devices import PHONE, fits
from tests.e2e.rows import (
    conversation_with,
    eventually,
    heard,
    replies,
    told,
    undo_is_over,
)
from tests.support.hub import Hub

QUESTION = "@lumenlakeside when does the desk open on Sundays, asking for my aunt"
ANSWER = "On Sundays we are closed; on Mondays from nine. Ana"
HASTY = "On Sundays we are clsed. Ana"
FIRST = "@lumenlakeside who waters the two olive trees by your stairs"
BESIDE = "@lumenlakeside and whose red bicycle stands there every day"
SECOND = "@lumenlakeside the ivy on your wall is lovely by the way, who cuts it"


def test_claim_undo_answer_note_and_resolve(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    hub.town.act("x_post", person="pavel", text=QUESTION)
    row = conversation_with(QUESTION)
    # Among all: what others left unanswered on this hub may fill the first page of that queue.
    ana = at_desk("Ana Alvarez", at="/inbox/?queue=all", java_script_enabled=False)
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


def test_several_at_once_merged_and_split(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    post = hub.town.act("x_post", person="theo", text=FIRST)["id"]
    hub.town.act("x_post", person="theo", text=SECOND)
    hub.town.act("x_post", person="theo", text=BESIDE, reply_to=post)
    heard(BESIDE)
    first, second = (conversation_with(text) for text in (FIRST, SECOND))
    ana = at_desk("Ana Alvarez", at="/inbox/?queue=all", java_script_enabled=False)
    _snoozed_together_and_taken_back(ana, [first, second])
    _merged(ana, first)
    _split(ana, first)
    for row in (first, second):
        row.refresh_from_db()
    assert first.matter is not None and first.matter == second.matter
    apart = Conversation.objects.using(ALIAS).filter(items__mention__text=BESIDE)
    assert apart.get().pk not in (first.pk, second.pk)


def _snoozed_together_and_taken_back(ana: Desk, rows: list[Conversation]) -> None:
    asleep = Conversation.objects.using(ALIAS).filter(pk__in=[row.pk for row in rows])
    asleep = asleep.exclude(snoozed_until=None)
    for row in rows:
        ana.page.locator(f"#pick-{row.pk}").check()
    bulk = ana.page.locator("#bulk")
    bulk.locator("#bulk-snooze summary").click()
    bulk.get_by_label("In three hours").check()
    bulk.locator("#bulk-snooze").get_by_role("button", name="Snooze").click()
    expect(ana.page.get_by_text("2 conversations snoozed.")).to_be_visible()
    assert asleep.count() == 2
    ana.page.get_by_role("button", name="Undo").click()
    expect(ana.page.get_by_text("Taken back.")).to_be_visible()
    assert not asleep.exists()


def _merged(ana: Desk, row: Conversation) -> None:
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.unfold("More")
    ana.talk.get_by_role("link", name="Merge into…").click()
    ana.page.get_by_role("link").filter(has_text="the ivy on your wall").click()
    expect(ana.page.get_by_role("heading", name="What will happen")).to_be_visible()
    ana.page.get_by_role("button", name="Merge", exact=True).click()
    expect(ana.page.get_by_text("2 threads as one.")).to_be_visible()
    expect(ana.said(SECOND)).to_be_visible()


def _split(ana: Desk, row: Conversation) -> None:
    ana.page.goto(f"/inbox/{row.pk}/split/")
    ana.page.get_by_role("checkbox", name=BESIDE[15:]).check()
    ana.page.get_by_role("button", name="Split", exact=True).click()
    expect(ana.said(BESIDE)).to_be_visible()
    expect(ana.said(FIRST)).to_have_count(0)


def test_put_off_on_a_phone(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    """Sent at opening, gone on in private, snoozed, kept as a view, handed over."""
    text = "@lumenlakeside may my daughter draw your facade for school"
    hub.town.act("x_post", person="kenji", text=text)
    row = conversation_with(text)
    phone = {"viewport": PHONE, "has_touch": True, "java_script_enabled": False}
    ana = at_desk("Ana Alvarez", at=f"/inbox/{row.pk}/", **phone)
    ana.claim()
    _at_opening(ana, row)
    _snoozed(ana, row)
    _kept_as_a_view(ana)
    ana.page.goto(f"/inbox/{row.pk}/in-private/")
    expect(ana.page.get_by_role("link", name="Plan a call")).to_be_visible()
    assert fits(ana.page)
    _handed_over(ana, row, text)


def _at_opening(ana: Desk, row: Conversation) -> None:
    ana.public_field.fill("With pleasure, the light is best at noon. Ana")
    ana.composer.locator("#later-PUBLIC summary").tap()
    ana.composer.get_by_role("button", name="Send at opening").first.tap()
    expect(ana.composer.locator(".pending")).to_contain_text("it comes back to be read again")
    assert [reply.is_scheduled for reply in replies(row)] == [True]
    ana.press("Take it back")
    expect(ana.public_field).to_have_value("With pleasure, the light is best at noon. Ana")
    assert fits(ana.page)


def _snoozed(ana: Desk, row: Conversation) -> None:
    ana.unfold("Snooze")
    ana.talk.get_by_role("button", name="In three hours").tap()
    expect(ana.talk.get_by_text("Snoozed until")).to_be_visible()
    row.refresh_from_db()
    assert row.snoozed_until is not None
    assert fits(ana.page)


def _kept_as_a_view(ana: Desk) -> None:
    ana.page.goto("/inbox/?queue=all&q=facade")
    ana.page.locator("#save-view > summary").tap()
    ana.page.get_by_label("Save this view as").fill("Drawings")
    with ana.page.expect_navigation():
        ana.page.locator("#save-view").get_by_role("button", name="Save").tap()
    ana.page.goto("/inbox/views/")
    ana.page.get_by_role("link", name="Drawings").first.tap()
    expect(ana.row("may my daughter draw")).to_be_visible()
    assert "q=facade" in ana.page.url
    assert fits(ana.page)


def _handed_over(ana: Desk, row: Conversation, text: str) -> None:
    ana.page.goto("/inbox/hand-over/")
    for box in ana.page.locator(".hand-list input").all():
        box.set_checked(False)
    ana.page.locator(".hand-list li").filter(has_text=text).get_by_role("checkbox").check()
    ana.page.get_by_label("Give them to").select_option(label="Ben Okoro")
    ana.page.get_by_role("button", name="Hand over").tap()
    expect(ana.page.locator("#messages")).to_contain_text("Ben")
    row.refresh_from_db()
    assert row.assigned_to and row.assigned_to.name == "Ben Okoro"
