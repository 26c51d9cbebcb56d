"""What is said in another thread of a merged conversation stops an answer, too (A9, A15)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import outbox
from inbox.actions.approvals import Shown, approve
from inbox.actions.errors import ActionRefused
from inbox.actions.merging import merge
from inbox.beside_threads import read_from, written
from inbox.models import Approval, Conversation, Reply
from tests.inbox.test_bulk import text
from tests.inbox.view_desk import HTMX, ViewDesk, expire_claim, post_to
from tests.people import Person

BODY = "On Sundays we open at noon. Ana"


def merged(view_desk: ViewDesk, who: Person) -> tuple[Conversation, Conversation]:
    """The one that is answered, claimed by `who`, and the other one."""
    here, there = view_desk.post("Do you open on Sundays?"), view_desk.comment("And by bus?")
    merge(
        conversation_id=here.pk, into_id=there.pk, actor=who.user, now=timezone.now(), reason="hers"
    )
    view_desk.claim(here, who)
    view_desk.now = timezone.now()
    return here, there


def beside(page: str) -> str:
    """What a page carries of the other threads, the same in all its forms."""
    found = set(re.findall(r'name="seen_beside" value="([^"]*)"', page))
    assert len(found) == 1 and f'data-beside="{min(found)}"' in page
    return min(found)


def told(refusal: ActionRefused) -> list[str]:
    return [item.text for item in refusal.context["items"]] + [
        reply.body for reply in refusal.context["replies"]
    ]


def test_what_came_in_another_thread_is_shown_before_anything_leaves(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    here, there = merged(view_desk, ana)
    url = f"/inbox/{here.pk}/"
    old = beside(text(ana.client.get(url)))
    assert read_from(old) == {there.pk: 1} and written(read_from(f"x {old} 9:")) == old
    form = view_desk.form(here, BODY, seen_beside=old)
    view_desk.writes_again(there, "The bus never came!")

    # The page in use learns of it and keeps its number; so does one without scripts, by a refusal.
    live = text(ana.client.get(url, {"seen": here.last_seq, "beside": old}, headers=HTMX))
    assert "wrote: “The bus never came!”" in live and 'data-news="1"' in live
    refused = post_to(ana, here, "send", form)
    page = text(refused)
    assert refused.status_code == 409 and not Reply.objects.exists()
    assert "Something new arrived" in page and page.count("The bus never came!") > 1
    assert BODY in page and beside(page) != old

    # It was read: it goes, and rests on what was read.
    sent = post_to(ana, here, "send", {**form, "seen_beside": beside(page)}, headers=HTMX)
    reply = Reply.objects.get()
    assert sent.status_code == 200 and reply.seen_beside == {str(there.pk): 2}
    later = timezone.now() + timedelta(minutes=1)
    view_desk.writes_again(there, "Nor the next one")
    assert outbox.begin(reply_id=reply.pk, now=later) is None
    reply.refresh_from_db()
    assert (reply.status, reply.error_kind) == ("FAILED", "SOMETHING_NEW")

    # A second try is no way around it; having read it is.
    again = f"/inbox/replies/{reply.pk}/retry/"
    stale = {"seen_seq": here.last_seq, "seen_beside": beside(page)}
    assert "Nor the next one" in text(ana.client.post(again, stale, headers=HTMX))
    reply.refresh_from_db()
    assert reply.status == "FAILED"
    fresh = beside(text(ana.client.get(url)))
    ana.client.post(again, {**stale, "seen_beside": fresh}, headers=HTMX)
    expire_claim(there)
    view_desk.answer(there, ana, "We are sorry about the bus. Ana")  # one's own is no news
    assert outbox.begin(reply_id=reply.pk, now=later) is not None


def test_who_answers_there_counts_and_what_is_private_there_says_nothing_outside(
    ana: Person, ben: Person, vera: Person, view_desk: ViewDesk
) -> None:
    here, there = merged(view_desk, ana)
    seen = beside(text(ana.client.get(f"/inbox/{here.pk}/")))
    form = view_desk.form(here, BODY, seen_beside=seen)
    view_desk.answer(there, ben, "Line 5 stops at our door. Ben")
    refused = post_to(ana, here, "send", form, headers=HTMX)
    assert refused.status_code == 409 and "Ben Okoro answered" in text(refused)

    Conversation.objects.filter(pk=there.pk).update(has_public=False)
    there.items.get().mention.__class__.objects.filter(inbox_item__conversation=there).update(
        audience="PRIVATE"
    )
    Reply.objects.filter(conversation=there).update(audience="PRIVATE")
    expire_claim(here)
    view_desk.claim(here, vera)
    page = text(vera.client.get(f"/inbox/{here.pk}/"))
    assert "seen_beside" not in page
    view_desk.writes_privately(there, "my number is 555 0100")
    sent = post_to(vera, here, "send", view_desk.form(here, BODY), headers=HTMX)
    assert sent.status_code == 200
    reply = Reply.objects.get(conversation=here)
    view_desk.writes_privately(there, "hello?")
    if reply.status == "QUEUED":
        later = timezone.now() + timedelta(minutes=1)
        assert outbox.begin(reply_id=reply.pk, now=later) is not None


def test_who_approves_decides_with_all_of_it_before_their_eyes(
    ana: Person, priya: Person, view_desk: ViewDesk
) -> None:
    here, there = merged(view_desk, ana)
    Conversation.objects.filter(pk=here.pk).update(is_medical=True)
    seen = beside(text(ana.client.get(f"/inbox/{here.pk}/")))
    post_to(ana, here, "send", view_desk.form(here, BODY, seen_beside=seen))
    approval = Approval.objects.select_related("reply").get()
    card = f"/approve/?card={approval.pk}"
    before = text(priya.client.get(card))
    assert "New since" not in before
    mark = re.findall(r"mark=([^\"]+)", before)[0]
    view_desk.writes_again(there, "We wait since Friday")
    pulse = priya.client.get("/approve/pulse/", {"card": approval.pk, "mark": mark})
    assert pulse.status_code == 200 and "Something changed meanwhile" in text(pulse)
    shown = text(priya.client.get(card))
    assert "New since Ana" in shown and "We wait since Friday" in shown
    with pytest.raises(ActionRefused) as refused:
        approve(
            approval.pk,
            actor=priya.membership,
            now=timezone.now(),
            shown=Shown(approval.fingerprint, here.last_seq, read_from(seen)),
        )
    assert refused.value.code == "something_new" and told(refused.value) == ["We wait since Friday"]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', shown))
    priya.client.post(f"/approve/{approval.pk}/approve/", fields)
    approval.refresh_from_db()
    assert approval.status == "APPROVED"
    assert Reply.objects.get().seen_beside == {str(there.pk): 2}


def test_an_agency_is_given_no_number_that_private_words_raise(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    """Nor is it refused for them; what is new in public stops its answer as everybody's."""
    here, there = view_desk.comment("And by bus?"), view_desk.post("Do you open on Sundays?")
    merge(
        conversation_id=here.pk, into_id=there.pk, actor=ana.user, now=view_desk.now, reason="hers"
    )
    view_desk.claim(here, vera)
    url = f"/inbox/{here.pk}/"
    before = beside(text(vera.client.get(url)))
    view_desk.writes_privately(there, "my number is 555 0100")
    there.refresh_from_db()
    assert there.last_seq == 2 and there.has_private
    assert beside(text(vera.client.get(url))) == before == f"{there.pk}:1"
    assert f'data-beside="{there.pk}:2"' in text(ana.client.get(url)), "the practice's own are"

    view_desk.writes_again(there, "And by tram?")
    form = view_desk.form(here, BODY, seen_beside=before)
    refused = post_to(vera, here, "send", form, headers=HTMX)
    assert refused.status_code == 409 and "And by tram?" in text(refused)
    assert "555 0100" not in text(refused)
    again = form | {"seen_beside": beside(text(refused))}
    assert post_to(vera, here, "send", again, headers=HTMX).status_code == 200


def test_an_answer_that_stands_alone_keeps_nothing_of_others(
    ana: Person, view_desk: ViewDesk
) -> None:
    reply = view_desk.queue(view_desk.post(), ana, BODY)
    assert Reply.objects.filter(pk=reply.pk, seen_beside__isnull=True).exists(), "no JSON null"


def test_a_waiting_draft_tells_an_agency_nothing_of_private_words(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    Conversation.objects.filter(pk=row.pk).update(is_medical=True)
    assert view_desk.queue(row, vera, BODY).status == "AWAITING_APPROVAL"
    url, news = f"/inbox/{row.pk}/", "Something came in since"
    view_desk.writes_privately(row, "my number is 555 0100")
    said = text(vera.client.get(url))
    assert "Waiting for approval" in said and news not in said
    assert news in text(ana.client.get(url))
    view_desk.writes_again(row, "And by tram?")
    assert news in text(vera.client.get(url))
