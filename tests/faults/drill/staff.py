"""People at their browsers, who may be cut off in any request and then do it once more."""

from __future__ import annotations

import random
from uuid import UUID, uuid5

from django.utils import timezone

from inbox.actions import ActionRefused, approvals
from inbox.actions.approvals import Shown
from inbox.gate import mark_of
from inbox.models import Approval, Conversation, Reply
from practice_hub.practices.models import Membership
from tests.faults.drill.desk import signed_in

FORMS = UUID("6f1d3a52-7c0e-4a6b-9d27-0c8f5e6a1b42")
REPEATED = 0.2  # share of forms that are sent though the answer is there already
PRIVATE_EVERY = 5


class Writer:
    """Claims a conversation and answers it; a form has one key, however often it is sent."""

    def __init__(self, member: Membership, words: dict[int, str]) -> None:
        self._client = signed_in(member)
        self._user = member.user
        self._words = words

    def act(self, rng: random.Random) -> None:
        done = set(Reply.objects.values_list("conversation_id", flat=True))
        claimed = Conversation.objects.exclude(claimed_by=None).exclude(claimed_by=self._user)
        # What another has claimed is tried now and then, below: most of the time it is theirs.
        done |= set(claimed.values_list("pk", flat=True))
        open_ones = [pk for pk in self._words if pk not in done]
        if rng.random() < REPEATED:
            open_ones = list(self._words)
        if open_ones:
            self._answer(rng.choice(open_ones))
        failed = Reply.objects.filter(status=Reply.Status.FAILED).first()
        if failed and rng.random() < REPEATED:
            seen = {"seen_seq": Conversation.objects.get(pk=failed.conversation_id).last_seq}
            self._client.post(f"/inbox/replies/{failed.pk}/retry/", seen)

    def _answer(self, conversation_id: int) -> None:
        self._client.post(f"/inbox/{conversation_id}/claim/", HTTP_HX_REQUEST="true")
        row = Conversation.objects.get(pk=conversation_id)
        is_private = row.network == "FACEBOOK" and conversation_id % PRIVATE_EVERY == 0
        form = {
            "audience": "PRIVATE" if is_private else "PUBLIC",
            "purpose": "ANSWER",
            "body": self._words[conversation_id],
            "claim_token": row.claim_token,
            "seen_seq": row.last_seq,
            "form_key": str(uuid5(FORMS, str(conversation_id))),
            "skip_public_reason": "asked for it" if is_private else "",
        }
        self._client.post(f"/inbox/{conversation_id}/send/", form, HTTP_HX_REQUEST="true")


class Approver:
    """Lets out what waits for a go-ahead (P4)."""

    def __init__(self, member: Membership) -> None:
        self._member = member

    def act(self, rng: random.Random) -> None:
        waiting = list(Approval.objects.filter(status=Approval.Status.WAITING))
        if not waiting:
            return
        approval = rng.choice(waiting)
        reply = Reply.objects.select_related("leg", "target").get(pk=approval.reply_id)
        row = Conversation.objects.get(pk=approval.conversation_id)
        shown = Shown(mark_of(reply), row.last_seq)
        try:
            approvals.approve(approval.pk, actor=self._member, now=timezone.now(), shown=shown)
        except ActionRefused:
            return
