"""What every page of the reports shares: period, filters, the row of pages, the pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from inbox.access import sees_private
from inbox.reports.filters import Filters, parse_filters
from inbox.reports.periods import OWN_DATES, PRESETS
from inbox.reports.split import Person, locations, people
from inbox.views.listing import Choices, FilterChip, FilterField
from inbox.views.reports.export_links import ExportLinks
from inbox.views.reports.links import PAGES, Links
from listening.models import Category, Network, Sentiment
from listening.scoring.topics import SUBJECTS
from practice_hub.charts.client import drawing_process
from practice_hub.charts.figures import Figure, Picture, figures
from practice_hub.http import MemberRequest
from practice_hub.times import days_between


@dataclass(frozen=True, slots=True)
class Tab:
    """One link of a row of links."""

    label: str
    url: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """One request for a page of the reports. Menus cost two queries."""

    request: MemberRequest
    page: str
    f: Filters
    places: Choices
    persons: list[Person]

    @classmethod
    def of(cls, request: MemberRequest, page: str) -> Frame:
        practice = request.practice
        return cls(
            request=request,
            page=page,
            f=parse_filters(request.GET, practice, timezone.now()),
            places=[(str(pk), name) for pk, name in locations(practice.pk)],
            persons=people(practice.pk),
        )

    @property
    def links(self) -> Links:
        return Links(self.f)

    @property
    def sees_private(self) -> bool:
        return sees_private(self.request.membership)

    def render(self, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """The page `template` with `context` and everything around it."""
        awaited = [f"#{one.key}" for one in context.get("figures", ()) if one.is_awaited]
        everything = {**self._around(), **context, "awaited": ",".join(awaited)}
        return render(self.request, f"inbox/reports/{template}", everything, status=status)

    def figures(self, pictures: Sequence[Picture]) -> list[Figure]:
        """What the cache has; the rest only for the request that asks for drawing.

        So the numbers never wait for a picture: the page fetches the missing ones afterwards.
        """
        draws = self.request.GET.get("draw") == "1"
        return figures(pictures, drawing_process if draws else None)

    def _around(self) -> dict[str, Any]:
        fields = self._fields()
        return {
            "f": self.f,
            "frame": self,
            "links": self.links,
            "exports": ExportLinks(self.request, self.page, self.f),
            "period": days_between(self.f.start, self.f.end),
            "period_before": days_between(self.f.before().start, self.f.before().end),
            "period_name": dict(self._presets()).get(self.f.preset, _("Own dates")),
            "presets": self._preset_tabs(),
            "tabs": [Tab(_(label), self.links.page(key), key == self.page) for key, label in PAGES],
            "fields": fields,
            "chips": self._chips(fields),
            "clear_url": self._here(self._bare()),
            "draw_url": self.again("draw"),
        }

    @property
    def kept(self) -> dict[str, str]:
        """Which number a list is about; it stays when the period or a filter changes."""
        if self.page != "behind":
            return {}
        names = ("set", "by", "part", "weekday", "hour")
        return {name: self.request.GET[name] for name in names if self.request.GET.get(name)}

    def _here(self, f: Filters, **changes: str) -> str:
        """This page with some filters changed."""
        return Links(f).page(self.page, **self.kept, **changes)

    def _presets(self) -> list[tuple[str, str]]:
        return [(preset.key, preset.label) for preset in PRESETS]

    def _preset_tabs(self) -> list[Tab]:
        none = {"from": "", "to": ""}
        return [
            Tab(
                label,
                self._here(self.f, period=key, **none),
                key == self.f.preset,
            )
            for key, label in self._presets()
        ]

    def _fields(self) -> list[FilterField]:
        """One select for everything that narrows."""
        topics = sorted((str(one.label), key) for key, one in SUBJECTS.items())
        f = self.f
        offered: list[tuple[str, str, Choices, str]] = [
            ("network", _("Network"), list(Network.choices), f.network),
            ("location", _("Location"), self.places, _text(f.location_id)),
            ("staff", _("Colleague"), self._names(), _text(f.staff_id)),
            ("topic", _("Topic"), [(key, label) for label, key in topics], f.topic),
            ("sentiment", _("Feeling"), _said(Sentiment), f.sentiment),
            ("category", _("Kind"), _said(Category), f.category),
        ]
        every = pgettext("filter", "All")
        return [FilterField(*field, any_label=every) for field in offered]

    def _names(self) -> Choices:
        return [
            (
                str(one.user_id),
                _("%(name)s (left)") % {"name": one.name} if one.is_former else one.name,
            )
            for one in self.persons
        ]

    def _chips(self, fields: Sequence[FilterField]) -> list[FilterChip]:
        """What narrows the report, each with the address without it."""
        chips = [
            FilterChip(field.chosen, self._here(self.f, **{field.name: ""}))
            for field in fields
            if field.value
        ]
        if self.f.is_imported_too:
            chips.append(FilterChip(_("With history"), self._here(self.f, history="")))
        return chips

    def _bare(self) -> Filters:
        """The same period and nothing else."""
        return Filters(
            practice_id=self.f.practice_id,
            start=self.f.start,
            end=self.f.end,
            as_of=self.f.as_of,
            preset=self.f.preset,
        )

    def again(self, wish: str) -> str:
        """The address of this page that also asks for `wish`."""
        asked = self.request.GET.copy()
        asked[wish] = "1"
        return f"{self.request.path}?{asked.urlencode()}"

    @property
    def has_own_dates(self) -> bool:
        return self.f.preset == OWN_DATES


def _text(number: int | None) -> str:
    return "" if number is None else str(number)


def _said(kinds: type[TextChoices]) -> Choices:
    """Values and names, in the language of who reads."""
    return [(each.value, str(each.label)) for each in kinds]
