"""Many decide at once: one wins, the others are told who; what goes out is what was approved."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox import actions, approval_sweep, outbox
from inbox.actions import ReplyDraft, approvals
from inbox.actions.approvals import Shown
from inbox.actions.errors import ActionRefused
from inbox.gate import mark_of
from inbox.models import Approval, Conversation, Reply
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership
from practice_hub.roles import Role
from tests.builders import make_member
from tests.concurrency.together import at_once, bad, good
from tests.town import Town

MANY = 20
# Each a text of its own: the same words to twenty people are a form letter (A8).
WORDS = "amber birch cedar daisy elder fern ginger hazel ivy jasmine kelp lilac maple nettle olive "
WORDS += "poppy quince rowan sage thyme"
ASKED = "Thank you for telling us. May we write to you in private? Ana"
CHANGED = "We read you and would like to hear more in private, if we may. Ana"


@pytest.fixture
def ana(town: Town) -> Membership:
    return make_member(town.practice, "Ana Lind")


@pytest.fixture
def doctors(town: Town) -> list[Membership]:
    names = [f"Dr. Number {number}" for number in range(MANY)]
    return [make_member(town.practice, name, Role.PRACTITIONER) for name in names]


def worry(town: Town, number: int = 0) -> Conversation:
    known = set(Conversation.objects.values_list("pk", flat=True))
    text = f"@lumenlakeside is it normal that my lip is numb after filler? Number {number}"
    town.act("x_post", person="jo", text=text)
    town.read(town.x)
    return Conversation.objects.exclude(pk__in=known).get()


def ask(row: Conversation, who: Membership, body: str = ASKED) -> Approval:
    token = actions.claim(conversation_id=row.pk, actor=who.user, now=timezone.now()).token
    row.refresh_from_db()
    draft = ReplyDraft("PUBLIC", body, token, row.last_seq, uuid4())
    reply = actions.queue_reply(
        conversation_id=row.pk, actor=who.user, now=timezone.now(), draft=draft
    )
    return Approval.objects.select_related("reply", "conversation").get(reply=reply)


def approving(approval: Approval, who: Membership, body: str | None = None) -> Callable[[], object]:
    shown = Shown(mark_of(approval.reply), approval.conversation.last_seq)
    return partial(
        approvals.approve, approval.pk, actor=who, now=timezone.now(), shown=shown, body=body
    )


def codes(results: list[object]) -> set[str]:
    refusals = [each for each in results if isinstance(each, Exception)]
    assert {type(error) for error in refusals} <= {ActionRefused}, refusals
    return {error.code for error in refusals if isinstance(error, ActionRefused)}


def test_twenty_decide_on_one(town: Town, ana: Membership, doctors: list[Membership]) -> None:
    """Half approve, half return: one of them has decided, once."""
    approval = ask(worry(town), ana)
    fingerprint = mark_of(approval.reply)
    returning = [
        partial(
            approvals.return_draft,
            approval.pk,
            actor=doctor,
            now=timezone.now(),
            note="Warmer, please.",
            fingerprint=fingerprint,
        )
        for doctor in doctors[::2]
    ]
    results = at_once([*returning, *(approving(approval, doctor) for doctor in doctors[1::2])])
    assert len(good(results)) == 1
    assert codes(list(results)) == {"decided"}
    approval.refresh_from_db()
    status = {"APPROVED": "QUEUED", "REJECTED": "REJECTED"}[approval.status]
    assert Reply.objects.get().status == status
    assert all(approval.decided_by.first_name in str(error) for error in bad(results))  # type: ignore[union-attr]
    acts = ["approval.given", "approval.returned"]
    assert AuditEvent.objects.filter(name__in=acts).count() == 1
    assert not Alert.objects.open().filter(subject_type="approval").exists()


def test_twenty_decide_on_twenty(town: Town, ana: Membership, doctors: list[Membership]) -> None:
    """Nobody hinders anybody, and the sweep in between neither."""
    waiting = [
        ask(worry(town, number), ana, f"Thank you. May we write to you about the {word}? Ana")
        for number, word in enumerate(WORDS.split())
    ]
    deeds = [approving(each, doctor) for each, doctor in zip(waiting, doctors, strict=True)]
    sweep = partial(approval_sweep.sweep, now=timezone.now())
    assert bad(at_once([*deeds, sweep, sweep])) == []
    assert set(Approval.objects.values_list("status", flat=True)) == {"APPROVED"}
    assert set(Reply.objects.values_list("status", flat=True)) == {"QUEUED"}
    assert len(set(Approval.objects.values_list("decided_by", flat=True))) == MANY


def test_an_approval_and_the_author_who_takes_it_back(
    town: Town, ana: Membership, doctors: list[Membership]
) -> None:
    """Either it is approved and goes out as it was approved, or it is back with its author."""
    for number in range(4):
        approval = ask(worry(town, number), ana, f"{ASKED} {WORDS.split()[number]}")
        take_back = partial(
            actions.undo_reply, reply_id=approval.reply_id, actor=ana.user, now=timezone.now()
        )
        approved, taken = at_once([approving(approval, doctors[0]), take_back])
        outbox.deliver(reply_id=approval.reply_id, now=timezone.now())
        reply = Reply.objects.get(pk=approval.reply_id)
        approval.refresh_from_db()
        out = [post for post in town.answers_on_x() if post["text"].endswith(reply.body)]
        # Taking back after the approval is the author's right while it waits for its seconds.
        assert not (isinstance(approved, Exception) and isinstance(taken, Exception))
        assert len(out) == (reply.status == "SENT")
        if isinstance(taken, Exception):
            assert (approval.status, reply.status) == ("APPROVED", "SENT")
        else:
            assert (approval.status, reply.status) == ("WITHDRAWN", "WITHDRAWN")


def test_two_editors_and_one_reader(town: Town, ana: Membership, doctors: list[Membership]) -> None:
    """Three texts are approved at once: the one that won goes out, word by word, by who won."""
    approval = ask(worry(town), ana)
    texts: list[str | None] = [None, f"{CHANGED} one", f"{CHANGED} two"]
    results = at_once([approving(approval, doctors[at], body) for at, body in enumerate(texts)])
    assert len(good(results)) == 1 and codes(list(results)) <= {"decided", "changed"}
    won = next(at for at, result in enumerate(results) if not isinstance(result, Exception))
    outbox.deliver(reply_id=approval.reply_id, now=timezone.now())
    reply = Reply.objects.select_related("author").get()
    expected = texts[won] or ASKED
    assert (reply.status, reply.body) == ("SENT", expected)
    assert reply.author == (ana.user if won == 0 else doctors[won].user)
    [post] = town.answers_on_x()
    assert post["text"].endswith(expected)


def test_an_approval_and_a_new_message(
    town: Town, ana: Membership, doctors: list[Membership]
) -> None:
    """Read or not: nothing approved before the new words were seen goes out after them."""
    row = worry(town)
    approval = ask(row, ana)
    town.act("x_post", person="jo", text="@lumenlakeside now it is worse", reply_to=row.thread_id)
    approved, _ = at_once([approving(approval, doctors[0]), partial(town.read, town.x)])
    outbox.deliver(reply_id=approval.reply_id, now=timezone.now())
    row.refresh_from_db()
    approval.refresh_from_db()
    assert row.last_seq == 2
    assert town.answers_on_x() == []
    if isinstance(approved, Exception):
        assert (approval.status, Reply.objects.get().status) == ("WAITING", "AWAITING_APPROVAL")
    else:
        assert (approval.status, Reply.objects.get().status) == ("VOID", "FAILED")
