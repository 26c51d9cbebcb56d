"""What a conversation waits for, as the clocks read it off its row."""

from __future__ import annotations

from inbox.domain.clockwork import Situation
from inbox.domain.lifecycle import State
from inbox.models import Conversation
from listening.models import Category, Sentiment


def situation(row: Conversation) -> Situation:
    return Situation(
        state=State(row.state),
        interval_started_at=row.interval_started_at,
        has_public=row.has_public,
        public_since=row.waiting_since if row.is_unanswered else None,
        private_since=row.private_waiting_since if row.is_waiting_private else None,
        answered_at=row.round_answered_at,
        private_at=row.round_private_at,
        needs_private=needs_private(row),
        resolved_at=row.resolved_at,
        loop_closed_at=row.loop_closed_at,
        closed_at=row.closed_at,
        is_gone=row.gone_at is not None and row.gone_at == row.closed_at,
    )


def needs_private(row: Conversation) -> bool:
    """What is unhappy or medical goes on in private after the public answer (A2)."""
    if row.category == Category.SPAM:
        return False
    is_heavy = row.category in (Category.COMPLAINT, Category.MEDICAL) or row.is_medical
    return is_heavy or row.sentiment == Sentiment.NEGATIVE
