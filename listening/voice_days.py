"""Counting anew the days whose mentions have changed; the database marks them (migration 0005).

The marks are read first, then the day is counted and those marks are deleted. A change that comes
in between leaves a mark of its own, so the day is counted once more; none is ever missed.
"""

from __future__ import annotations

from datetime import date

from django.db import connection, transaction

from listening.models import VoiceChange, VoiceDay
from practice_hub.practices.models import Practice

# Of one sweep: a first count after an update, or of a long import, is spread over several.
MOST_DAYS = 400
_LOCK = 7_204  # class of the advisory lock: two that count at once would write the same rows

_COUNT = """
INSERT INTO listening_voiceday
    (practice_id, local_day, topic, account_id, audience, sentiment, category, is_imported, count)
SELECT m.practice_id, m.local_day, t.topic, m.account_id, m.audience,
    COALESCE(NULLIF(m.corrected_sentiment, ''), m.sentiment), m.category, m.is_imported, COUNT(*)
FROM listening_mention AS m
CROSS JOIN LATERAL (SELECT '' AS topic UNION ALL SELECT UNNEST(m.topics)) AS t
WHERE m.practice_id = %s AND m.local_day = %s AND NOT m.is_own
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""


def count_changed_days(*, limit: int = MOST_DAYS) -> int:
    """Count up to `limit` changed days anew, each in its own transaction; gives how many."""
    marked = VoiceChange.objects.values_list("practice_id", "local_day").distinct()
    days = list(marked.order_by("-local_day", "practice_id")[:limit])
    for practice_id, day in days:
        count_day(practice_id, day)
    return len(days)


@transaction.atomic(durable=True)
def count_day(practice_id: int, day: date) -> None:
    """Make the counts of one local day from its mentions."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, practice_id])
    marks = VoiceChange.objects.filter(practice_id=practice_id, local_day=day)
    seen = list(marks.values_list("pk", flat=True))
    VoiceDay.objects.filter(practice_id=practice_id, local_day=day).delete()
    if Practice.objects.filter(pk=practice_id).exists():
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, [practice_id, day])
    VoiceChange.objects.filter(pk__in=seen).delete()
