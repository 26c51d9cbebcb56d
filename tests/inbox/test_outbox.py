"""The outbox against a real sandbox: nothing twice, nothing silently lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox import actions, outbox, outbox_results
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply
from listening.connectors.base import Sent
from practice_hub.practices.models import User
from tests.answering import deliver, heard, queue
from tests.builders import make_member
from tests.town import Town, limits_are_over

pytestmark = pytest.mark.django_db
SORRY = "We are sorry to hear this and want to know more. Ana"


@pytest.fixture
def ana(town: Town) -> User:
    return make_member(town.practice, "Ana Lind").user


def write(row: Conversation, actor: User, body: str = SORRY, **changes: Any) -> Reply:
    return queue(row, actor, body, **changes)


def x_complaint(
    town: Town, text: str = "@lumenlakeside waited 50 minutes, no word"
) -> Conversation:
    post = town.act("x_post", person="jo", text=text)
    return heard(town, post["id"])


def test_an_x_answer_goes_out_once_and_stops_the_clock(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = deliver(write(row, ana))
    assert reply.status == "SENT"
    assert reply.external_id in {p["id"] for p in town.answers_on_x()}
    row.refresh_from_db()
    assert (row.is_unanswered, row.state) == (False, "ANSWERED_PUBLICLY")
    deliver(reply)
    town.read()
    assert len(town.answers_on_x()) == 1
    assert Reply.objects.count() == 1


def test_a_facebook_comment_is_answered_below_it(town: Town, ana: User) -> None:
    page_post = town.act("fb_page_post", text="New opening hours")
    comment = town.act(
        "fb_comment", person="jo", parent_id=page_post["id"], text="Nobody rings back"
    )
    row = heard(town, comment["id"])
    reply = deliver(write(row, ana))
    assert reply.status == "SENT"
    below = town.act("fb_comments", post_id=page_post["id"])
    assert [c["id"] for c in below if c["author"] == "practice"] == [reply.external_id]
    town.read()
    assert Reply.objects.count() == 1


def test_dropped_after_the_network_took_it_is_found_and_not_resent(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault("drop", match={"method": "POST", "path_regex": "/2/tweets"}, when="after")
    assert deliver(reply).status == "UNCERTAIN"
    outbox.settle(reply_id=reply.pk, now=timezone.now() + timedelta(seconds=6))
    reply.refresh_from_db()
    assert reply.status == "SENT"
    assert len(town.answers_on_x()) == 1


def test_dropped_before_the_network_took_it_ends_with_a_person(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault("drop", match={"method": "POST", "path_regex": "/2/tweets"}, when="before")
    assert deliver(reply).status == "UNCERTAIN"
    for hours in range(1, 6):
        outbox.settle(reply_id=reply.pk, now=timezone.now() + timedelta(hours=hours))
    reply.refresh_from_db()
    assert (reply.status, reply.needs_person) == ("UNCERTAIN", True)
    assert town.answers_on_x() == []
    actions.settle_send_again(reply_id=reply.pk, actor=ana, now=timezone.now(), seen_seq=99)
    assert deliver(reply).status == "SENT"
    assert len(town.answers_on_x()) == 1


@pytest.mark.parametrize("is_found_first", [True, False])
def test_found_after_somebody_asked_to_send_it_again_it_is_not_sent_again(
    town: Town, ana: User, is_found_first: bool
) -> None:
    """A look was under way, or a slow sender came to its end, while a person decided."""
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault("drop", match={"method": "POST", "path_regex": "/2/tweets"}, when="after")
    assert deliver(reply).status == "UNCERTAIN"
    with pytest.raises(ActionRefused) as refused:  # the hub has not even looked itself
        actions.settle_send_again(reply_id=reply.pk, actor=ana, now=timezone.now(), seen_seq=99)
    assert refused.value.code == "still_looking"
    Reply.objects.update(settle_after=None)  # now it has, and found nothing
    actions.settle_send_again(reply_id=reply.pk, actor=ana, now=timezone.now(), seen_seq=99)
    if is_found_first:
        (out,) = town.answers_on_x()
        outbox_results.sent(reply_id=reply.pk, found=Sent(out["id"]), now=timezone.now())
    # Else the sender looks once more itself.
    assert deliver(reply).status == "SENT"
    assert len(town.answers_on_x()) == 1
    assert len(town.server.requests(path="/2/tweets$", method="POST")) == 1


def test_the_poller_may_see_our_answer_before_we_know_its_id(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault("drop", match={"method": "POST", "path_regex": "/2/tweets"}, when="after")
    deliver(reply)
    town.read()
    reply.refresh_from_db()
    assert (reply.status, Reply.objects.count()) == ("SENT", 1)
    row.refresh_from_db()
    assert row.is_unanswered is False


def test_a_person_says_that_it_went_out(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault("drop", match={"method": "POST", "path_regex": "/2/tweets"}, when="before")
    deliver(reply)
    actions.settle_as_sent(reply_id=reply.pk, actor=ana, now=timezone.now())
    row.refresh_from_db()
    assert row.is_unanswered is False


def test_a_removed_post_is_noticed_before_the_send(town: Town, ana: User) -> None:
    post = town.act("x_post", person="jo", text="@lumenlakeside hm")
    row = heard(town, post["id"])
    reply = write(row, ana)
    town.act("x_delete", post_id=post["id"])
    deliver(reply)
    assert (reply.status, reply.error_kind) == ("FAILED", "GONE")
    row.refresh_from_db()
    assert (row.is_unanswered, row.preview, row.person) == (False, "", None)
    assert town.server.requests(path="/2/tweets$", method="POST") == []


def test_something_new_in_the_undo_time_holds_the_answer_back(town: Town, ana: User) -> None:
    post = town.act("x_post", person="jo", text="@lumenlakeside hm")
    row = heard(town, post["id"])
    reply = write(row, ana)
    town.act("x_post", person="jo", text="@lumenlakeside wait, it is worse", reply_to=post["id"])
    town.read()
    deliver(reply)
    assert (reply.status, reply.error_kind) == ("FAILED", "SOMETHING_NEW")
    assert town.answers_on_x() == []
    actions.retry_reply(reply_id=reply.pk, actor=ana, now=timezone.now(), seen_seq=99)
    assert deliver(reply).status == "SENT"


def test_taken_over_in_the_undo_time_holds_the_answer_back(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    ben = make_member(town.practice, "Ben Okoro").user
    actions.take_over(conversation_id=row.pk, actor=ben, now=timezone.now(), reason="counter")
    deliver(reply)
    assert (reply.status, reply.error_kind) == ("FAILED", "CLAIM_LOST")
    assert town.answers_on_x() == []


def test_a_dead_token_holds_the_answer_and_asks_to_reconnect(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault("revoked", match={"host": "x"}, times=None)
    deliver(reply)
    town.x.refresh_from_db()
    assert (reply.status, town.x.status) == ("QUEUED", "NEEDS_RECONNECT")
    town.server.clear_faults()
    town.x.status = "CONNECTED"
    town.x.save()
    outbox.deliver(reply_id=reply.pk, now=timezone.now() + timedelta(seconds=90))
    reply.refresh_from_db()
    assert reply.status == "SENT"


def test_a_rate_limit_waits_for_its_reset(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    town.server.fault(
        "rate_limit", match={"method": "POST", "path_regex": "/2/tweets"}, reset_seconds=90
    )
    deliver(reply)
    assert reply.status == "QUEUED"
    assert reply.send_after > timezone.now() + timedelta(seconds=60)
    limits_are_over()
    outbox.deliver(reply_id=reply.pk, now=reply.send_after)
    reply.refresh_from_db()
    assert reply.status == "SENT"
    assert len(town.answers_on_x()) == 1


def test_a_refusal_by_the_network_fails_loudly_with_what_to_do(town: Town, ana: User) -> None:
    post = town.act("x_post", person="jo", text="Lumen Aesthetics is slow @lumenlakeside")
    row = heard(town, post["id"])
    reply = write(row, ana)
    town.server.fault(
        "scope_missing", match={"method": "POST", "path_regex": "/2/tweets"}, times=None
    )
    deliver(reply)
    assert reply.status == "FAILED"
    assert "Sources" in reply.error_detail or "by hand" in reply.error_detail


def test_a_worker_that_died_while_sending_is_settled_by_looking(town: Town, ana: User) -> None:
    row = x_complaint(town)
    reply = write(row, ana)
    started = outbox.begin(reply_id=reply.pk, now=timezone.now())
    assert started is not None
    later = timezone.now() + timedelta(minutes=3)
    outbox.sweep(now=later)
    reply.refresh_from_db()
    assert reply.status == "UNCERTAIN"
    assert outbox.begin(reply_id=reply.pk, now=later) is None


def test_private_on_facebook_then_messenger_in_one_conversation(town: Town, ana: User) -> None:
    post = town.act("fb_visitor_post", person="jo", text="Nobody rings me back, what a place")
    row = heard(town, post["id"])
    deliver(write(row, ana))
    row.refresh_from_db()
    message = deliver(write(row, ana, "Hello Jo, when may we ring you? Ana", audience="PRIVATE"))
    assert message.status == "SENT", message.error_detail
    town.act("fb_message", person="jo", text="Today after four, please")
    town.read()
    row.refresh_from_db()
    assert Conversation.objects.count() == 1
    assert (row.state, row.is_waiting_private) == ("IN_PRIVATE", True)
    again = deliver(write(row, ana, "We will. Ana", audience="PRIVATE"))
    assert again.status == "SENT", again.error_detail
    town.read()
    assert Reply.objects.filter(audience="PRIVATE").count() == 2


def test_private_on_x_in_one_conversation(town: Town, ana: User) -> None:
    row = x_complaint(town)
    deliver(write(row, ana))
    row.refresh_from_db()
    message = deliver(write(row, ana, "Hello Jo, when may we ring you? Ana", audience="PRIVATE"))
    assert message.status == "SENT", message.error_detail
    town.act("x_dm", sender="jo", recipient="practice", text="Today after four")
    town.read()
    row.refresh_from_db()
    assert Conversation.objects.count() == 1
    assert row.is_waiting_private is True


def test_closing_the_loop_thanks_on_the_first_post(town: Town, ana: User) -> None:
    row = x_complaint(town)
    deliver(write(row, ana))
    actions.resolve(conversation_id=row.pk, actor=ana, now=timezone.now(), outcome="Rang back")
    row.refresh_from_db()
    thanks = deliver(write(row, ana, "Thank you for telling us. Ana", purpose="CLOSING"))
    assert thanks.status == "SENT", thanks.error_detail
    row.refresh_from_db()
    assert (row.state, row.loop_closed_at is not None) == ("LOOP_CLOSED", True)
    actions.close(conversation_id=row.pk, actor=ana, now=timezone.now())


def test_a_stale_page_cannot_retry_over_something_new(town: Town, ana: User) -> None:
    post = town.act("x_post", person="jo", text="@lumenlakeside hm")
    row = heard(town, post["id"])
    reply = write(row, ana)
    seen = row.last_seq
    town.act("x_post", person="jo", text="@lumenlakeside wait, it is worse", reply_to=post["id"])
    town.read()
    deliver(reply)
    with pytest.raises(actions.ActionRefused) as caught:
        actions.retry_reply(reply_id=reply.pk, actor=ana, now=timezone.now(), seen_seq=seen)
    assert caught.value.code == "something_new"
    reply.refresh_from_db()
    assert reply.status == "FAILED"
