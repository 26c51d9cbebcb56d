"""Twenty agents press "claim" and "send" on one conversation: one answers, the others see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from django.utils import timezone

from inbox import actions, outbox
from inbox.actions import ReplyDraft
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, Reply
from practice_hub.practices.models import User
from tests.builders import make_member
from tests.concurrency.together import at_once, bad, good
from tests.town import Town

MANY = 20
BODY = "We are sorry and will ring you today. Ana"


def claim_and_send(row: Conversation, actor: User) -> Reply:
    token = actions.claim(conversation_id=row.pk, actor=actor, now=timezone.now()).token
    return send(row, actor, token)


def send(row: Conversation, actor: User, token: int) -> Reply:
    draft = ReplyDraft("PUBLIC", BODY, token, row.last_seq, uuid4())
    return actions.queue_reply(conversation_id=row.pk, actor=actor, now=timezone.now(), draft=draft)


def take_over_and_send(row: Conversation, actor: User) -> Reply:
    """With the page that was opened before anybody answered."""
    taken = actions.take_over(
        conversation_id=row.pk, actor=actor, now=timezone.now(), reason="it is late"
    )
    return send(row, actor, taken.token)


def refusals(results: Sequence[Reply | Exception]) -> list[ActionRefused]:
    """The errors, each of which must be a refusal."""
    errors = bad(results)
    found = [error for error in errors if isinstance(error, ActionRefused)]
    assert found == errors
    return found


def test_one_of_twenty_answers(town: Town, conversation: Conversation) -> None:
    people = [make_member(town.practice, f"Person {number}").user for number in range(MANY)]
    results = at_once([partial(claim_and_send, conversation, person) for person in people])
    [reply] = good(results)
    refused = refusals(results)
    assert len(refused) == MANY - 1 and {error.code for error in refused} == {"claimed"}
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    # Who answered may write once more without reading their own answer first.
    colleagues = [person for person in people if person != reply.author]
    late = at_once([partial(take_over_and_send, conversation, person) for person in colleagues])
    assert good(late) == []
    codes = {error.code for error in refusals(late)}
    assert codes <= {"something_new", "claim_lost"} and "something_new" in codes
    news = [error for error in refusals(late) if error.code == "something_new"]
    assert all(error.context["replies"] == [reply] for error in news)
    assert Reply.objects.count() == len(town.answers_on_x()) == 1
    conversation.refresh_from_db()
    assert conversation.claim_token == 1 + len(colleagues)
