"""Mentions become conversations by author and thread; nothing is dropped (L2, A2, A14)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inbox.models import Conversation, ConversationItem, Leg, Reply
from listening.connectors.base import Audience, MediaData, MediaKind
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_practice,
    own,
    person,
    private,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> NetworkAccount:
    return make_account(make_practice())


def test_a_post_opens_a_conversation_that_waits_for_an_answer(account: NetworkAccount) -> None:
    post = said("Waited 50 minutes and nobody said sorry")
    hear(account, post)
    found = conversation_of(post)
    assert (found.state, found.is_unanswered, found.has_public) == ("NEW", True, True)
    assert found.due_at == NOON + timedelta(minutes=60)
    assert found.waiting_since == NOON
    assert found.preview == "Waited 50 minutes and nobody said sorry"
    assert AuditEvent.objects.filter(name="conversation.opened", subject_id=found.pk).count() == 1


def test_the_same_page_twice_changes_nothing(account: NetworkAccount) -> None:
    post = said()
    hear(account, post)
    before = Conversation.objects.values().get()
    hear(account, post)
    assert Conversation.objects.values().get() == before
    assert ConversationItem.objects.count() == 1


def test_two_posts_of_one_person_in_one_thread_are_one_conversation(
    account: NetworkAccount,
) -> None:
    who = person()
    first = said("first", author=who, thread_id="t")
    second = said("second", author=who, thread_id="t", posted_at=NOON + timedelta(minutes=5))
    hear(account, second, first)
    assert conversation_of(first) == conversation_of(second)
    items = ConversationItem.objects.order_by("seq").values_list("mention__text", flat=True)
    assert list(items) == ["first", "second"]
    assert conversation_of(first).waiting_since == NOON


def test_two_people_in_one_thread_are_two_conversations(account: NetworkAccount) -> None:
    first, second = said("me", thread_id="t"), said("me too", thread_id="t")
    hear(account, first, second)
    assert conversation_of(first) != conversation_of(second)


def test_posts_without_author_text_or_with_emoji_only_all_arrive(account: NetworkAccount) -> None:
    photo = MediaData(MediaKind.PHOTO, "https://example.com/cat.png")
    items = [
        said("no author", author=None, thread_id="t"),
        said("no author either", author=None, thread_id="t"),
        said("", media=(photo,)),
        said("😹😹"),
        said(""),
    ]
    hear(account, *items)
    previews = set(Conversation.objects.values_list("preview", flat=True))
    assert previews == {"no author", "no author either", "[photo]", "😹😹", "[no text]"}


def test_an_answer_written_on_the_network_stops_the_clock(account: NetworkAccount) -> None:
    post = said()
    hear(account, post)
    hear(account, own(post, "We are sorry to hear this. Ana"))
    found = conversation_of(post)
    assert (found.state, found.is_unanswered) == ("ANSWERED_PUBLICLY", False)
    assert found.first_response_seconds == 20 * 60
    reply = Reply.objects.get()
    assert (reply.via, reply.author, reply.status) == ("NATIVE", None, "SENT")


def test_post_and_native_answer_on_one_page(account: NetworkAccount) -> None:
    post = said()
    hear(account, own(post, "Thank you! Ben"), post)
    assert conversation_of(post).is_unanswered is False
    assert Reply.objects.count() == 1


def test_answer_seen_again_or_edited_counts_once(account: NetworkAccount) -> None:
    post = said()
    answer = own(post, "Thank you! Ben")
    hear(account, post, answer)
    hear(account, answer)
    hear(account, replace(answer, text="Thank you so much! Ben"))
    assert Reply.objects.exclude(purpose="EDIT").get().body == "Thank you so much! Ben"
    change = Reply.objects.get(purpose="EDIT")
    assert (change.via, change.previous_body, change.seq) == ("NATIVE", "Thank you! Ben", 0)


def test_a_page_of_its_own_posts_opens_nothing(account: NetworkAccount) -> None:
    hear(account, said("Our winter opening hours", is_own=True))
    assert not Conversation.objects.exists()


def test_a_later_word_by_the_person_is_unanswered_again(account: NetworkAccount) -> None:
    who = person()
    post = said(author=who, thread_id="t")
    answer = own(post, "We would like to hear more. Ana")
    again = said("still nothing", author=who, thread_id="t", posted_at=NOON + timedelta(hours=2))
    hear(account, post, answer)
    hear(account, again)
    found = conversation_of(post)
    assert (found.state, found.is_unanswered) == ("OPEN", True)
    assert found.due_at == NOON + timedelta(hours=4)  # two opening hours for what comes next
    assert found.first_response_seconds == 20 * 60


def test_items_in_the_wrong_order_end_the_same(account: NetworkAccount) -> None:
    """A backfill walks from new to old: an older word must not undo a later answer."""
    who = person()
    first = said("one", author=who, thread_id="t")
    middle = said("two", author=who, thread_id="t", posted_at=NOON + timedelta(minutes=10))
    answer = own(middle, "Here we are. Ana", posted_at=NOON + timedelta(minutes=30))
    hear(account, middle)
    hear(account, answer)
    hear(account, first)
    found = conversation_of(first)
    assert (found.is_unanswered, found.state) == (False, "ANSWERED_PUBLICLY")


def test_a_closed_conversation_reopens_with_a_new_interval(account: NetworkAccount) -> None:
    who = person()
    post = said(author=who, thread_id="t")
    hear(account, post)
    Conversation.objects.update(
        state="NO_REPLY_NEEDED", no_reply_reason="spam", is_unanswered=False, closed_at=NOON
    )
    later = NOON + timedelta(days=3)
    hear(account, said("hello?", author=who, thread_id="t", posted_at=later), now=later)
    found = conversation_of(post)
    assert (found.state, found.is_unanswered, found.reopened_at) == ("OPEN", True, later)
    assert found.due_at == later + timedelta(minutes=60)


def test_snooze_ends_when_the_person_writes(account: NetworkAccount) -> None:
    who = person()
    post = said(author=who, thread_id="t")
    hear(account, post)
    Conversation.objects.update(snoozed_until=NOON + timedelta(days=2))
    hear(account, said("?", author=who, thread_id="t", posted_at=NOON + timedelta(hours=1)))
    assert conversation_of(post).snoozed_until is None


def test_a_private_message_joins_the_public_matter_of_the_same_person(
    account: NetworkAccount,
) -> None:
    who = person()
    post = said(author=who)
    hear(account, post)
    message = private("my number is in the post", who)
    hear(account, message)
    found = conversation_of(post)
    assert conversation_of(message) == found
    assert (found.state, found.has_private, found.is_waiting_private) == ("IN_PRIVATE", True, True)
    leg = found.legs.get(channel=Leg.Channel.X_DM)
    assert leg.recipient_id == who.external_id


def test_a_stranger_who_writes_in_private_gets_a_conversation(account: NetworkAccount) -> None:
    who = person()
    first, second = private("hello", who), private("anyone?", who)
    hear(account, first)
    hear(account, second)
    found = conversation_of(first)
    assert conversation_of(second) == found
    assert (found.state, found.is_unanswered, found.has_public) == ("IN_PRIVATE", False, False)
    assert found.is_waiting_private is True


def test_a_private_answer_from_the_networks_own_app_is_recorded(account: NetworkAccount) -> None:
    who = person()
    hear(account, private("hello", who))
    ours = private(
        "Good morning, how can we help? Ana",
        who,
        is_own=True,
        posted_at=NOON + timedelta(minutes=50),
    )
    hear(account, ours)
    found = Conversation.objects.get()
    assert found.is_waiting_private is False
    assert Reply.objects.get().audience == Audience.PRIVATE


def test_an_edit_counts_as_something_new_and_keeps_the_earlier_text(
    account: NetworkAccount,
) -> None:
    post = said("They were lovely")
    hear(account, post)
    before = conversation_of(post)
    hear(account, replace(post, text="They were awful, never again", version_id="999999"))
    after = conversation_of(post)
    assert after.last_seq == before.last_seq + 1
    assert after.preview == "They were awful, never again"
    mention = after.items.get().mention
    assert [r.text for r in mention.revisions.all()] == ["They were lovely"]
    assert mention.edited_at is not None


def test_a_removed_post_leaves_a_tombstone_and_no_words(account: NetworkAccount) -> None:
    post = said("My secret words")
    hear(account, post)
    hear(account, gone=(post.external_id,))
    found = conversation_of(post)
    mention = found.items.get().mention
    assert (mention.text, mention.writer, mention.posted_at) == ("", None, NOON)
    assert (found.is_unanswered, found.preview, found.state) == (False, "", "CLOSED")
    assert found.gone_at == found.closed_at and found.person is None
    assert {clock.ending for clock in found.clocks.all()} == {"REMOVED"}
    assert not hasattr(mention, "raw")


def test_the_more_urgent_of_two_waiting_items_decides_the_place(account: NetworkAccount) -> None:
    who = person()
    urgent = said("My lip is turning white after the filler", author=who, thread_id="t")
    mild = said(
        "thanks for the parking tip",
        author=who,
        thread_id="t",
        posted_at=NOON + timedelta(minutes=2),
    )
    hear(account, urgent)
    rank = conversation_of(urgent).urgency_rank
    hear(account, mild)
    assert conversation_of(urgent).urgency_rank == rank
    assert conversation_of(urgent).category == "MEDICAL"


def test_another_practice_is_another_world(account: NetworkAccount) -> None:
    other = make_account(make_practice("harbour"))
    post = said()
    hear(account, post)
    hear(other, post)
    assert Conversation.objects.count() == 2
