"""What the guard stopped is counted, so that a manager sees how often it did (P1, P2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from inbox.actions.errors import ActionRefused
from inbox.gate import Judgement
from inbox.models import Conversation
from practice_hub.audit.record import record
from practice_hub.practices.models import User

STOPPED = "guard.blocked"
_CODES = frozenset({"guard_blocked", "override_not_allowed"})


def is_stop(refusal: ActionRefused) -> bool:
    """The guard refused it, when somebody pressed send."""
    return refusal.code in _CODES and isinstance(refusal.context.get("judgement"), Judgement)


@transaction.atomic(durable=True)
def note_stopped(
    *, conversation: Conversation, actor: User, now: datetime, audience: str, refusal: ActionRefused
) -> None:
    """Write down that it happened, and by which rules: never a word of the text (P1).

    After the refusal, in a transaction of its own: the refused one has been rolled back.
    """
    judgement: Judgement = refusal.context["judgement"]
    record(
        STOPPED,
        practice=conversation.practice_id,
        subject=conversation,
        actor=actor,
        at=now,
        audience=audience,
        rules=judgement.rules,
    )
