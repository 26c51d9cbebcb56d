"""Twenty people claim one conversation: one has it, the others are told who."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.utils import timezone

from inbox import actions
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation
from practice_hub.audit.models import AuditEvent
from tests.builders import make_member
from tests.concurrency.together import at_once, bad, good
from tests.town import Town

PEOPLE = 20


def test_one_of_twenty_wins(town: Town, conversation: Conversation) -> None:
    people = [make_member(town.practice, f"Person {number}").user for number in range(PEOPLE)]
    now = timezone.now()
    claim = partial(actions.claim, conversation_id=conversation.pk, now=now)
    results = at_once([partial(claim, actor=person) for person in people])
    [won] = good(results)
    conversation.refresh_from_db()
    assert conversation.claimed_by in people
    assert results[people.index(conversation.claimed_by)] is won
    assert conversation.claim_token == won.token == 1
    refusals = bad(results)
    assert {type(error) for error in refusals} == {ActionRefused}
    assert {error.code for error in refusals} == {"claimed"}  # type: ignore[attr-defined]
    assert all(conversation.claimed_by.name in str(error) for error in refusals)
    assert AuditEvent.objects.filter(name="conversation.claimed").count() == 1


def test_one_takes_an_expired_claim(town: Town, conversation: Conversation) -> None:
    first = make_member(town.practice, "First Holder").user
    people = [make_member(town.practice, f"Person {number}").user for number in range(PEOPLE)]
    long_ago = timezone.now() - timedelta(days=1)
    old = actions.claim(conversation_id=conversation.pk, actor=first, now=long_ago)
    claim = partial(actions.claim, conversation_id=conversation.pk, now=timezone.now())
    results = at_once([partial(claim, actor=person) for person in people])
    [won] = good(results)
    assert won.token == old.token + 1
    assert len(bad(results)) == PEOPLE - 1
