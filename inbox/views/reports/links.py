"""Addresses of the reports: every number leads to its conversations and to its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_noop

from inbox.reports.filters import Filters

# Page, its name in the row of pages, in English.
PAGES: Final = (
    ("overview", gettext_noop("Overview")),
    ("time", gettext_noop("Where time goes")),
    ("when", gettext_noop("When")),
    ("who", gettext_noop("Who and what")),
    ("care", gettext_noop("Approvals and guard")),
    ("voice", gettext_noop("Voice of the people")),
)


@dataclass(frozen=True, slots=True)
class Links:
    """Links that keep the filters of one report."""

    f: Filters

    def behind(self, which: str, **place: object) -> str:
        """The conversations of the set `which`, at a place (day, weekday, hour, by, part)."""
        places = {name: str(value) for name, value in place.items() if value is not None}
        pairs = {name: value for name, value in self.f.pairs().items() if value}
        return f"{reverse('reports:behind')}?{urlencode({'set': which, **places, **pairs})}"

    def page(self, name: str, **changes: str) -> str:
        """A page of the reports with these filters, some of them changed ("" takes one off)."""
        query = self.f.to_query(**changes)
        return reverse(f"reports:{name}") + (f"?{query}" if query else "")


def definition(key: str) -> str:
    """The definition of one number."""
    return f"{reverse('reports:definitions')}#{key}"
