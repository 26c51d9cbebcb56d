"""A conversation is about what its mentions are about."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

# The arrays are short and sorted, so that two that say the same are equal.
_UNION = """
UPDATE inbox_conversation AS c
SET topics = u.topics
FROM (
    SELECT touched.conversation_id, COALESCE(
        ARRAY_AGG(DISTINCT topic ORDER BY topic) FILTER (WHERE topic IS NOT NULL), '{}'
    ) AS topics
    FROM (
        SELECT DISTINCT conversation_id FROM inbox_conversationitem WHERE mention_id = ANY(%s)
    ) AS touched
    JOIN inbox_conversationitem AS i ON i.conversation_id = touched.conversation_id
    JOIN listening_mention AS m ON m.id = i.mention_id
    LEFT JOIN LATERAL UNNEST(m.topics) AS topic ON TRUE
    GROUP BY touched.conversation_id
) AS u
WHERE c.id = u.conversation_id AND c.topics <> u.topics
"""


@transaction.atomic(durable=True)
def refresh_conversations(mention_ids: Sequence[int]) -> int:
    """Give the conversations of these mentions the topics of all their mentions together.

    Returns how many changed. Clocks that have stopped keep the topics of their time.
    """
    if not mention_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_UNION, [list(mention_ids)])
        return int(cursor.rowcount)
