"""The slow count behind the voice reports: plain Python over every stored mention."""

from __future__ import annotations

from collections import Counter
from datetime import date
from zoneinfo import ZoneInfo

from inbox.reports.filters import Filters
from inbox.reports.voice_results import Feelings
from listening.models import Mention


def feeling(row: Mention) -> str:
    return row.corrected_sentiment or row.sentiment


def local_day(row: Mention) -> date:
    place = row.account.location
    assert place is not None
    return row.posted_at.astimezone(ZoneInfo(place.time_zone)).date()


def counts(row: Mention, f: Filters, *, sees_private: bool) -> bool:
    return (
        not row.is_own
        and f.network in ("", row.network)
        and f.location_id in (None, row.account.location_id)
        and (not f.topic or f.topic in row.topics)
        and f.sentiment in ("", feeling(row))
        and (row.category == f.category if f.category else row.category != "SPAM")
        and (f.is_imported_too or not row.is_imported)
        and (sees_private or row.audience == "PUBLIC")
    )


def stored(f: Filters, *, sees_private: bool = False) -> list[Mention]:
    """What the filters let through, of any day."""
    found = Mention.objects.filter(practice_id=f.practice_id)
    found = found.select_related("account__location", "author")
    return [row for row in found if counts(row, f, sees_private=sees_private)]


def within(rows: list[Mention], f: Filters) -> list[Mention]:
    return [row for row in rows if f.start <= local_day(row) <= f.end]


def feelings(rows: list[Mention]) -> Feelings:
    found = Counter(map(feeling, rows))
    return Feelings(found["POSITIVE"], found["NEUTRAL"], found["NEGATIVE"])
