"""What holds for a conversation at every moment, whatever happened before."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db import transaction

from inbox.clocks import follow_one
from inbox.domain.guard import Verdict
from inbox.gate import mark_of, read_guard, wanted_of
from inbox.models import Approval, Clock, Conversation, Reply
from inbox.outbox import Outgoing
from practice_hub.audit.models import AuditEvent
from tests.property.network import FakeTruth

_MAY_BE_OUT = {"SENDING", "UNCERTAIN", "SENT"}
_TAKEN = ["conversation.claimed", "conversation.taken_over"]


def axes_are_legal(row: Conversation, now: datetime) -> None:
    """State, claim, answers in flight: each on its own, none against another."""
    if row.is_ended:
        assert not row.is_unanswered, f"{row.state} and still unanswered"
    assert (row.waiting_since is not None) >= row.is_unanswered
    assert (row.claimed_by_id is None) == (row.claim_expires_at is None)
    assert row.has_public or not row.is_unanswered
    assert (row.closed_at is not None) >= (row.state == "CLOSED")
    flying = Counter(row.replies.in_flight().values_list("audience", flat=True))
    assert max(flying.values(), default=0) <= 1, "two answers in flight to one audience"
    assert row.snoozed_until is None or not row.is_ended, "an ended one sleeps"


def may_leave(sending: Outgoing, now: datetime) -> None:
    """Right before the call: approved as it is, the guard lets it pass, and its time has come."""
    reply = Reply.objects.select_related("leg", "target", "author").get(pk=sending.reply_id)
    row = Conversation.objects.select_related("practice", "account", "author").get(
        pk=reply.conversation_id
    )
    assert sending.body == reply.body
    assert reply.goes_out_at is None or reply.goes_out_at <= now, "before its time"
    assert reply.goes_out_at is None or not row.is_ended, "on into a talk that was ended"
    for given in Approval.objects.filter(reply=reply, status=Approval.Status.APPROVED):
        assert given.fingerprint == mark_of(reply), "an approval covers other words"
    guard, _ = read_guard(row, wanted_of(reply))
    assert reply.audience == "PRIVATE" or guard.verdict != Verdict.BLOCKED, "blocked and leaving"


def answers_are_out_once(row: Conversation, truth: FakeTruth) -> None:
    """None twice, none lost, none out that its row does not know of."""
    for reply in row.replies.filter(via=Reply.Via.API):
        times = truth.out[reply.pk]
        assert times <= 1, f"reply {reply.pk} went out {times} times"
        if reply.status == Reply.Status.SENT:
            assert times == 1 and truth.words[reply.pk] == reply.body
        if times:
            assert reply.status in _MAY_BE_OUT, f"out, and its row says {reply.status}"


def numbers_are_in_order(row: Conversation) -> None:
    """What happened outwardly is numbered, each once."""
    items = list(row.items.values_list("seq", flat=True))
    answers = list(row.replies.filter(status="SENT", edits=None).values_list("seq", flat=True))
    numbers = [*items, *answers]
    assert len(set(numbers)) == len(numbers), sorted(numbers)
    assert max(numbers, default=0) <= row.last_seq


def clocks_follow(row: Conversation, now: datetime) -> None:
    """Comparing the clocks with the row once more changes nothing; each kind runs once."""
    before = _clocks(row)
    running = Counter((kind, audience) for _, kind, audience, _, stopped in before if not stopped)
    assert max(running.values(), default=0) <= 1, running
    with transaction.atomic():
        follow_one(row, at=now)
    assert _clocks(row) == before, "the clocks did not follow the last act"


def _clocks(row: Conversation) -> list[tuple[object, ...]]:
    fields = ("pk", "kind", "audience", "started_at", "stopped_at")
    return list(Clock.objects.filter(conversation=row).order_by("pk").values_list(*fields))


def acts_are_audited(row: Conversation) -> None:
    """Every token, every try and every ending has its audit row."""
    events = AuditEvent.objects.filter(subject_type="conversation", subject_id=row.pk)
    tokens = events.filter(name__in=_TAKEN).values_list("details__token", flat=True)
    assert sorted(tokens) == list(range(1, row.claim_token + 1))
    acts: dict[int, Counter[str]] = {}
    replies = events.filter(name__startswith="reply.").values_list("name", "details__reply")
    for name, reply_id in replies:
        acts.setdefault(reply_id, Counter())[name] += 1
    for reply in row.replies.filter(via=Reply.Via.API):
        _reply_is_audited(reply, acts.get(reply.pk, Counter()))


def _reply_is_audited(reply: Reply, acts: Counter[str]) -> None:
    told = f"reply {reply.pk} is {reply.status}: {dict(acts)}"
    # At once, or at a time that its author chose.
    assert acts["reply.queued"] + acts["reply.scheduled"] == 1, told
    assert acts["reply.sending"] >= reply.attempts, told
    is_sent = acts["reply.sent"] + acts["reply.settled_as_sent"]
    assert is_sent == (reply.status == "SENT"), told
    if reply.status == "WITHDRAWN":
        assert acts["reply.undone"] + acts["reply.discarded"] == 1, told
    if reply.status == "UNCERTAIN":
        assert acts["reply.uncertain"] >= 1, told
