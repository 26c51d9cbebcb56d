"""Forms of the pages of opening hours; the week and the holidays have rows of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.holiday_words import country_choices, country_words
from practice_hub.practices.hours_text import spans_text
from practice_hub.practices.hours_week import overlap, read_pair
from practice_hub.practices.models import Location, Practice
from practice_hub.practices.public_holidays import regions

PAIRS = 2


class DatesForm(forms.Form):
    """Dates that go their own way. `pairs` are the time fields of their hours."""

    KINDS = (("CLOSED", _("Closed all day")), ("OPEN", _("Open, at other hours")))
    note = forms.CharField(
        max_length=80,
        label=_("What it is"),
        help_text=_("Colleagues read it, like “Surgery day” or “Summer break”."),
        error_messages={"required": _("Say in a few words what it is.")},
    )
    first_on = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the day."),
            "invalid": _("Give a day like 2026-12-24."),
        },
    )
    last_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Give a day like 2026-12-24.")},
    )
    kind = forms.ChoiceField(choices=KINDS, initial="CLOSED", label=_("On these days"))

    def clean(self) -> dict[str, Any]:
        """Set `spans`: as a row keeps them, "" for closed."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("kind") != "OPEN":
            return data | {"spans": ""}
        try:
            read = [read_pair(*pair) for pair in self.pairs()]
        except ValueError as error:
            self.add_error("kind", str(error))
            return data
        found = [span for span in read if span]
        problem = overlap(found) if found else gettext("Give the hours, or choose Closed all day.")
        if problem:
            self.add_error("kind", problem)
        return data | {"spans": spans_text(found)}

    def pairs(self) -> list[tuple[str, str]]:
        """(opens, closes) as they were typed, always `PAIRS` of them."""
        typed = zip(self._all("opens"), self._all("closes"), strict=False)
        return [*typed, *[("", "")] * PAIRS][:PAIRS]

    def _all(self, name: str) -> list[str]:
        getlist = getattr(self.data, "getlist", None)
        return list(getlist(name)) if getlist else []


class RegionForm(forms.Form):
    """Where public holidays are looked up. The region is checked by the action, against the
    country that was chosen with it."""

    country = forms.CharField(required=False, label=_("Country"), widget=forms.Select)
    region = forms.CharField(required=False, label=_("State or region"), widget=forms.Select)

    def __init__(self, data: Any = None, *, practice: Practice, location: Location | None) -> None:
        row = location or practice
        super().__init__(data, initial={"country": row.country, "region": row.region})
        self._shown = row.country
        nowhere, everywhere = gettext("No public holidays"), gettext("The whole country")
        if location:
            above = country_words(practice.country) or gettext("no public holidays")
            nowhere = gettext("As the practice (%(country)s)") % {"country": above}
            everywhere = everywhere if location.country else gettext("As the practice")
        self.fields["country"].widget = forms.Select(choices=[("", nowhere), *country_choices()])
        known = regions(row.country or practice.country)
        self.fields["region"].widget = forms.Select(choices=[("", everywhere), *known])
        if not known:
            del self.fields["region"]

    def clean(self) -> dict[str, Any]:
        """A region that was shown for another country means nothing in this one."""
        data: dict[str, Any] = super().clean() or {}
        is_same = data.get("country", "") == self._shown
        return data | {"region": data.get("region", "") if is_same else ""}
