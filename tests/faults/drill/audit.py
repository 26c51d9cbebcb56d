"""Audit beside the rows: as many acts as the rows show, no more and no fewer."""

from __future__ import annotations

from collections import Counter

from inbox.models import Conversation, Reply
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent

TAKEN = ["conversation.claimed", "conversation.taken_over"]


def claims_are_audited() -> None:
    """Every token was handed out by an act, and every act handed out a token."""
    acts = AuditEvent.objects.filter(name__in=TAKEN).order_by("pk")
    tokens: dict[int, list[int]] = {}
    for row_id, details in acts.values_list("subject_id", "details"):
        tokens.setdefault(row_id, []).append(details["token"])
    for row in Conversation.objects.all():
        expected = list(range(1, row.claim_token + 1))
        assert sorted(tokens.get(row.pk, [])) == expected, f"{row.pk}: {tokens.get(row.pk)}"


def states_are_audited() -> None:
    """An account that the network turned away was said to be so each time."""
    for account in NetworkAccount.objects.exclude(status=NetworkAccount.Status.CONNECTED):
        acts = AuditEvent.objects.filter(name="account.status_changed", subject_id=account.pk)
        assert acts.filter(details__status=account.status).exists(), account


def replies_are_audited() -> None:
    """One act for the asking, one for every try, one for how it ended."""
    acts: dict[int, Counter[str]] = {}
    events = AuditEvent.objects.filter(name__startswith="reply.")
    for name, details in events.values_list("name", "details"):
        acts.setdefault(details["reply"], Counter())[name] += 1
    for reply in Reply.objects.filter(via=Reply.Via.API):
        _one_reply(reply, acts.get(reply.pk, Counter()))


def _one_reply(reply: Reply, acts: Counter[str]) -> None:
    told = f"reply {reply.pk} is {reply.status}, its acts are {dict(acts)}"
    assert acts["reply.queued"] == 1, told
    held_tries = acts["reply.held"]  # a try that a dead token ended is not counted as one
    assert reply.attempts <= acts["reply.sending"] <= reply.attempts + held_tries, told
    # It went out, or a look at the feeds found that it had.
    ends = acts["reply.sent"] + acts["reply.found_on_network"]
    assert (reply.status == "SENT") == (ends == 1), told
    assert ends <= 1, told
    assert (reply.status == "FAILED") <= (acts["reply.failed"] >= 1), told
    if reply.status == "UNCERTAIN":
        assert acts["reply.uncertain"] >= 1, told
