"""Networks tell things late, out of order and in pieces; the end is always the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from inbox import actions
from inbox.models import Conversation, ConversationItem, Leg, Reply
from listening.models import Author, Mention, NetworkAccount
from practice_hub.audit.models import AuditEvent
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

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=3)


@pytest.fixture
def account() -> NetworkAccount:
    return make_account(make_practice())


@pytest.fixture
def ana(account: NetworkAccount) -> User:
    return make_member(account.practice, "Ana Lind").user


def test_an_answer_that_comes_before_its_question_is_found(account: NetworkAccount) -> None:
    post = said()
    hear(account, own(post, "We are sorry to hear this. Ana"))
    assert Reply.objects.count() == 0
    hear(account, post)
    found = conversation_of(post)
    assert (found.state, found.is_unanswered) == ("ANSWERED_PUBLICLY", False)
    assert found.first_response_seconds == 20 * 60
    assert Reply.objects.get().via == "NATIVE"
    hear(account, said("and one more thing", author=post.author, thread_id=post.thread_id))
    assert Reply.objects.count() == 1


def test_a_private_answer_that_comes_before_its_question_is_found(account: NetworkAccount) -> None:
    who = person()
    question = private("Do you have a place on Monday?", who)
    answer = private(
        "Yes, at ten.",
        who,
        is_own=True,
        author=person(1, "Lumen"),
        posted_at=question.posted_at + timedelta(minutes=5),
    )
    hear(account, answer)
    hear(account, question)
    assert conversation_of(question).is_waiting_private is False
    assert Reply.objects.get().body == "Yes, at ten."
    hear(account, private("Thanks!", who, posted_at=question.posted_at + timedelta(minutes=9)))
    assert Reply.objects.count() == 1
    assert conversation_of(question).is_waiting_private is True


def test_an_older_post_that_comes_later_is_the_beginning(account: NetworkAccount) -> None:
    who = person()
    second = said("second", author=who, thread_id="t", posted_at=NOON + timedelta(minutes=30))
    first = said("first", author=who, thread_id="t")
    hear(account, second)
    hear(account, own(second, "Thank you! Ana"))
    hear(account, first)
    found = conversation_of(first)
    assert found.started_at == NOON
    assert found.first_mention == Mention.objects.get(text="first")
    assert found.first_response_seconds == 50 * 60


def test_what_the_person_reopens_is_no_longer_resolved(account: NetworkAccount, ana: User) -> None:
    who = person()
    post = said("Nobody rings me back", author=who, thread_id="t")
    hear(account, post)
    hear(account, own(post, "We are sorry to hear this. Ana"))
    row = conversation_of(post)
    actions.resolve(conversation_id=row.pk, actor=ana, now=LATER, outcome="Rang them")
    hear(account, said("still nobody", author=who, thread_id="t", posted_at=LATER), now=LATER)
    row.refresh_from_db()
    assert (row.state, row.resolved_at, row.reopened_at) == ("OPEN", None, LATER)
    event = AuditEvent.objects.get(name="conversation.reopened")
    assert (event.actor, event.subject_id) == (None, row.pk)


def test_a_private_word_reopens_what_was_resolved(account: NetworkAccount, ana: User) -> None:
    who = person()
    post = said("Nobody rings me back", author=who, thread_id="t")
    hear(account, post)
    row = conversation_of(post)
    actions.resolve(conversation_id=row.pk, actor=ana, now=LATER, outcome="Rang them")
    hear(account, private("still nobody", who, posted_at=LATER), now=LATER)
    row.refresh_from_db()
    assert (row.state, row.resolved_at, row.reopened_at) == ("IN_PRIVATE", None, LATER)


def test_what_is_closed_by_resolving_waits_for_nothing(account: NetworkAccount, ana: User) -> None:
    post = said("What does a facial cost?")
    hear(account, post)
    Conversation.objects.update(category="PRICE")
    row = conversation_of(post)
    actions.resolve(conversation_id=row.pk, actor=ana, now=LATER, outcome="Told on the phone")
    row.refresh_from_db()
    assert (row.state, row.is_unanswered, row.waiting_since) == ("CLOSED", False, None)


def test_what_the_network_withholds_at_first_sight_opens_nothing(account: NetworkAccount) -> None:
    post = said("words that were taken back")
    hear(account, post, gone=(post.external_id,))
    assert not ConversationItem.objects.exists()
    assert not Mention.objects.filter(text__contains="taken back").exists()
    assert not Author.objects.exists()


def test_a_message_to_another_handle_is_answered_from_that_handle(account: NetworkAccount) -> None:
    other = make_account(account.practice)
    who = person()
    post = said(author=who)
    hear(account, post)
    message = private("Hello there", who)
    hear(other, message)
    assert conversation_of(message) != conversation_of(post)
    assert Leg.objects.get(channel="X_DM").account == other


def test_messages_without_a_thread_do_not_mix_people(account: NetworkAccount) -> None:
    first = private("one", person(), thread_id="")
    second = private("two", person(), thread_id="")
    hear(account, first, second)
    assert conversation_of(first) != conversation_of(second)


def test_an_answer_to_an_earlier_version_finds_the_post(account: NetworkAccount) -> None:
    post = said("first words")
    hear(account, post)
    edited = replace(post, version_id=f"{post.external_id}1", text="second words")
    hear(account, edited)
    hear(account, replace(edited, version_id=f"{post.external_id}2", text="third words"))
    hear(account, own(post, "Thank you! Ana", parent_id=f"{post.external_id}1"))
    assert conversation_of(post).is_unanswered is False


def _queued(row: Conversation, actor: User, body: str) -> Reply:
    token = actions.claim(conversation_id=row.pk, actor=actor, now=LATER).token
    row.refresh_from_db()
    draft = actions.ReplyDraft("PUBLIC", body, token, row.last_seq, uuid4())
    return actions.queue_reply(conversation_id=row.pk, actor=actor, now=LATER, draft=draft)


def test_the_poller_gives_the_id_to_the_reply_that_is_out(
    account: NetworkAccount, ana: User
) -> None:
    post = said()
    hear(account, post)
    row = conversation_of(post)
    refused = _queued(row, ana, "Thank you! Ana")
    Reply.objects.filter(pk=refused.pk).update(status="FAILED")  # refused before any call
    sending = _queued(row, ana, "Thank you! Ana")
    Reply.objects.filter(pk=sending.pk).update(status="SENDING", sending_at=LATER)
    hear(account, own(post, "Thank you! Ana", posted_at=LATER))
    assert Reply.objects.get(pk=refused.pk).status == "FAILED"
    assert Reply.objects.get(pk=sending.pk).status == "SENT"


def test_what_a_person_saw_on_the_network_is_not_found_as_a_second_answer(
    account: NetworkAccount, ana: User
) -> None:
    post = said()
    hear(account, post)
    reply = _queued(conversation_of(post), ana, "Thank you! Ana")
    Reply.objects.filter(pk=reply.pk).update(status="UNCERTAIN", sending_at=LATER)
    actions.settle_as_sent(reply_id=reply.pk, actor=ana, now=LATER)
    hear(account, own(post, "Thank you! Ana", external_id="4712", posted_at=LATER))
    assert Reply.objects.get().external_id == "4712"
