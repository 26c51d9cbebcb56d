"""A doctor between two patients: the link of a mail, one card, a thumb, the next card."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from inbox.models import Approval, Conversation, Reply
from practice_hub.alerts.models import Alert
from tests.e2e import ALIAS
from tests.e2e.axe import complaints
from tests.e2e.desk import Desk
from tests.e2e.neighbor import Neighbor
from tests.e2e.rows import conversation_with, eventually, heard, replies, undo_is_over
from tests.support.hub import Hub

STILL = {"reduced_motion": "reduce"}
PHONE = STILL | {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NUMB = "@lumenlakeside one side of my lip is numb since the filler on Friday, is this normal?"
DROOPS = "@lumenlakeside my eyelid droops since the botox on Monday, is that a side effect?"
ASKED = "We read you and would like to hear more. May we write to you in private? Ana"
SECOND = "We are listening and want to help. May we send you a private message? Ana"
CARELESS = "Your filler is still settling, the numbness in your lip is normal. Dr. Priya"
OWN = "I am a doctor here and would like to hear more. May I write to you in private? Dr. Priya"


def _wait_in_line(ana: Desk, text: str, answer: str) -> Conversation:
    """Ana answers; nothing goes out, somebody is asked."""
    row = conversation_with(text)
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.public_field.fill(answer)
    ana.press("Send for approval")
    expect(ana.composer).to_contain_text("Waiting for approval")
    assert replies(row).get().status == Reply.Status.AWAITING_APPROVAL
    return row


def _mailed(hub: Hub, row: Conversation) -> str:
    """The link of the mail about it; the mail says nothing of the person or the words."""
    approval = Approval.objects.using(ALIAS).get(conversation=row)
    alert = Alert.objects.using(ALIAS).get(subject_type="approval", subject_id=approval.pk)
    path = f"/alerts/{alert.pk}/"
    eventually(lambda: f"{hub.url}{path}" in hub.output, "the mail")
    for word in ("Lowdermilk", "numb", "hear more"):
        assert word not in hub.output
    return path


def _fits(page: Page) -> bool:
    width = page.evaluate("document.documentElement.scrollWidth")
    return bool(width <= (page.viewport_size or {"width": 0})["width"])


def test_from_the_mail_to_the_public_page(
    hub: Hub,
    at_desk: Callable[..., Desk],
    in_town: Callable[[str], Neighbor],
) -> None:
    hub.town.act("x_post", person="bea", text=NUMB)
    hub.town.act("x_post", person="ximena", text=DROOPS)
    ana = at_desk("Ana Alvarez", at=None)
    first = _wait_in_line(ana, NUMB, ASKED)
    second = _wait_in_line(ana, DROOPS, SECOND)
    link = _mailed(hub, first)
    page = at_desk("Dr. Priya Raman", at=None, **PHONE).page
    page.goto(link)
    expect(page.get_by_role("region", name="The answer to decide on")).to_contain_text(ASKED)
    expect(page.get_by_text("The privacy guard finds nothing.")).to_be_visible()
    assert _fits(page)
    assert complaints(page) == []
    _write_it_oneself(page)
    _undo_and_approve(page, first)
    _the_next_one(page, second)
    bea = in_town("Beatrix Lowdermilk")
    bea.go(f"/i/status/{first.thread_id}")
    expect(bea.card(OWN)).to_have_count(1)
    expect(bea.card(ASKED)).to_have_count(0)
    # The town shows it before the hub has booked that it is out.
    sent = eventually(lambda: replies(first).filter(status="SENT").first(), "the answer, booked")
    assert replies(first).count() == 1
    assert sent.author and sent.author.first_name == "Dr. Priya"
    assert sent.approvals.using(ALIAS).get().asked_body == ASKED


def _write_it_oneself(page: Page) -> None:
    """The guard reads along on the phone, too; a stopped text stays where it is."""
    page.get_by_role("link", name="Edit").tap()
    field = page.get_by_role("textbox", name="PUBLIC answer, your words")
    expect(field).to_have_value(ASKED)
    field.fill(CARELESS)
    expect(page.locator("#edit-check")).to_contain_text("privacy guard stop")
    page.get_by_role("button", name="Approve this").tap()
    expect(page.get_by_text("Nothing was decided.")).to_be_visible()
    expect(field).to_have_value(CARELESS)
    expect(page.get_by_label("Send it all the same, because")).to_be_visible()
    assert complaints(page) == []
    assert _fits(page)
    field.fill(OWN)
    page.get_by_role("button", name="Approve this").tap()
    expect(page.locator("#approve-done")).to_contain_text("Approved.")


def _undo_and_approve(page: Page, row: Conversation) -> None:
    """Undone: the author's words wait again; then the doctor's go out after all."""
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_role("region", name="The answer to decide on")).to_contain_text(ASKED)
    expect(page.locator("#messages")).to_contain_text("It waits for you again.")
    assert replies(row).get().status == Reply.Status.AWAITING_APPROVAL
    page.get_by_role("link", name="Edit").tap()
    page.get_by_role("textbox", name="PUBLIC answer, your words").fill(OWN)
    page.get_by_role("button", name="Approve this").tap()
    expect(page.locator("#approve-done")).to_contain_text("Approved.")
    undo_is_over(OWN)


def _the_next_one(page: Page, row: Conversation) -> None:
    """It stands there by itself and goes back with one tap on a phrase."""
    approval = Approval.objects.using(ALIAS).get(conversation=row)
    expect(page.locator("[data-card]")).to_be_visible()  # perhaps one of another test
    page.goto(f"/approve/?card={approval.pk}")
    page.locator("summary", has_text="Return").tap()
    page.get_by_role("button", name="Not right medically").tap()
    expect(page.locator("#approve-done")).to_contain_text("Returned to Ana")
    approval.refresh_from_db(using=ALIAS)
    assert (approval.status, approval.note[:19]) == ("REJECTED", "Not right medically")


def test_keys_at_a_desk_and_news_that_do_not_move_the_card(
    hub: Hub, at_desk: Callable[..., Desk]
) -> None:
    text = "@lumenlakeside there is a lump under my skin after the injection, should I worry?"
    post = hub.town.act("x_post", person="pavel", text=text)
    ana = at_desk("Ana Alvarez", at=None)
    row = _wait_in_line(ana, text, "Thank you for asking. May we write to you in private? Ana")
    approval = Approval.objects.using(ALIAS).get(conversation=row)
    page = at_desk("Dr. Priya Raman", at=None, **STILL).page
    page.goto(f"/approve/?card={approval.pk}")
    more = "And it is getting bigger"
    hub.town.act("x_post", person="pavel", text=f"@lumenlakeside {more}", reply_to=post["id"])
    heard(more)
    expect(page.get_by_text("Something changed meanwhile.")).to_be_visible()
    expect(page.get_by_text(more)).to_have_count(0)
    page.keyboard.press("a")  # what was shown is no longer all of it
    expect(page.get_by_text("Nothing was decided.")).to_be_visible()
    expect(page.get_by_role("heading", name="New since Ana wrote this")).to_be_visible()
    expect(page.get_by_text(more)).to_be_visible()
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="PUBLIC answer, your words")).to_be_focused()
    page.get_by_role("link", name="Cancel").click()
    page.wait_for_timeout(900)  # the pause after a card has changed
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Return it")).to_be_visible()
    page.keyboard.press("Escape")
    assert complaints(page) == []
    page.keyboard.press("a")
    expect(page.locator("#approve-done")).to_contain_text("Approved.")
    approval.refresh_from_db(using=ALIAS)
    assert approval.status == "APPROVED"
