"""Waving advice away, and switching it off for everybody: both are counted (issue 3, section 2)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.coaching import advice_words
from inbox.models import AdviceDismissal, Conversation, MutedAdvice
from practice_hub.audit.record import record
from practice_hub.practices.models import Practice, User


@transaction.atomic(durable=True)
def dismiss_advice(
    *, conversation_id: int, actor: User, now: datetime, audience: str, key: str
) -> bool:
    """Wave one piece of advice away in this conversation; False when it was already.

    Raises ActionRefused("blocks") for what cannot be waved away, "unknown" for no advice at all.
    Nobody's page changes but the actor's, so nothing is announced.
    """
    _require_dismissible(key)
    row = Conversation.objects.get(pk=conversation_id)
    is_new = AdviceDismissal.objects.get_or_create(
        conversation=row,
        user=actor,
        audience=audience,
        key=key,
        defaults={"practice_id": row.practice_id, "dismissed_at": now},
    )[1]
    if is_new:
        record(
            "advice.dismissed",
            practice=row.practice_id,
            subject=row,
            actor=actor,
            at=now,
            key=key,
            audience=audience,
        )
    return is_new


@transaction.atomic(durable=True)
def mute_advice(*, practice: Practice, actor: User, now: datetime, key: str) -> bool:
    """Switch one piece of advice off for everybody here; False when it was off already.

    Raises ActionRefused("blocks") or "unknown" like `dismiss_advice`.
    """
    _require_dismissible(key)
    is_new = MutedAdvice.objects.get_or_create(
        practice=practice, key=key, defaults={"muted_by": actor, "muted_at": now}
    )[1]
    if is_new:
        record("advice.muted", practice=practice, subject=practice, actor=actor, at=now, key=key)
    return is_new


@transaction.atomic(durable=True)
def unmute_advice(*, practice: Practice, actor: User, now: datetime, key: str) -> bool:
    """Let it speak again; False when it was not switched off."""
    gone = MutedAdvice.objects.filter(practice=practice, key=key).delete()[0]
    if gone:
        record("advice.unmuted", practice=practice, subject=practice, actor=actor, at=now, key=key)
    return bool(gone)


def _require_dismissible(key: str) -> None:
    try:
        is_blocking = advice_words(key)[1]
    except KeyError:
        raise ActionRefused("unknown", _("The coach says nothing like this any more.")) from None
    if is_blocking:
        raise ActionRefused("blocks", _("This stops an answer, so it cannot be switched off."))
