"""Two colleagues at one conversation: words outlive the network, a reload and a take-over; then
one tells a third, gives it to a role, and hands over what is in his hand, all of it on a phone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Conversation, SavedDraft
from practice_hub.alerts.models import Alert
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.devices import ON_PHONE, fits
from tests.e2e.rows import conversation_with, eventually
from tests.support.hub import Hub

QUESTION = "@lumenlakeside can my sister wait inside while I am there"
TEXT = "Of course, there is a seat for her"


def test_what_is_typed_outlives_the_network_a_reload_and_a_colleague(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    hub.town.act("x_post", person="flo", text=QUESTION)
    row = conversation_with(QUESTION)
    ana, ben = at_desk("Ana Alvarez"), at_desk("Ben Okoro", at=None, **ON_PHONE)
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.turn_network(is_on=False)
    ana.public_field.fill(TEXT)
    expect(ana.composer).to_contain_text("Kept in this browser")
    ana.turn_network(is_on=True)
    expect(ana.composer.locator(".draft-said")).to_have_text("Saved")
    saved = SavedDraft.objects.using(ALIAS).get(conversation_id=row.pk, text=TEXT)
    assert saved.user_id == row.__class__.objects.using(ALIAS).get(pk=row.pk).claimed_by_id
    ana.page.reload()
    expect(ana.public_field).to_have_value(TEXT)
    ben.page.goto(f"/inbox/{row.pk}/")
    expect(ben.composer).to_contain_text("Ana is")  # looking, or still writing
    expect(ana.composer).to_contain_text("Ben is looking.")
    ben.unfold("Take over")
    ben.page.get_by_label("Why do you take over?").fill("Ana is on the phone")
    ben.press("Take over")
    expect(ben.composer).to_contain_text("Ana had begun:")
    expect(ana.composer).to_contain_text("Ben took this over from you")
    expect(ana.composer).to_contain_text("Ana is on the phone")
    ben.composer.get_by_role("link", name="Use it").click()
    expect(ben.public_field).to_have_value(TEXT)
    _named_in_a_note(ben, row)
    _given_to_a_role_and_back(ben, row)
    _handed_over(ben, row)


def _named_in_a_note(ben: Desk, row: Conversation) -> None:
    ben.choose("Note")
    ben.note_field.press_sequentially("Could you look, @Mon")
    names = ben.page.get_by_role("listbox", name="Colleagues")
    names.get_by_role("option", name="Mona Weiss").tap()
    ben.press("Save the note")
    expect(ben.said("@Mona")).to_be_visible()
    told = Alert.objects.using(ALIAS).filter(
        kind="NOTE_MENTION", deliveries__user__name="Mona Weiss"
    )
    assert eventually(told.exists, "the alert")
    assert fits(ben.page)


def _given_to_a_role_and_back(ben: Desk, row: Conversation) -> None:
    given = Conversation.objects.using(ALIAS).filter(pk=row.pk)
    for label, role, name in (("Any practitioner", "PRACTITIONER", None), ("Nobody", "", None)):
        ben.unfold("More")
        chosen = ben.talk.get_by_label("Give it to")
        option = chosen.locator("option").filter(has_text=label).first
        chosen.select_option(option.get_attribute("value"))
        ben.press("Give it")
        eventually(given.filter(assigned_role=role, assigned_to__name=name).exists, label)


def _handed_over(ben: Desk, row: Conversation) -> None:
    ben.page.goto("/inbox/hand-over/")
    one = ben.page.locator(".hand-list li").filter(has_text=QUESTION)
    for box in ben.page.locator(".hand-list input").all():
        box.set_checked(False)
    one.get_by_role("checkbox").check()
    assert fits(ben.page)
    ben.page.get_by_label("Give them to").select_option(label="Ana Alvarez")
    ben.page.get_by_label("What should they know?").fill("Her sister is called Ida")
    ben.page.get_by_role("button", name="Hand over").tap()
    expect(ben.page.locator("#messages")).to_contain_text("Ana")
    row.refresh_from_db()
    assert row.assigned_to and row.assigned_to.name == "Ana Alvarez"
    assert row.notes.filter(body__contains="Ida").exists()
