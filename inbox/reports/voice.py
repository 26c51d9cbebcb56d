"""The voice of the people: how much is said, how it feels, what it is about (L4, L5).

What people say is nobody's doing, so the filter by colleague narrows nothing here (it narrows
`voice_outcomes`). `sees_private`: private messages count too, for readers who may read them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from math import sqrt

from inbox.reports.filters import Filters
from inbox.reports.periods import bucket_start
from inbox.reports.voice_results import Feelings, Subject, VoiceDay
from listening import voice
from listening.models.mentions import MentionQuerySet
from listening.scoring import label_of
from listening.scoring.topics import SUBJECTS
from listening.voice import VoiceScope

MOST_MOVED = 12
# What is said of a change: so many mentions in the larger period, so many more or fewer, and
# farther from chance than this (for rare things the square root of both together is chance).
MOVED_FROM, MOVED_BY, MOVED_WEIGHT = 5, 3, 1.5
# Below this many before, a share in percent says more than is known ("1 to 2" is no "+100 %").
PERCENT_FROM = 10


def scope_of(f: Filters, *, sees_private: bool = False) -> VoiceScope:
    """The same report as a question about mentions."""
    return VoiceScope(
        practice_id=f.practice_id,
        start=f.start,
        end=f.end,
        network=f.network,
        location_id=f.location_id,
        topic=f.topic,
        sentiment=f.sentiment,
        category=f.category,
        is_imported_too=f.is_imported_too,
        sees_private=sees_private,
    )


def volume(f: Filters, *, sees_private: bool = False) -> list[VoiceDay]:
    """One row a bucket of the period, empty ones too. One or two queries."""
    counts: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for day, sentiment, number in voice.by_day(scope_of(f, sees_private=sees_private)):
        counts[bucket_start(day, f.start, f.end)][sentiment] += number
    return [
        VoiceDay(bucket.start, bucket.end, _feelings(counts[bucket.start]))
        for bucket in f.buckets()
    ]


def subjects(f: Filters, *, sees_private: bool = False) -> list[Subject]:
    """Every treatment and topic of this period or the one before, the most said first.

    Two to four queries.
    """
    now = _by_topic(f, sees_private=sees_private)
    before = _by_topic(f.before(), sees_private=sees_private)
    found = [subject(key, now[key], before[key]) for key in {*now, *before}]
    return sorted(found, key=lambda one: (-one.now.total, -one.before.total, one.key))


def moved(found: Iterable[Subject]) -> list[Subject]:
    """What rose and what fell of `subjects`, the farthest from chance first; at most a dozen."""
    told = [one for one in found if _is_told(one)]
    return sorted(told, key=lambda one: (-abs(one.weight), one.key))[:MOST_MOVED]


def totals(days: Sequence[VoiceDay]) -> Feelings:
    """All buckets of `volume` together."""
    return Feelings(
        sum(day.feelings.positive for day in days),
        sum(day.feelings.neutral for day in days),
        sum(day.feelings.negative for day in days),
    )


def mentions_behind(
    f: Filters,
    *,
    sentiment: str = "",
    topic: str = "",
    days: tuple[date, date] | None = None,
    sees_private: bool = False,
) -> MentionQuerySet:
    """The mentions that a count is made of, newest first: as many rows as the figure says.

    `days` is a bucket of the period. Of a mention, `inbox_item.conversation_id` is the
    conversation that it belongs to. A deleted one is listed without its words.
    """
    scope = scope_of(f.for_days(*days) if days else f, sees_private=sees_private)
    found = voice.mentions(scope)
    if sentiment:
        found = found.filter(voice.shown_sentiment_is(sentiment))
    if topic:
        found = found.filter(topics__contains=[topic])
    return found.order_by("-posted_at", "-pk")


def _by_topic(f: Filters, *, sees_private: bool) -> dict[str, Feelings]:
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for topic, sentiment, number in voice.by_topic(scope_of(f, sees_private=sees_private)):
        counts[topic][sentiment] += number
    found = {topic: _feelings(numbers) for topic, numbers in counts.items()}
    return defaultdict(Feelings, found)


def _feelings(numbers: dict[str, int]) -> Feelings:
    return Feelings(
        numbers.get("POSITIVE", 0), numbers.get("NEUTRAL", 0), numbers.get("NEGATIVE", 0)
    )


def subject(key: str, now: Feelings, before: Feelings) -> Subject:
    """One treatment or topic in two periods, at least one of which speaks of it."""
    known = SUBJECTS.get(key)
    change = now.total - before.total
    is_enough = before.total >= PERCENT_FROM
    return Subject(
        key=key,
        label=label_of(key),
        group=known.group if known else "TOPIC",
        now=now,
        before=before,
        percent=round(100 * change / before.total) if is_enough else None,
        weight=change / sqrt(now.total + before.total),
    )


def _is_told(one: Subject) -> bool:
    return (
        max(one.now.total, one.before.total) >= MOVED_FROM
        and abs(one.change) >= MOVED_BY
        and abs(one.weight) >= MOVED_WEIGHT
    )
