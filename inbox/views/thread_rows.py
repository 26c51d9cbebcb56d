"""The other threads of a merged conversation, a line each on its page."""

from __future__ import annotations

from datetime import datetime

from inbox.access import sees_private
from inbox.callbacks import next_calls
from inbox.medical import hide_marks
from inbox.models import Conversation
from inbox.promises import next_timers
from inbox.unsent import unsent_of
from inbox.views.listing import list_query
from inbox.views.rows import Beside, Reader, Row, rows_of
from practice_hub.http import MemberRequest


def thread_rows(request: MemberRequest, threads: list[Conversation], now: datetime) -> list[Row]:
    """One line for each thread, as the list would show it; three queries, none without threads."""
    if not threads:
        return []
    private, ours = sees_private(request.membership), request.practice.zone
    hide_marks(threads, sees_private=private)
    beside = Beside(
        timers=next_timers(threads, sees_private=private, now=now),
        calls=next_calls(threads, sees_private=private, ours=ours, now=now),
        unsent=unsent_of(threads, request.membership),
    )
    reader = Reader(
        user_id=request.user.pk,
        sees_private=private,
        practice=request.practice,
        now=now,
        query=list_query(request),
    )
    return rows_of(threads, beside, reader)
