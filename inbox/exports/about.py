"""What an export is about: practice, period and filters, in words."""

from __future__ import annotations

from django.utils import timezone

from inbox.reports.day_words import span_words
from inbox.reports.filters import Filters
from inbox.reports.split import locations, people
from listening.models import Category, Network, Sentiment
from listening.scoring.topics import SUBJECTS
from practice_hub.practices.models import Practice
from practice_hub.sheets.cells import About


def about(f: Filters, practice: Practice, what: str) -> About:
    """Pairs for the top of every sheet. At most two queries."""
    before = f.before()
    counted_at = timezone.localtime(f.as_of, practice.zone)
    return (
        ("Practice", practice.name),
        ("Report", what),
        ("Period", span_words(f.start, f.end)),
        ("Compared with", span_words(before.start, before.end)),
        ("Filters", filter_words(f) or "None"),
        ("Counted at", f"{counted_at:%Y-%m-%d %H:%M} ({practice.time_zone})"),
    )


def filter_words(f: Filters) -> str:
    """ "Network: X; Location: Lakeside"; "" without filters."""
    chosen = {
        "Network": dict(Network.choices).get(f.network, f.network),
        "Location": _place(f),
        "Colleague": _person(f),
        "Topic": str(SUBJECTS[f.topic].label) if f.topic in SUBJECTS else f.topic,
        "Feeling": dict(Sentiment.choices).get(f.sentiment, f.sentiment),
        "Kind": dict(Category.choices).get(f.category, f.category),
        "History from a file": "included" if f.is_imported_too else "",
    }
    return "; ".join(f"{name}: {value}" for name, value in chosen.items() if value)


def _place(f: Filters) -> str:
    if f.location_id is None:
        return ""
    return dict(locations(f.practice_id)).get(f.location_id, "not known any more")


def _person(f: Filters) -> str:
    if f.staff_id is None:
        return ""
    names = {one.user_id: one.name for one in people(f.practice_id)}
    return names.get(f.staff_id, "not known any more")
