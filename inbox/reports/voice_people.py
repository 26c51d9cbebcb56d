"""The figures about people: strength, sentiment, passion, reach, and the advocates (L5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from inbox.models import ConversationItem
from inbox.reports.filters import Filters
from inbox.reports.voice import scope_of, totals, volume
from inbox.reports.voice_results import Advocate, Voice
from listening import voice_people
from listening.models import Author, Mention
from listening.voice_people import Fan
from practice_hub.practices.models import Practice

MOST_ADVOCATES = 20


def figures(f: Filters, *, sees_private: bool = False) -> Voice:
    """Strength, sentiment, passion and reach as defined once. Four or five queries.

    Strength looks back from now, or from the end of a period that is over.
    """
    scope = scope_of(f, sees_private=sees_private)
    crowd = voice_people.crowd(scope)
    busiest, last = voice_people.busiest(scope, _moment(f))
    return Voice(
        feelings=totals(volume(f, sees_private=sees_private)),
        authors=crowd.authors,
        by_repeaters=crowd.by_repeaters,
        followers=crowd.followers,
        last_day_mentions=last,
        busiest_day_mentions=busiest,
    )


def advocates(
    f: Filters, *, sees_private: bool = False, limit: int = MOST_ADVOCATES
) -> list[Advocate]:
    """Advocates who spoke well in the period, with their newest conversation. Three queries."""
    fans = voice_people.fans(scope_of(f, sees_private=sees_private), limit=limit)
    return named(f.practice_id, fans, sees_private=sees_private)


def named(practice_id: int, fans: Sequence[Fan], *, sees_private: bool = False) -> list[Advocate]:
    """The same people as they are called today; who is gone is left out. Two queries."""
    ids = [fan.author_id for fan in fans]
    people = Author.objects.filter(practice_id=practice_id, forgotten_at=None).in_bulk(ids)
    newest = _newest_conversations(practice_id, ids, sees_private=sees_private)
    return [
        _advocate(fan, people[fan.author_id], newest.get(fan.author_id))
        for fan in fans
        if fan.author_id in people
    ]


def count_advocates(f: Filters, *, sees_private: bool = False) -> int:
    """How many there are; `advocates` names the first of them. One query."""
    return voice_people.count_fans(scope_of(f, sees_private=sees_private))


def _newest_conversations(
    practice_id: int, author_ids: list[int], *, sees_private: bool
) -> dict[int, int]:
    """Where they spoke last; under the public id of a network or under its private one."""
    items = ConversationItem.objects.filter(
        mention__practice_id=practice_id, mention__author_id__in=author_ids
    )
    if not sees_private:
        items = items.filter(mention__audience=Mention.Audience.PUBLIC)
    latest = items.order_by("mention__author_id", "-mention__posted_at", "-pk")
    found = latest.distinct("mention__author_id")
    named = found.values_list("mention__author_id", "conversation_id")
    return {author: pk for author, pk in named if author}


def _advocate(fan: Fan, person: Author, conversation_id: int | None) -> Advocate:
    return Advocate(
        author_id=fan.author_id,
        label=person.name,
        network=person.network,
        happy=fan.happy,
        happy_days=fan.happy_days,
        followers=person.followers,
        last_day=fan.last_day,
        conversation_id=conversation_id,
    )


def _moment(f: Filters) -> datetime:
    zone = Practice.objects.get(pk=f.practice_id).zone
    over = datetime.combine(f.end + timedelta(days=1), time.min, zone)
    return min(f.as_of, over)
