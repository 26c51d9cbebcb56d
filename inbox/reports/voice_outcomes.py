"""What became of unhappy conversations after our answer (O3), and the recovery rate.

A conversation is unhappy when a first public answer was owed to an unhappy post in the period: its
clock says so, and clocks outlive texts. What counts as good, all after that answer:

- edited: the person changed a post, and nothing they had written reads as unhappy any more;
- removed: the person took a post of the conversation back (a suspended author, what the network
  withholds and what was kept long enough does not count, and changes no figure);
- happier: the last thing they said of us is happy;
- advocate: happy on three different days or more, and not unhappy again.
"""

from __future__ import annotations

from typing import Final, Literal

from django.db import connection
from psycopg2.sql import SQL, Composable

from inbox.models import Clock, Conversation
from inbox.models.clocks import ClockQuerySet
from inbox.models.conversations import ConversationQuerySet
from inbox.reports.filters import Filters
from inbox.reports.voice_results import Outcomes
from listening.models import Mention, Sentiment
from listening.voice_people import ADVOCATE_HAPPY_DAYS

Outcome = Literal["unhappy", "answered", "edited", "removed", "happier", "advocates", "recovered"]

# Every flag implies `answered`. The few posts that were changed or removed are found by an index of
# their own; what people said afterwards is looked up for each answered person, in an index alone.
_FATES: Final = SQL("""
WITH cases AS MATERIALIZED (
    SELECT f.*, COALESCE(f.ending = 'DONE' AND f.stopped_at <= %s, FALSE) AS answered
    FROM ({first}) AS f (conversation_id, author_id, stopped_at, ending)
), touched AS MATERIALIZED (
    SELECT c.conversation_id, c.stopped_at,
        BOOL_OR(m.deleted_at > c.stopped_at AND m.gone_reason IN ('', 'DELETED')) AS removed,
        BOOL_OR(m.edited_at > c.stopped_at AND (m.deleted_at IS NULL
            OR m.gone_reason NOT IN ('', 'DELETED'))) AS edited
    FROM cases AS c
    JOIN inbox_conversationitem AS i ON i.conversation_id = c.conversation_id
    JOIN listening_mention AS m ON m.id = i.mention_id
    WHERE c.answered AND m.practice_id = %s AND m.audience = ANY(%s) AND NOT m.is_own
        AND (m.edited_at IS NOT NULL OR m.deleted_at IS NOT NULL)
    GROUP BY c.conversation_id, c.stopped_at
), fates AS MATERIALIZED (
    SELECT c.conversation_id, c.answered,
        COALESCE(t.removed, FALSE) AS removed,
        COALESCE(t.edited AND NOT EXISTS (
            SELECT FROM inbox_conversationitem AS i
            JOIN listening_mention AS m ON m.id = i.mention_id
            WHERE i.conversation_id = t.conversation_id AND m.posted_at <= t.stopped_at
                AND (m.deleted_at IS NULL OR m.gone_reason NOT IN ('', 'DELETED'))
                AND m.audience = ANY(%s) AND NOT m.is_own
                AND COALESCE(NULLIF(m.corrected_sentiment, ''), m.sentiment) = 'NEGATIVE'
        ), FALSE) AS edited,
        COALESCE(s.last_mood = 'POSITIVE', FALSE) AS happier,
        COALESCE(s.happy_days >= %s AND NOT s.unhappy, FALSE) AS advocate
    FROM cases AS c
    LEFT JOIN touched AS t ON t.conversation_id = c.conversation_id
    LEFT JOIN LATERAL (
        SELECT (ARRAY_AGG(w.mood ORDER BY w.posted_at DESC, w.id DESC))[1] AS last_mood,
            COUNT(DISTINCT w.local_day) FILTER (WHERE w.mood = 'POSITIVE') AS happy_days,
            BOOL_OR(w.mood = 'NEGATIVE') AS unhappy
        FROM (
            SELECT m.id, m.posted_at, m.local_day,
                COALESCE(NULLIF(m.corrected_sentiment, ''), m.sentiment) AS mood
            FROM listening_mention AS m
            WHERE c.answered AND m.author_id = c.author_id AND m.posted_at > c.stopped_at
                AND m.posted_at <= %s AND m.audience = ANY(%s) AND NOT m.is_own
        ) AS w
    ) AS s ON TRUE
)
""")
_IS: Final[dict[Outcome, str]] = {
    "unhappy": "TRUE",
    "answered": "answered",
    "edited": "edited",
    "removed": "removed",
    "happier": "happier",
    "advocates": "advocate",
    "recovered": "edited OR removed OR happier OR advocate",
}


def outcomes(f: Filters, *, sees_private: bool = False) -> Outcomes:
    """Counted in conversations. `sees_private`: what was said in private counts too. One query."""
    counts = [SQL("COUNT(*) FILTER (WHERE {})").format(SQL(which)) for which in _IS.values()]
    wanted = SQL("SELECT {} FROM fates").format(SQL(", ").join(counts))
    rows = _ask(f, wanted, sees_private=sees_private)
    return Outcomes(**dict(zip(_IS, rows[0], strict=True)))


def conversations_behind(
    f: Filters, outcome: Outcome, *, sees_private: bool = False
) -> ConversationQuerySet:
    """The conversations that a figure of `outcomes` counts; as many as it says. One query here."""
    wanted = SQL("SELECT conversation_id FROM fates WHERE {}").format(SQL(_IS[outcome]))
    found = _ask(f, wanted, sees_private=sees_private)
    return Conversation.objects.filter(pk__in=[row[0] for row in found])


def _ask(f: Filters, wanted: Composable, *, sees_private: bool) -> list[tuple[int, ...]]:
    """Rows of a SELECT from `fates`."""
    first = _unhappy(f).order_by("conversation_id", "started_at", "pk").distinct("conversation_id")
    columns = ("conversation_id", "conversation__author_id", "stopped_at", "ending")
    text, inner = first.values(*columns).query.sql_with_params()
    heard = [*Mention.Audience.values] if sees_private else [Mention.Audience.PUBLIC.value]
    params = [f.as_of, *inner, f.practice_id, heard, heard, ADVOCATE_HAPPY_DAYS, f.as_of, heard]
    with connection.cursor() as cursor:
        cursor.execute(_FATES.format(first=SQL(text)) + wanted, params)
        return list(cursor.fetchall())


def _unhappy(f: Filters) -> ClockQuerySet:
    found = Clock.objects.filter(
        practice_id=f.practice_id,
        local_day__range=(f.start, f.end),
        kind=Clock.Kind.FIRST_RESPONSE,
        audience=Clock.Audience.PUBLIC,
        sentiment=Sentiment.NEGATIVE,
    )
    if f.sentiment:
        found = found.filter(sentiment=f.sentiment)
    if f.topic:
        found = found.filter(topics__contains=[f.topic])
    if not f.is_imported_too:
        found = found.filter(is_imported=False)
    chosen = {"network": f.network, "category": f.category}
    ids = {"location_id": f.location_id, "staff_id": f.staff_id}
    exact = {name: value for name, value in (chosen | ids).items() if value not in ("", None)}
    return found.filter(**exact)
