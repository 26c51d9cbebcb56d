"""A call that is planned, for tests."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

from django.utils import timezone

from inbox.actions.callbacks import CallPlan, Wishes, plan_callback
from inbox.models import Callback, Conversation
from tests.people import Person

HALF = timedelta(minutes=30)
NUMBER, WORDS = "+1 555 010 0142", "not before my shift ends 🌙"


def text(response: Any) -> str:
    return unescape(response.content.decode())


def plan(row: Conversation, who: Person, *, hours: float = 3, **changes: Any) -> Callback:
    now = timezone.now()
    values = {"owner": who.user, "due_at": now + timedelta(hours=hours), "minutes": 30}
    wishes = Wishes(NUMBER, changes.pop("zone", "America/New_York"), (), WORDS)
    return plan_callback(
        conversation_id=row.pk,
        actor=who.user,
        now=now,
        plan=CallPlan(**values | changes, wishes=wishes),
    )
