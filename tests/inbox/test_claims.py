"""Claims: a lease with a fencing token; two people never hold the same conversation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from inbox import actions
from inbox.models import Conversation
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import User
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    said,
)

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=900)


@pytest.fixture
def desk(settings: object) -> tuple[Conversation, User, User]:
    settings.CLAIM_LEASE_SECONDS = LEASE.total_seconds()  # type: ignore[attr-defined]
    practice = make_practice()
    post = said()
    hear(make_account(practice), post)
    ana, ben = make_member(practice, "Ana Lind").user, make_member(practice, "Ben Okoro").user
    return conversation_of(post), ana, ben


def test_a_claim_opens_it_and_gives_a_token(desk: tuple[Conversation, User, User]) -> None:
    row, ana, _ = desk
    taken = actions.claim(conversation_id=row.pk, actor=ana, now=NOON)
    row.refresh_from_db()
    assert (row.state, row.claimed_by, row.claim_token) == ("OPEN", ana, taken.token)
    assert row.claim_expires_at == NOON + LEASE


def test_a_colleague_is_refused_and_told_who(desk: tuple[Conversation, User, User]) -> None:
    row, ana, ben = desk
    actions.claim(conversation_id=row.pk, actor=ana, now=NOON)
    with pytest.raises(actions.ActionRefused) as refused:
        actions.claim(conversation_id=row.pk, actor=ben, now=NOON + timedelta(minutes=1))
    assert refused.value.code == "claimed"
    assert "Ana Lind" in refused.value.message


def test_an_expired_claim_is_free_and_the_old_token_is_fenced(
    desk: tuple[Conversation, User, User],
) -> None:
    row, ana, ben = desk
    old = actions.claim(conversation_id=row.pk, actor=ana, now=NOON)
    later = NOON + LEASE
    new = actions.claim(conversation_id=row.pk, actor=ben, now=later)
    assert new.token > old.token
    with pytest.raises(actions.ActionRefused):
        actions.renew_claim(conversation_id=row.pk, actor=ana, now=later, token=old.token)


def test_claiming_again_renews_and_keeps_the_token(desk: tuple[Conversation, User, User]) -> None:
    row, ana, _ = desk
    first = actions.claim(conversation_id=row.pk, actor=ana, now=NOON)
    again = actions.claim(conversation_id=row.pk, actor=ana, now=NOON + timedelta(minutes=5))
    assert again.token == first.token
    assert again.expires_at == NOON + timedelta(minutes=5) + LEASE


def test_take_over_needs_a_reason_and_leaves_a_trace(
    desk: tuple[Conversation, User, User],
) -> None:
    row, ana, ben = desk
    actions.claim(conversation_id=row.pk, actor=ana, now=NOON)
    with pytest.raises(actions.ActionRefused):
        actions.take_over(conversation_id=row.pk, actor=ben, now=NOON, reason="  ")
    actions.take_over(conversation_id=row.pk, actor=ben, now=NOON, reason="Ana is at the counter")
    row.refresh_from_db()
    assert row.claimed_by == ben
    event = AuditEvent.objects.get(name="conversation.taken_over")
    assert event.details["reason"] == "Ana is at the counter"
    assert event.details["taken_from"] == ana.pk


def test_release_with_an_old_token_does_not_free_a_colleagues_claim(
    desk: tuple[Conversation, User, User],
) -> None:
    row, ana, ben = desk
    old = actions.claim(conversation_id=row.pk, actor=ana, now=NOON)
    actions.take_over(conversation_id=row.pk, actor=ben, now=NOON, reason="urgent")
    actions.release(conversation_id=row.pk, actor=ana, now=NOON, token=old.token)
    row.refresh_from_db()
    assert row.claimed_by == ben


def test_only_members_can_be_assigned(desk: tuple[Conversation, User, User]) -> None:
    row, ana, ben = desk
    actions.assign(conversation_id=row.pk, actor=ana, now=NOON, assignee=ben)
    row.refresh_from_db()
    assert row.assigned_to == ben
    charlie = make_member(make_practice("harbour"), "Charlie Roe").user
    with pytest.raises(actions.ActionRefused):
        actions.assign(conversation_id=row.pk, actor=ana, now=NOON, assignee=charlie)
