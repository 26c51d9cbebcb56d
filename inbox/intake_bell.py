"""Who learns of what a page brought: somebody is notified of every new item (L2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from inbox.intake_index import PageIndex
from inbox.models import Conversation
from listening.events import MentionsIngested
from listening.models import Category, Urgency
from practice_hub.alerts.chain import raise_chain
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.new_items import note_new_items

# What is older was there before we looked; the list shows it, nobody is rung for it.
RINGS_FOR = timedelta(hours=24)


def ring(index: PageIndex, event: MentionsIngested) -> None:
    """Urgent ones each by a chain, all the rest by one word; in the transaction of the page.

    Emergencies are not among them: the medical alerts are louder (see inbox/medical.py).
    """
    news = [*index.opened, *index.reopened(event.at)]
    fresh = [row for row in news if _is_waiting(row) and _is_fresh(row, event.at)]
    urgent = [row for row in fresh if row.urgency == Urgency.URGENT and not row.is_red_flag]
    for row in urgent:
        raise_chain(
            Kind.URGENT_ITEM,
            practice_id=row.practice_id,
            subject=row,
            path=reverse("inbox:conversation", args=[row.pk]),
            at=event.at,
            first=[row.assigned_to_id] if row.assigned_to_id else (),
        )
    if len(fresh) > len(urgent):
        note_new_items(event.account.practice_id, len(fresh) - len(urgent), event.at)


def _is_waiting(row: Conversation) -> bool:
    waits = row.is_unanswered or row.is_waiting_private
    return waits and row.category != Category.SPAM


def _is_fresh(row: Conversation, now: datetime) -> bool:
    return row.last_inbound_at > now - RINGS_FOR
