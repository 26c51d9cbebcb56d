"""Which rows of a page have something beside them: one small look, because most have nothing.

Three queries by ORM for forty rows take longer than the list itself, and nearly always find none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from inbox.models import Approval, Callback, Conversation, Promise, Reply
from practice_hub.ready_statements import Slot, Statement

APPROVAL, CALL, PROMISE, LATER = "approval", "call", "promise", "later"
_IDS: Final = Slot(0)
_LOOK: Final = Statement(
    """
SELECT 'approval', conversation_id FROM inbox_approval
WHERE conversation_id = ANY (%s) AND status = %s
UNION ALL
SELECT 'call', conversation_id FROM inbox_callback
WHERE conversation_id = ANY (%s) AND status = %s
UNION ALL
SELECT 'promise', conversation_id FROM inbox_promise
WHERE conversation_id = ANY (%s) AND status IN (%s, %s)
UNION ALL
SELECT 'later', conversation_id FROM inbox_reply
WHERE conversation_id = ANY (%s) AND status = %s AND goes_out_at IS NOT NULL
""",
    (
        *(_IDS, Approval.Status.WAITING.value),
        *(_IDS, Callback.Status.PLANNED.value),
        *(_IDS, Promise.Status.OPEN.value, Promise.Status.KEPT.value),
        *(_IDS, Reply.Status.QUEUED.value),
    ),
)


def having(rows: Sequence[Conversation]) -> dict[str, list[Conversation]]:
    """The rows with a waiting approval, a planned call, a promise or an answer that goes out
    later, by these names."""
    found: dict[str, list[Conversation]] = {APPROVAL: [], CALL: [], PROMISE: [], LATER: []}
    by_id = {row.pk: row for row in rows}
    if by_id:
        for name, pk in dict.fromkeys(_LOOK.rows([list(by_id)])):
            found[name].append(by_id[pk])
    return found
