"""Which rows of a page have something beside them: one small look, because most have nothing.

Three queries by ORM for forty rows take longer than the list itself, and nearly always find none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from inbox.models import Approval, Callback, Conversation, Promise, Reply

APPROVAL, CALL, PROMISE, LATER = "approval", "call", "promise", "later"
_LOOK: Final = """
SELECT 'approval', conversation_id FROM inbox_approval
WHERE conversation_id = ANY (%(ids)s) AND status = %(waiting)s
UNION ALL
SELECT 'call', conversation_id FROM inbox_callback
WHERE conversation_id = ANY (%(ids)s) AND status = %(planned)s
UNION ALL
SELECT 'promise', conversation_id FROM inbox_promise
WHERE conversation_id = ANY (%(ids)s) AND status = ANY (%(made)s)
UNION ALL
SELECT 'later', conversation_id FROM inbox_reply
WHERE conversation_id = ANY (%(ids)s) AND status = %(queued)s AND goes_out_at IS NOT NULL
"""


def having(rows: Sequence[Conversation]) -> dict[str, list[Conversation]]:
    """The rows with a waiting approval, a planned call, a promise or an answer that goes out
    later, by these names."""
    found: dict[str, list[Conversation]] = {APPROVAL: [], CALL: [], PROMISE: [], LATER: []}
    by_id = {row.pk: row for row in rows}
    values: dict[str, Any] = {
        "ids": list(by_id),
        "waiting": Approval.Status.WAITING.value,
        "planned": Callback.Status.PLANNED.value,
        "queued": Reply.Status.QUEUED.value,
        "made": [Promise.Status.OPEN.value, Promise.Status.KEPT.value],
    }
    if not by_id:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, values)
        for name, pk in dict.fromkeys(cursor.fetchall()):
            found[name].append(by_id[pk])
    return found
