"""How much is said, how it feels and what it is about: counts of mentions by local day (L5).

Days are counted beforehand (`voice_days.py`); a day that has changed since is counted from the
mentions themselves, in the same statement, so that a figure never depends on when somebody last
counted. Spam is nobody's voice and is left out unless it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection
from django.db.models import Q
from psycopg2.sql import SQL, Identifier

from listening.models import Category, Mention, Network, NetworkAccount
from listening.models.mentions import MentionQuerySet


@dataclass(frozen=True, slots=True)
class VoiceScope:
    """Which mentions count: local days `start` to `end`, both included; "" and None mean all.

    A location is that of the account. Private messages count for `sees_private` only.
    """

    practice_id: int
    start: date
    end: date
    network: str = ""
    location_id: int | None = None
    topic: str = ""
    sentiment: str = ""
    category: str = ""
    is_imported_too: bool = False
    sees_private: bool = False


def shown_sentiment_is(sentiment: str) -> Q:
    """What staff said it is, else what the scorer said (L4)."""
    return Q(corrected_sentiment=sentiment) | Q(corrected_sentiment="", sentiment=sentiment)


def mentions(scope: VoiceScope) -> MentionQuerySet:
    """The mentions themselves: the way to list what is behind a count."""
    found = Mention.objects.inbound().filter(
        practice_id=scope.practice_id, local_day__range=(scope.start, scope.end)
    )
    if scope.network or scope.location_id is not None:
        found = found.filter(account__in=_accounts(scope))
    if scope.topic:
        found = found.filter(topics__contains=[scope.topic])
    if scope.sentiment:
        found = found.filter(shown_sentiment_is(scope.sentiment))
    if not scope.is_imported_too:
        found = found.filter(is_imported=False)
    if not scope.sees_private:
        found = found.filter(audience=Mention.Audience.PUBLIC)
    return _in_category(found, scope.category)


def _in_category(found: MentionQuerySet, category: str) -> MentionQuerySet:
    return found.filter(category=category) if category else found.exclude(category=Category.SPAM)


def _accounts(scope: VoiceScope) -> list[int]:
    found = NetworkAccount.objects.filter(practice_id=scope.practice_id)
    if scope.network:
        found = found.filter(network=Network(scope.network))
    if scope.location_id is not None:
        found = found.filter(location_id=scope.location_id)
    return list(found.values_list("pk", flat=True))


_COUNTS = SQL("""
WITH changed AS (
    SELECT DISTINCT local_day FROM listening_voicechange
    WHERE practice_id = %(practice)s AND local_day BETWEEN %(start)s AND %(end)s
), counted AS (
    SELECT v.local_day, v.topic, v.account_id, v.audience, v.sentiment, v.category,
        v.is_imported, v.count
    FROM listening_voiceday AS v
    WHERE v.practice_id = %(practice)s AND v.local_day BETWEEN %(start)s AND %(end)s
        AND v.local_day NOT IN (SELECT local_day FROM changed)
    UNION ALL
    SELECT m.local_day, t.topic, m.account_id, m.audience,
        COALESCE(NULLIF(m.corrected_sentiment, ''), m.sentiment), m.category, m.is_imported, 1
    FROM listening_mention AS m
    CROSS JOIN LATERAL (SELECT '' AS topic UNION ALL SELECT UNNEST(m.topics)) AS t
    WHERE m.practice_id = %(practice)s AND NOT m.is_own
        AND m.local_day IN (SELECT local_day FROM changed)
)
SELECT {group}, sentiment, SUM(count)::integer
FROM counted WHERE {where} GROUP BY 1, 2 ORDER BY 1, 2
""")


def by_day(scope: VoiceScope) -> list[tuple[date, str, int]]:
    """(local day, sentiment, mentions), days without mentions left out. One or two queries."""
    return _counts(scope, "local_day", "topic = %(topic)s")


def by_topic(scope: VoiceScope) -> list[tuple[str, str, int]]:
    """(topic key, sentiment, mentions); a mention counts under each of its topics.

    With a topic in the scope there is that one only. One or two queries.
    """
    return _counts(scope, "topic", "topic = %(topic)s" if scope.topic else "topic <> ''")


def _counts(
    scope: VoiceScope, group: Literal["local_day", "topic"], of_topic: str
) -> list[tuple[Any, str, int]]:
    where, params = [of_topic], _params(scope)
    if scope.network or scope.location_id is not None:
        where.append("account_id = ANY(%(accounts)s)")
        params["accounts"] = _accounts(scope)
    if not scope.sees_private:
        where.append("audience = 'PUBLIC'")
    if not scope.is_imported_too:
        where.append("NOT is_imported")
    if scope.sentiment:
        where.append("sentiment = %(sentiment)s")
    where.append("category = %(category)s" if scope.category else "category <> 'SPAM'")
    with connection.cursor() as cursor:
        conditions = SQL(" AND ").join(map(SQL, where))
        cursor.execute(_COUNTS.format(group=Identifier(group), where=conditions), params)
        return list(cursor.fetchall())


def _params(scope: VoiceScope) -> dict[str, Any]:
    return {
        "practice": scope.practice_id,
        "start": scope.start,
        "end": scope.end,
        "topic": scope.topic,
        "sentiment": scope.sentiment,
        "category": scope.category,
    }
