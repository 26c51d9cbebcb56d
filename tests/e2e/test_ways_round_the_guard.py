"""An agent tries every way round the guard; the town's public page is what tells (P1, P2, P4)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from playwright.sync_api import expect

from inbox.models import Approval, Conversation, Snippet
from tests.e2e import ALIAS
from tests.e2e.desk import Desk
from tests.e2e.neighbor import Neighbor
from tests.e2e.rows import conversation_with, eventually, replies, undo_is_over
from tests.support.hub import Hub

COMPLAINT = "@lumenlakeside left three messages and nobody ever rings me back"
WORRY = "@lumenlakeside my chin is lumpy and sore since the filler, is that normal?"
PASTED = "Sorry about your lip filler last Tuesday, we will look at your chart."
FILLED = "Your cheek filler is covered by your insurance"
POSTED = "We have you down for a Botox appointment on Friday at nine."
CHANGED = "You still owe us for the laser session you missed."
SLIPPED = "The lumps in your chin are a normal side effect of your filler."
HARMLESS = "Thank you for telling us. We are sorry to read this and look into it right away. Ana"
ASKED = "Thank you for asking us. May we write to you in private? Ana"
LEAKS = (PASTED, FILLED, POSTED, CHANGED, SLIPPED)


def _send(desk: Desk) -> None:
    desk.composer.get_by_role(
        "button", name=re.compile("^(Answer in public|Send for|See what can)")
    ).click()


def _is_stopped(desk: Desk, text: str) -> None:
    expect(desk.composer).to_contain_text("Not sent.")
    expect(desk.public_field).to_have_value(re.compile(re.escape(text[:40])))


def test_none_of_five_ways_leads_out(
    hub: Hub, at_desk: Callable[..., Desk], in_town: Callable[[str], Neighbor]
) -> None:
    hub.town.act("x_post", person="kenji", text=COMPLAINT)
    hub.town.act("x_post", person="pavel", text=WORRY)
    row, worried = conversation_with(COMPLAINT), conversation_with(WORRY)
    ana = at_desk("Ana Alvarez", at=None, reduced_motion="reduce")
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    _by_pasting(ana)
    _by_a_snippet(ana)
    _past_the_page(hub, ana, row)
    _by_changing_what_waits_to_go_out(ana)
    _after_an_approval(ana, at_desk("Dr. Leo Marchetti", at=None), worried)
    _nothing_in_town(in_town("Kenji Aramoto"), row, worried)
    assert not Snippet.objects.using(ALIAS).filter(body__contains=FILLED).exists()
    bodies = [reply.body for each in (row, worried) for reply in replies(each)]
    assert not [body for body in bodies if any(leak in body for leak in LEAKS)]
    assert [reply.status for reply in replies(worried)] == ["WITHDRAWN", "AWAITING_APPROVAL"]


def _by_pasting(ana: Desk) -> None:
    """Pasted and sent before the check while typing has said a word."""
    ana.public_field.click()
    ana.page.keyboard.insert_text(PASTED)
    _send(ana)
    _is_stopped(ana, PASTED)
    expect(ana.composer.get_by_text("Send it anyway")).to_have_count(0)


def _by_a_snippet(ana: Desk) -> None:
    """Neither as an approved one that is filled in so, nor as a new one."""
    ana.public_field.fill("")
    starts = ana.composer.locator("#starts-PUBLIC")
    starts.locator("summary").click()
    starts.get_by_role("link", name=re.compile("Sorry, and an invitation")).click()
    expect(ana.public_field).to_have_value(re.compile("what_it_means_to_us"))
    body = ana.public_field.input_value()
    filled = re.sub(r",? ?\{first_name_if_shown\}", "", body)
    filled = filled.replace("{what_it_means_to_us}", FILLED).replace("{your_name}", "Ana")
    ana.public_field.fill(filled)
    _send(ana)
    _is_stopped(ana, filled)
    form = ana.page.request.get("/snippets/new/").text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token
    answer = ana.page.request.post(
        "/snippets/new/",
        form={
            "csrfmiddlewaretoken": token[1],
            "title": "Covered",
            "audience": "PUBLIC",
            "body": f"{FILLED}. Ana",
        },
    )
    assert answer.status == 422


def _past_the_page(hub: Hub, ana: Desk, row: Conversation) -> None:
    """A POST of one's own, with everything that a leader's form would carry."""
    row.refresh_from_db(using=ALIAS)
    fields = {
        "csrfmiddlewaretoken": ana.page.locator("[name=csrfmiddlewaretoken]").first.input_value(),
        "audience": "PUBLIC",
        "purpose": "ANSWER",
        "body": POSTED,
        "claim_token": str(row.claim_token),
        "seen_seq": str(row.last_seq),
        "form_key": str(uuid.uuid4()),
    }
    send = f"{hub.url}/inbox/{row.pk}/send/"
    for more in (
        {},
        {"override_reason": "the manager said so", "press": "override"},
        {"purpose": "EDIT"},
        {"audience": "public"},
        {"purpose": "CLOSING"},
    ):
        answer = ana.page.request.post(send, form=fields | more)
        assert answer.status in (409, 422), more
    assert not replies(row).exists()


def _by_changing_what_waits_to_go_out(ana: Desk) -> None:
    ana.public_field.fill(HARMLESS)
    _send(ana)
    expect(ana.composer).to_contain_text("Goes out")
    ana.press("Undo")
    expect(ana.public_field).to_have_value(HARMLESS)
    ana.public_field.fill(f"{HARMLESS} {CHANGED}")
    _send(ana)
    _is_stopped(ana, HARMLESS)
    ana.public_field.fill(HARMLESS)
    _send(ana)
    undo_is_over(HARMLESS)
    expect(ana.said(HARMLESS)).to_be_visible()


def _after_an_approval(ana: Desk, leo: Desk, row: Conversation) -> None:
    """What was approved is those words; others are stopped, or ask anew."""
    ana.page.goto(f"/inbox/{row.pk}/")
    ana.claim()
    ana.public_field.fill(ASKED)
    ana.press("Send for approval")
    expect(ana.composer).to_contain_text("Waiting for approval")
    approval = eventually(
        lambda: Approval.objects.using(ALIAS).filter(conversation=row).first(), "the request"
    )
    leo.page.goto(f"/approve/?card={approval.pk}")
    leo.page.get_by_role("button", name=re.compile("^Approve")).click()
    expect(leo.page.locator("#approve-done")).to_contain_text("Approved.")
    ana.press("Undo")
    expect(ana.public_field).to_have_value(ASKED)
    ana.public_field.fill(f"{ASKED} {SLIPPED}")
    _send(ana)
    _is_stopped(ana, ASKED)
    ana.public_field.fill(f"{ASKED} and the team")
    ana.press("Send for approval")
    expect(ana.composer).to_contain_text("Waiting for approval")


def _nothing_in_town(kenji: Neighbor, row: Conversation, worried: Conversation) -> None:
    kenji.go(f"/i/status/{row.thread_id}")
    expect(kenji.card(HARMLESS)).to_have_count(1)
    for each in (row, worried):
        kenji.go(f"/i/status/{each.thread_id}")
        expect(kenji.card(COMPLAINT if each is row else WORRY).first).to_be_visible()
        for leak in (*LEAKS, ASKED):
            expect(kenji.page.get_by_text(leak)).to_have_count(0)
