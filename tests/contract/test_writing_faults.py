"""Sending while the network misbehaves: once, held, failed loudly, or in front of a person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from inbox import holding
from inbox.models import Reply
from listening.blocking import let_answers_go, note_block
from listening.connectors.base import FeedKind
from listening.models import NetworkAccount
from listening.refusals import SourceRefusedError
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import User
from practice_hub.roles import Role
from tests.builders import make_member
from tests.contract.fault_table import (
    CREDITS,
    FACEBOOK,
    MESSAGES_FAIL,
    SENDS_FAIL,
    SENDS_HELD,
    SENDS_LATER,
    SENDS_UNKNOWN,
    Row,
    X,
)
from tests.contract.hub import PUBLIC, all_was_read, deliver, heard, our_words, posts, settle, write
from tests.town import Town, limits_are_over, look

pytestmark = pytest.mark.django_db
_DONE_ALL_THE_SAME = {"truncated_json", "wrong_content_type", "slow"}


def is_applied(row: Row) -> bool:
    return row.kind in _DONE_ALL_THE_SAME or row.details.get("when") == "after"


def attempt(hub: Town, ana: User, row: Row, kind: FeedKind | None = None) -> Reply:
    """One answer, whose write meets the fault."""
    kind = kind or PUBLIC[row.network]
    audience = "PRIVATE" if kind is FeedKind.MESSAGES else "PUBLIC"
    reply = write(heard(hub, row.network, kind), ana, audience)
    hub.server.clear_requests()
    hub.server.fault(row.kind, match={"method": "POST"}, **row.details)
    with override_settings(HTTP_READ_TIMEOUT_SECONDS=row.patience):
        deliver(reply)
    assert len(posts(hub)) == 1
    return reply


@pytest.mark.parametrize("row", SENDS_UNKNOWN, ids=lambda row: row.name)
def test_an_answer_nobody_knows_of_is_looked_for_and_never_sent_again(
    hub: Town, ana: User, row: Row
) -> None:
    reply = attempt(hub, ana, row)
    assert (reply.status, reply.error_kind) == ("UNCERTAIN", "UNKNOWN_OUTCOME")
    settle(reply)
    if is_applied(row):
        assert [reply.status, [reply.external_id]] == ["SENT", our_words(hub)]
    else:
        assert (reply.status, reply.needs_person) == ("UNCERTAIN", True)
        assert our_words(hub) == []
    deliver(reply, timezone.now() + timedelta(days=1))
    assert len(posts(hub)) == 1


@pytest.mark.parametrize("row", SENDS_LATER, ids=lambda row: row.name)
def test_an_answer_waits_for_its_limit_and_then_goes_out_once(
    hub: Town, ana: User, row: Row
) -> None:
    before = timezone.now()
    reply = attempt(hub, ana, row)
    assert (reply.status, reply.error_kind) == ("QUEUED", "RATE_LIMIT")
    assert before < reply.send_after <= timezone.now() + timedelta(hours=1)
    deliver(reply, reply.send_after)  # a clock that jumped: the limit is closed all the same
    assert (reply.status, len(posts(hub))) == ("QUEUED", 1)
    limits_are_over()
    all_was_read(reply.send_after)
    deliver(reply, reply.send_after)
    assert (reply.status, len(posts(hub)), our_words(hub)) == ("SENT", 2, [reply.external_id])


@pytest.mark.parametrize("row", SENDS_HELD, ids=lambda row: row.name)
def test_an_answer_is_held_while_its_account_cannot_write(hub: Town, ana: User, row: Row) -> None:
    reply = attempt(hub, ana, row)
    account = NetworkAccount.objects.get(network=row.network)
    wanted = "OUT_OF_CREDITS" if row in CREDITS else "NEEDS_RECONNECT"
    assert (reply.status, account.status) == ("QUEUED", wanted)
    deliver(reply, timezone.now() + timedelta(minutes=5))
    assert (reply.status, len(posts(hub))) == ("QUEUED", 1)
    NetworkAccount.objects.update(status="CONNECTED")
    later = timezone.now() + timedelta(minutes=10)
    all_was_read(later)
    deliver(reply, later)
    assert (reply.status, len(posts(hub)), our_words(hub)) == ("SENT", 2, [reply.external_id])


@pytest.mark.parametrize("row", SENDS_FAIL, ids=lambda row: row.name)
def test_what_is_refused_fails_loudly_and_is_not_tried_again(
    hub: Town, ana: User, row: Row
) -> None:
    reply = attempt(hub, ana, row)
    if row.becomes == "DUPLICATE":  # it may be there from an earlier try
        assert reply.status == "UNCERTAIN"
        settle(reply)
    assert (reply.status, reply.error_kind) == ("FAILED", row.becomes)
    assert len(reply.error_detail.split()) > 5  # what to do, in words
    deliver(reply, timezone.now() + timedelta(days=1))
    assert (len(posts(hub)), our_words(hub)) == (1, [])


@pytest.mark.parametrize("row", MESSAGES_FAIL, ids=lambda row: row.name)
def test_a_window_that_is_over_is_known_by_its_code(hub: Town, ana: User, row: Row) -> None:
    reply = attempt(hub, ana, row, FeedKind.MESSAGES)
    assert (reply.status, reply.error_kind) == ("FAILED", row.becomes)
    assert (len(posts(hub)), our_words(hub)) == (1, [])


@pytest.mark.parametrize(
    ("code", "subcode", "stopped"),
    [
        (10, 1893063, FeedKind.MESSAGES),  # the page may not send for some time
        (368, 1390008, FeedKind.COMMENTS),  # blocked for what it wrote
    ],
)
def test_a_block_stops_what_is_written_until_a_person_agrees_and_nothing_that_is_read(
    hub: Town, ana: User, code: int, subcode: int, stopped: FeedKind
) -> None:
    mona = make_member(hub.practice, "Mona Reyes", Role.MANAGER).user
    row = Row(FACEBOOK, "error", "BLOCKED", {"code": code, "subcode": subcode})
    refused = attempt(hub, ana, row, stopped)
    assert (refused.status, refused.error_kind) == ("FAILED", "BLOCKED")
    audience = "PRIVATE" if stopped is FeedKind.MESSAGES else "PUBLIC"
    second = heard(hub, FACEBOOK, stopped, "and freckles?")  # reading goes on
    later = [deliver(write(second, ana, audience, "Yes, we do. Ana"))]
    other = FeedKind.COMMENTS if stopped is FeedKind.MESSAGES else FeedKind.MESSAGES
    audience = "PUBLIC" if other is FeedKind.COMMENTS else "PRIVATE"
    third = heard(hub, FACEBOOK, other, "and now?")
    later.append(deliver(write(third, ana, audience, "That is a good question. Ana")))
    assert all(reply.is_held and "takes no answers" in reply.error_detail for reply in later)
    assert len(posts(hub)) == 1  # nothing more was tried
    note_block(hub.facebook, now=timezone.now())  # another worker was told the same
    told = AlertDelivery.objects.filter(alert__kind=Kind.ANSWERS_BLOCKED, channel=Channel.PAGE)
    assert [row.user_id for row in told] == [mona.pk]
    assert AuditEvent.objects.filter(name="account.answers_blocked").count() == 1
    let_answers_go(account=hub.facebook, actor=mona, now=timezone.now())
    with pytest.raises(SourceRefusedError):
        let_answers_go(account=hub.facebook, actor=mona, now=timezone.now())
    assert not Alert.objects.open().filter(kind=Kind.ANSWERS_BLOCKED).exists()
    limits_are_over()
    for feed in hub.facebook.feeds.all():  # what waited goes only when its account was read
        look(feed)
    for reply in later:
        assert deliver(reply, timezone.now() + holding.LOOK_AGAIN).status == "SENT"


def test_a_rule_of_x_is_found_out_by_looking_in_any_language(hub: Town, ana: User) -> None:
    """403 without a code, in words nobody knows: our own earlier try is found, not repeated."""
    row = heard(hub, X, FeedKind.MENTIONS)
    reply = write(row, ana)
    asked = row.items.get().mention.external_id
    hub.act("x_post", person="practice", text=reply.body, reply_to=asked)
    hub.server.fault("error", match={"method": "POST"}, status=403, sentence="Nicht erlaubt.")
    assert deliver(reply).status == "UNCERTAIN"
    settle(reply)
    assert [reply.status, [reply.external_id]] == ["SENT", our_words(hub)]
