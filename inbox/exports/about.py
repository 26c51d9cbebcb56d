"""What an export is about: practice, period and filters, in words."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inbox.reports.filters import Filters
from inbox.reports.split import locations, people
from listening.models import Category, Network, Sentiment
from listening.scoring.topics import SUBJECTS
from practice_hub.practices.models import Practice
from practice_hub.sheets.cells import About
from practice_hub.times import days_between


def about(f: Filters, practice: Practice, what: str) -> About:
    """Pairs for the top of every sheet. At most two queries."""
    before = f.before()
    counted_at = timezone.localtime(f.as_of, practice.zone)
    return (
        (_("Practice"), practice.name),
        (_("Report"), what),
        (_("Period"), days_between(f.start, f.end)),
        (_("Compared with"), days_between(before.start, before.end)),
        (_("Filters"), filter_words(f) or pgettext("filters", "None")),
        (_("Counted at"), f"{counted_at:%Y-%m-%d %H:%M} ({practice.time_zone})"),
    )


def filter_words(f: Filters) -> str:
    """ "Network: X; Location: Lakeside"; "" without filters."""
    chosen = {
        _("Network"): dict(Network.choices).get(f.network, f.network),
        _("Location"): _place(f),
        _("Colleague"): _person(f),
        _("Topic"): str(SUBJECTS[f.topic].label) if f.topic in SUBJECTS else f.topic,
        _("Feeling"): dict(Sentiment.choices).get(f.sentiment, f.sentiment),
        _("Kind"): dict(Category.choices).get(f.category, f.category),
        _("History from a file"): _("included") if f.is_imported_too else "",
    }
    return "; ".join(f"{name}: {value}" for name, value in chosen.items() if value)


def _place(f: Filters) -> str:
    if f.location_id is None:
        return ""
    return dict(locations(f.practice_id)).get(f.location_id, _("not known any more"))


def _person(f: Filters) -> str:
    if f.staff_id is None:
        return ""
    names = {one.user_id: one.name for one in people(f.practice_id)}
    return names.get(f.staff_id, _("not known any more"))
