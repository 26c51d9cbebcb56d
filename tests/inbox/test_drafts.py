"""Unsent texts: kept as typed, per person and audience, never written over unseen (issue 6)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from inbox import actions
from inbox.actions.drafts import KEPT, sweep_drafts
from inbox.models import Conversation, SavedDraft
from listening.forgetting import Reason, forget_mentions
from tests.inbox.view_desk import HTMX, ViewDesk, expire_claim, post_to
from tests.people import Person

if TYPE_CHECKING:
    from django.http import HttpResponse


def save(
    who: Person, row: Conversation, text: str, version: int = 0, **changes: Any
) -> HttpResponse:
    row.refresh_from_db()
    typed = {"audience": "PUBLIC", "text": text, "version": version, "seen_seq": row.last_seq}
    return post_to(who, row, "draft", {**typed, **changes})


def page(who: Person, row: Conversation, query: str = "") -> str:
    return who.client.get(f"/inbox/{row.pk}/{query}").content.decode()


def texts(row: Conversation) -> set[tuple[str, str, str]]:
    saved = SavedDraft.objects.filter(conversation=row).select_related("user")
    return {(draft.user.first_name, draft.audience, draft.text) for draft in saved}


def test_a_text_is_kept_per_person_and_audience_and_a_page_shows_it_again(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    assert save(ana, row, "Thank you, we")["Draft-Version"] == "1"
    assert save(ana, row, "Thank you, we look", 1)["Draft-Version"] == "2"
    assert save(ana, row, "Only for you", audience="PRIVATE").status_code == 204
    assert save(ana, row, "Ask @Ben", audience="NOTE").status_code == 204
    assert save(ben, row, "Words of Ben", audience="NOTE").status_code == 204
    shown = page(ana, row)
    for text in ("Thank you, we look</textarea>", "Only for you</textarea>", "Ask @Ben</textarea>"):
        assert text in shown
    assert 'data-draft-version="2" data-draft-saved' in shown
    assert re.search(r'value="NOTE"[^>]* checked', shown)  # where she wrote last
    assert "Words of Ben" not in shown and "Ask @Ben" not in page(ben, row)
    expire_claim(row)  # nobody's claim: it still waits for her
    assert "Your text, not sent" in page(ana, row)


def test_a_page_that_has_not_seen_the_newest_text_cannot_write_over_it(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    save(ana, row, "From the phone")
    refused = save(ana, row, "From the desk")
    assert refused.status_code == 409
    answer = refused.json()
    assert (answer["text"], answer["version"]) == ("From the phone", 1)
    # The receipt was lost on its way: the same text once more is no conflict.
    assert save(ana, row, "From the phone")["Draft-Version"] == "1"
    assert save(ana, row, "From the desk", 1)["Draft-Version"] == "2"
    assert texts(row) == {("Ana", "PUBLIC", "From the desk")}


def test_what_was_sent_is_no_draft_and_comes_back_from_no_late_save(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    save(ana, row, "Thank you. Ana")
    view_desk.queue(row, ana, "Thank you. Ana")
    late = save(ana, row, "Thank you. Ana, and", 1)
    assert late.status_code == 409
    assert "sent or emptied" in late.json()["message"]
    actions.add_note(conversation_id=row.pk, actor=ana.user, now=timezone.now(), body="Done.")
    assert save(ana, row, "Done.", audience="NOTE").status_code == 409
    assert {text for _, _, text in texts(row)} == {""}


def test_who_comes_after_is_offered_what_a_colleague_had_begun(
    ana: Person, ben: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    save(ana, row, "We are <b>sorry</b>")
    save(ana, row, "Between us", audience="PRIVATE")
    save(ana, row, "A thought of hers", audience="NOTE")
    assert "had begun" not in page(ben, row)  # she is at it
    actions.take_over(
        conversation_id=row.pk, actor=ben.user, now=timezone.now(), reason="Ana is at lunch"
    )
    offered = page(ben, row)
    assert offered.count("Ana had begun:") == 2
    assert "We are &lt;b&gt;sorry" in offered and "A thought of hers" not in offered
    draft = SavedDraft.objects.get(conversation=row, audience="PUBLIC")
    assert "We are &lt;b&gt;sorry&lt;/b&gt;</textarea>" in page(ben, row, f"?begun={draft.pk}")
    assert "</b>&lt;/textarea>" not in page(ana, row, f"?begun={draft.pk}")
    # An outside agency learns nothing of what was begun in private.
    actions.take_over(conversation_id=row.pk, actor=vera.user, now=timezone.now(), reason="Late")
    theirs = page(vera, row)
    assert theirs.count("Ana had begun:") == 1 and "Between us" not in theirs
    private = SavedDraft.objects.get(conversation=row, audience="PRIVATE")
    assert "Between us" not in page(vera, row, f"?begun={private.pk}")
    # Once it was answered, what was begun before is over.
    view_desk.answer(row, vera, "Thank you, we are on it.")
    assert "had begun" not in page(vera, row)


def test_a_text_from_yesterday_comes_with_what_has_happened_since(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    save(ana, row, "Sundays we are closed")
    view_desk.writes_again(row, "Or on Saturdays?")
    expire_claim(row)
    view_desk.answer(row, ben, "On Saturdays until noon. Ben")
    expire_claim(row)
    shown = page(ana, row)
    assert "Read it before you send." in shown
    assert 'data-seq="1"' in shown  # a page that renews itself goes on saying so
    row.refresh_from_db()
    assert row.last_seq > 1
    claimed = page(ana, row) if view_desk.claim(row, ana) else ""
    assert f'name="seen_seq" value="{row.last_seq}"' in claimed  # it has been shown by now
    assert "Or on Saturdays?" in shown and "answered: “On Saturdays until noon. Ben”" in shown


def test_who_may_not_keep_what_where(
    charlie: Person, vera: Person, ana: Person, view_desk: ViewDesk
) -> None:
    row, private = view_desk.comment(), view_desk.post()
    assert save(charlie, row, "Hello").status_code == 404
    Conversation.objects.filter(pk=private.pk).update(has_public=False)
    assert save(vera, private, "Hello").status_code == 404
    assert save(vera, row, "Hello").status_code == 204
    for audience in ("PRIVATE", "NOTE"):
        assert save(vera, row, "Hello", audience=audience).status_code == 403
    assert save(ana, row, "x" * 10_001).status_code == 422
    assert save(ana, row, "Hello", audience="ALL").status_code == 422
    assert save(ana, row, "Hello", version="-1").status_code == 422
    Conversation.objects.filter(pk=row.pk).update(is_imported=True)
    assert save(ana, row, "Hello").status_code == 422
    assert SavedDraft.objects.count() == 1


def test_unsent_words_go_with_their_conversation_and_with_time(
    ana: Person, view_desk: ViewDesk
) -> None:
    row, other = view_desk.comment(), view_desk.post()
    save(ana, row, "You write that…")
    save(ana, other, "Of another one")
    assert row.first_mention_id is not None
    forget_mentions([row.first_mention_id], reason=Reason.DELETED, at=timezone.now())
    assert texts(row) == set()
    assert save(ana, row, "You write that…", 1).status_code == 422
    sweep_drafts(now=timezone.now() + KEPT - timedelta(minutes=1))
    assert SavedDraft.objects.count() == 1
    sweep_drafts(now=timezone.now() + KEPT + timedelta(minutes=1))
    assert SavedDraft.objects.count() == 0


def test_a_refused_text_stays_in_the_field_and_is_not_taken_for_the_saved_one(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    save(ana, row, "An older text")
    form = view_desk.form(row, "A newer text")
    expire_claim(row)
    refused = post_to(ana, row, "send", form, headers=HTMX)
    assert refused.status_code == 409
    shown = refused.content.decode()
    assert "A newer text" in shown and "An older text" not in shown
