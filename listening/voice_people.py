"""Who speaks: how many people, how often, and who speaks well again and again (L5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet
from psycopg2.sql import SQL

from listening.voice import VoiceScope, mentions, shown_sentiment_is

# Strength compares the last 24 hours with the busiest 24 hours of this many days.
STRENGTH_DAYS = 30
# An advocate: happy on this many days of the last twelve months, four times as often happy as
# unhappy, and not unhappy in the last three months.
ADVOCATE_HAPPY_DAYS, ADVOCATE_HAPPY_TO_UNHAPPY = 3, 4
ADVOCATE_DAYS, ADVOCATE_UNHAPPY_DAYS = 365, 90

_CROWD = SQL("""
SELECT COUNT(p.author_id), COALESCE(SUM(p.number) FILTER (
    WHERE p.number > 1 AND p.author_id IS NOT NULL), 0)::integer,
    COALESCE(SUM(a.followers), 0)::bigint
FROM ({by_author}) AS p LEFT JOIN listening_author AS a ON a.id = p.author_id
""")
_BUSIEST = SQL("""
SELECT COALESCE(MAX(number), 0), COUNT(*) FILTER (WHERE posted_at >= %s)
FROM (
    SELECT posted_at, COUNT(*) OVER (
        ORDER BY posted_at RANGE BETWEEN INTERVAL '24 hours' PRECEDING AND CURRENT ROW
    ) AS number
    FROM ({posted}) AS m
) AS hours
""")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Different people, the mentions by those with more than one, and their followers together."""

    authors: int
    by_repeaters: int
    followers: int


def crowd(scope: VoiceScope) -> Crowd:
    """The people of the period; who took everything back is not known any more. One query."""
    by_author = mentions(scope).order_by().values("author_id").annotate(number=Count("*"))
    row = _row(_CROWD, "by_author", by_author.values("author_id", "number"))
    return Crowd(*(row or (0, 0, 0)))


def busiest(scope: VoiceScope, moment: datetime) -> tuple[int, int]:
    """(mentions of the busiest 24 hours in the 30 days up to `moment`, of its last 24 hours).

    Any 24 hours on the clock, both ends included; the days of `scope` play no part. One query.
    """
    since = moment - timedelta(days=STRENGTH_DAYS)
    # A local day begins up to 14 hours before or after the one of UTC.
    days = replace(
        scope,
        start=since.date() - timedelta(days=1),
        end=moment.date() + timedelta(days=1),
    )
    posted = mentions(days).filter(posted_at__range=(since, moment)).order_by()
    row = _row(_BUSIEST, "posted", posted.values("posted_at"), moment - timedelta(hours=24))
    return (row[0], row[1]) if row else (0, 0)


def _row(frame: SQL, name: str, inner: QuerySet[Any, Any], *first: datetime) -> tuple[Any, ...]:
    """One row of a statement around what the ORM selects; `first` comes before its parameters.
    Empty for a choice that nothing can meet, which the ORM does not make a statement of."""
    try:
        text, params = inner.query.sql_with_params()
    except EmptyResultSet:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(frame.format(**{name: SQL(text)}), [*first, *params])
        return tuple(cursor.fetchone() or ())


@dataclass(frozen=True, slots=True)
class Fan:
    """An advocate in numbers of the last twelve months."""

    author_id: int
    happy: int
    happy_days: int
    last_day: date


def fans(scope: VoiceScope, *, limit: int) -> list[Fan]:
    """Advocates who were happy in the period, most happy days first; at most `limit`. One query.

    The scope says in which period and of what they spoke now; the rule looks at all that they
    wrote in the twelve months up to its last day.
    """
    found = _fans(scope).order_by("-happy_days", "-happy", "author_id")[:limit]
    return [Fan(*row) for row in found.values_list("author_id", "happy", "happy_days", "last_day")]


def count_fans(scope: VoiceScope) -> int:
    """How many `fans` there are without a limit. One query."""
    return _fans(scope).count()


def _fans(scope: VoiceScope) -> QuerySet[Any, Any]:
    spoke = mentions(scope).filter(shown_sentiment_is("POSITIVE")).exclude(author=None)
    year = replace(
        scope,
        start=scope.end - timedelta(days=ADVOCATE_DAYS - 1),
        network="",
        location_id=None,
        topic="",
        sentiment="",
        category="",
    )
    happy, unhappy = shown_sentiment_is("POSITIVE"), shown_sentiment_is("NEGATIVE")
    by_author = mentions(year).filter(author__in=spoke.order_by().values("author_id"))
    return (
        by_author.order_by()
        .values("author_id")
        .annotate(
            happy=Count("local_day", filter=happy),
            happy_days=Count("local_day", filter=happy, distinct=True),
            last_day=Max("local_day", filter=happy),
            unhappy=Count("local_day", filter=unhappy),
            last_unhappy_day=Max("local_day", filter=unhappy),
        )
        .filter(_is_fan(scope.end))
    )


def _is_fan(end: date) -> Q:
    lately = end - timedelta(days=ADVOCATE_UNHAPPY_DAYS)
    return (
        Q(happy_days__gte=ADVOCATE_HAPPY_DAYS)
        & Q(happy__gte=F("unhappy") * ADVOCATE_HAPPY_TO_UNHAPPY)
        & (Q(last_unhappy_day=None) | Q(last_unhappy_day__lte=lately))
    )
