"""What must hold before an answer enters the outbox (A1, A3, A13, A15, and never answer twice)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.models import Conversation, Reply
from listening.connectors.base import CannotReply
from practice_hub.practices.models import User
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    own,
    person,
    private,
    said,
)
from tests.inbox.sending_desk import LATER, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    practice = make_practice()
    account = make_account(practice)
    post = said(can_reply_privately=True)
    hear(account, post)
    ana, ben = make_member(practice, "Ana Lind").user, make_member(practice, "Ben Okoro").user
    return Desk(account, ana, ben, post)


def refused(desk: Desk, draft: ReplyDraft, who: User | None = None) -> actions.ActionRefused:
    with pytest.raises(actions.ActionRefused) as caught:
        desk.send(draft, who)
    assert not Reply.objects.filter(status="QUEUED").exists()
    return caught.value


def test_a_public_answer_waits_so_that_it_can_be_undone(desk: Desk) -> None:
    desk.claim()
    reply = desk.send()
    assert reply.status == "QUEUED"
    assert reply.send_after == LATER + timedelta(seconds=15)
    undone = actions.undo_reply(reply_id=reply.pk, actor=desk.ana, now=LATER)
    assert (undone.status, undone.body) == ("WITHDRAWN", reply.body)
    assert desk.send().status == "QUEUED"


def test_too_late_to_undo(desk: Desk) -> None:
    desk.claim()
    reply = desk.send()
    Reply.objects.update(status="SENDING", sending_at=LATER)
    with pytest.raises(actions.ActionRefused) as caught:
        actions.undo_reply(reply_id=reply.pk, actor=desk.ana, now=LATER)
    assert caught.value.code == "too_late"


def test_the_same_form_twice_is_one_reply(desk: Desk) -> None:
    desk.claim()
    draft = desk.draft()
    assert desk.send(draft) == desk.send(draft)
    assert Reply.objects.count() == 1


def test_a_second_answer_while_one_is_on_its_way_is_refused(desk: Desk) -> None:
    desk.claim()
    desk.send()
    with pytest.raises(actions.ActionRefused) as caught:
        desk.send(desk.draft("And another thing. Ana"))
    assert caught.value.code == "in_flight"
    assert Reply.objects.count() == 1


def test_without_a_claim_or_with_a_lost_one_nothing_is_queued(desk: Desk) -> None:
    assert refused(desk, desk.draft()).code == "claim_lost"
    token = desk.claim()
    actions.take_over(conversation_id=desk.row.pk, actor=desk.ben, now=LATER, reason="counter")
    lost = refused(desk, desk.draft(claim_token=token))
    assert lost.code == "claim_lost"
    assert "Ben Okoro" in lost.message


def test_something_new_is_shown_before_it_can_be_answered(desk: Desk) -> None:
    desk.claim()
    draft = desk.draft()
    new = replace(
        said("and now it is swelling", author=desk.post.author, thread_id=desk.post.thread_id),
        posted_at=NOON + timedelta(minutes=3),
    )
    hear(desk.account, new)
    news = refused(desk, draft)
    assert news.code == "something_new"
    assert [m.text for m in news.context["items"]] == ["and now it is swelling"]


def test_a_colleagues_answer_on_the_network_is_news_too(desk: Desk) -> None:
    desk.claim()
    draft = desk.draft()
    hear(desk.account, own(desk.post, "Thank you for telling us. Ben"))
    news = refused(desk, draft)
    assert [r.body for r in news.context["replies"]] == ["Thank you for telling us. Ben"]


@pytest.mark.parametrize("body", ["", "   \n "])
def test_an_empty_answer_is_refused(desk: Desk, body: str) -> None:
    desk.claim()
    assert refused(desk, desk.draft(body)).code == "empty"


def test_length_is_counted_the_networks_way(desk: Desk) -> None:
    desk.claim()
    assert refused(desk, desk.draft("ß" * 281)).code == "too_long"
    link = "https://example.com/" + "a" * 400
    assert desk.send(desk.draft("a" * 250 + " " + link)).status == "QUEUED"


def test_an_x_post_that_did_not_name_us_is_answered_there(desk: Desk) -> None:
    stray = said("Lumin Aesthetics is so slow", cannot_reply=CannotReply.NOT_MENTIONED)
    hear(desk.account, stray)
    row = conversation_of(stray)
    actions.claim(conversation_id=row.pk, actor=desk.ana, now=LATER)
    row.refresh_from_db()
    draft = ReplyDraft("PUBLIC", "hello", row.claim_token, row.last_seq, uuid4())
    with pytest.raises(actions.ActionRefused) as caught:
        actions.queue_reply(conversation_id=row.pk, actor=desk.ana, now=LATER, draft=draft)
    assert caught.value.code == "cannot_reply"
    actions.record_answered_there(
        conversation_id=row.pk, actor=desk.ana, now=LATER, claim_token=row.claim_token, seen_seq=1
    )
    row.refresh_from_db()
    assert (row.is_unanswered, row.first_response_seconds) == (False, 5 * 60)


def test_answered_there_and_then_found_by_the_poller_is_one_answer(desk: Desk) -> None:
    token = desk.claim()
    actions.record_answered_there(
        conversation_id=desk.row.pk, actor=desk.ana, now=LATER, claim_token=token, seen_seq=1
    )
    hear(desk.account, own(desk.post, "Thank you. Ana", posted_at=NOON + timedelta(minutes=4)))
    reply = Reply.objects.get()
    assert (reply.via, reply.author, reply.external_id != "") == ("MANUAL", desk.ana, True)


def test_a_complaint_goes_private_first_only_with_a_reason(desk: Desk) -> None:
    Conversation.objects.update(category="COMPLAINT")
    desk.claim()
    draft = desk.draft("May we call you?", audience="PRIVATE")
    assert refused(desk, draft).code == "private_first"
    reply = desk.send(replace(draft, skip_public_reason="The person asked for it"))
    assert (reply.audience, reply.send_after) == ("PRIVATE", LATER)


def test_a_dm_goes_to_the_person_who_posted(desk: Desk) -> None:
    desk.claim()
    Conversation.objects.update(category="QUESTION", sentiment="NEUTRAL")
    reply = desk.send(desk.draft("Hello", audience="PRIVATE"))
    assert desk.post.author is not None
    assert reply.leg.recipient_id == desk.post.author.external_id


def test_messenger_needs_the_person_to_answer_before_a_second_message() -> None:
    practice = make_practice()
    account, ana = make_account(practice, "FACEBOOK"), make_member(practice, "Ana Lind").user
    comment = said("hm", can_reply_privately=True)
    hear(account, comment)
    desk = Desk(account, ana, ana, comment)
    desk.claim()
    desk.send(desk.draft("Hello", audience="PRIVATE", skip_public_reason="asked"))
    Reply.objects.update(status="SENT", sent_at=LATER)
    late = refused(desk, desk.draft("And?", audience="PRIVATE", skip_public_reason="asked"))
    assert late.code == "window_closed"


def test_messenger_window_by_the_clock() -> None:
    practice = make_practice()
    account, ana = make_account(practice, "FACEBOOK"), make_member(practice, "Ana Lind").user
    who = person()
    message = private("hello", who, posted_at=NOON)
    hear(account, message)
    desk = Desk(account, ana, ana, message)
    row = desk.row
    from inbox.ways import private_way

    inside = private_way(row, now=NOON + timedelta(hours=23))
    assert inside is not None and inside.can_send and not inside.uses_human_agent
    week = private_way(row, now=NOON + timedelta(days=6))
    assert week is not None and week.can_send and week.uses_human_agent
    over = private_way(row, now=NOON + timedelta(days=7, minutes=1))
    assert over is not None and not over.can_send


def test_public_thanks_come_after_resolving_and_close_the_loop(desk: Desk) -> None:
    desk.claim()
    draft = desk.draft("Thank you for your patience. Ana", purpose="CLOSING")
    assert refused(desk, draft).code == "state"
    Conversation.objects.update(category="COMPLAINT")
    with pytest.raises(actions.ActionRefused):
        actions.resolve(conversation_id=desk.row.pk, actor=desk.ana, now=LATER, outcome=" ")
    actions.resolve(
        conversation_id=desk.row.pk, actor=desk.ana, now=LATER, outcome="Rang back, all clear"
    )
    reply = desk.send(draft)
    assert reply.target is not None and reply.target.external_id == desk.post.external_id


def test_skipping_the_loop_needs_a_reason(desk: Desk) -> None:
    Conversation.objects.update(category="COMPLAINT")
    desk.claim()
    actions.resolve(conversation_id=desk.row.pk, actor=desk.ana, now=LATER, outcome="done")
    with pytest.raises(actions.ActionRefused):
        actions.skip_loop(conversation_id=desk.row.pk, actor=desk.ana, now=LATER, reason="")
    actions.skip_loop(
        conversation_id=desk.row.pk, actor=desk.ana, now=LATER, reason="They asked us not to"
    )
    assert desk.row.state == "CLOSED"
    actions.reopen(conversation_id=desk.row.pk, actor=desk.ana, now=LATER)
    assert (desk.row.state, desk.row.is_unanswered) == ("OPEN", True)


def test_no_reply_needed_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(actions.ActionRefused):
        actions.mark_no_reply_needed(
            conversation_id=desk.row.pk, actor=desk.ana, now=LATER, reason=""
        )
    actions.mark_no_reply_needed(
        conversation_id=desk.row.pk, actor=desk.ana, now=LATER, reason="Spam"
    )
    assert (desk.row.state, desk.row.is_unanswered) == ("NO_REPLY_NEEDED", False)


def test_email_and_phone_are_recorded_by_hand(desk: Desk) -> None:
    token = desk.claim()
    actions.record_private_contact(
        conversation_id=desk.row.pk,
        actor=desk.ana,
        now=LATER,
        claim_token=token,
        channel="PHONE",
        direction="OUT",
        body="Rang, left word",
    )
    assert (desk.row.state, desk.row.has_private) == ("IN_PRIVATE", True)
    assert desk.row.is_unanswered is True
    reply = Reply.objects.get()
    assert (reply.via, reply.leg.channel) == ("MANUAL", "PHONE")


def test_a_colleague_cannot_resolve_what_somebody_holds(desk: Desk) -> None:
    desk.claim()
    with pytest.raises(actions.ActionRefused) as caught:
        actions.resolve(conversation_id=desk.row.pk, actor=desk.ben, now=LATER, outcome="done")
    assert caught.value.code == "claimed"
    assert desk.row.state == "OPEN"


def test_answered_praise_closes_when_it_is_resolved(desk: Desk) -> None:
    Conversation.objects.update(category="PRAISE", sentiment="POSITIVE")
    actions.resolve(conversation_id=desk.row.pk, actor=desk.ana, now=LATER, outcome="Thanked")
    assert desk.row.state == "CLOSED"


def test_whoever_answers_keeps_it(desk: Desk) -> None:
    desk.claim()
    desk.send()
    assert desk.row.assigned_to == desk.ana


def test_the_form_of_another_conversation_is_refused(desk: Desk) -> None:
    desk.claim()
    draft = desk.draft()
    desk.send(draft)
    other = said("Another one")
    hear(desk.account, other)
    row = conversation_of(other)
    token = actions.claim(conversation_id=row.pk, actor=desk.ana, now=LATER).token
    stale = replace(draft, claim_token=token, seen_seq=1)
    with pytest.raises(actions.ActionRefused):
        actions.queue_reply(conversation_id=row.pk, actor=desk.ana, now=LATER, draft=stale)
