"""A person about whom everything is kept that the product can keep."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from inbox import actions
from inbox.actions.callback_calls import complete_callback
from inbox.actions.callbacks import CallPlan, Wishes, plan_callback
from inbox.models import Conversation, ImportRun
from listening.models import Share
from tests.builders import conversation_of, hear, private, said
from tests.inbox.test_forgetting import CANARY, NOTED, PICTURE, WHO, work_with_it

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

__all__ = ["CANARY", "NOTED", "WHO"]


def known_person(desk: ViewDesk, ana: Person, mona: Person) -> Conversation:
    """Posts, messages, answers, drafts, notes, a call that was made and one to come, a repost."""
    item = said(
        f"My {CANARY} filler hurts and nobody calls",
        author=WHO,
        media=(PICTURE,),
        posted_at=desk.now - timedelta(minutes=9),
        raw={"text": CANARY, "user": WHO.handle},
    )
    hear(desk.x, item, now=desk.now)
    row = conversation_of(item)
    work_with_it(desk, row, ana, mona)
    hear(desk.x, private(f"{CANARY} in private", WHO, posted_at=desk.now), now=desk.now)
    desk.answer(row, ana, f"We hear you, {NOTED}.", "PRIVATE")
    for number in range(2):
        _plan_call(row, ana, number)
    Share.objects.create(
        practice=row.practice,
        network="X",
        external_id="5150",
        original_id="77",
        author=row.author,
        posted_at=desk.now,
    )
    ImportRun.objects.update(stage="DONE")
    row.refresh_from_db()
    return row


def _plan_call(row: Conversation, ana: Person, number: int) -> None:
    now = timezone.now()
    wishes = Wishes(f"+1 555 {NOTED}", "UTC", words=NOTED)
    plan = CallPlan(ana.user, now + timedelta(hours=2), 60, wishes)
    call = plan_callback(conversation_id=row.pk, actor=ana.user, now=now, plan=plan)
    if not number:
        outcome = f"Talked of {NOTED}"
        complete_callback(callback_id=call.pk, actor=ana.user, now=now, outcome=outcome)
    actions.add_note(conversation_id=row.pk, actor=ana.user, now=now, body=f"{NOTED} {number}")
