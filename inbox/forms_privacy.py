"""Forms of the pages about the data of people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from inbox.models import Erasure
from inbox.privacy.receipts import MOST_BYTES
from inbox.privacy.retention import CHOICES
from inbox.privacy.retention_kinds import KINDS
from listening.models import Network


def _months() -> list[tuple[int | str, str]]:
    return [("", _("Keep")), *((one, _span(one)) for one in CHOICES)]


def _span(months: int) -> str:
    if months < 12:
        return ngettext("%(count)d months", "%(count)d months", months) % {"count": months}
    years = months // 12
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}


def erase_word() -> str:
    """What is typed to confirm, in the language of the page."""
    return pgettext("typed to confirm", "ERASE")


class SearchForm(forms.Form):
    """Posted, so that no name stands in an address or a log."""

    words = forms.CharField(
        label=gettext_lazy("Name or handle"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write a name or a handle, or a part of one.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    network = forms.ChoiceField(
        label=gettext_lazy("Network"),
        choices=[("", gettext_lazy("Any network")), *Network.choices],
        required=False,
    )


class EraseForm(forms.Form):
    """Why, and the word that nobody types by accident."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=Erasure.Reason.choices,
        error_messages={"required": gettext_lazy("Choose why.")},
        help_text=gettext_lazy("Stands on the receipt. It has no place for a name."),
    )
    confirm = forms.CharField(
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word = {"word": erase_word()}
        field = self.fields["confirm"]
        field.label = _("Type %(word)s to confirm") % word
        field.error_messages["required"] = _("Type %(word)s to confirm.") % word

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        word = erase_word()
        if typed.strip().upper() != word:
            said = _("Type %(word)s to confirm. Nothing was erased.")
            raise forms.ValidationError(said % {"word": word})
        return typed


class ReceiptForm(forms.Form):
    """A receipt that somebody brings."""

    file = forms.FileField(
        label=gettext_lazy("Receipt"),
        error_messages={
            "required": gettext_lazy("Choose a receipt first."),
            "empty": gettext_lazy("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("This file is too large for a receipt."))
        data: bytes = file.read()
        return data


class KeepingForm(forms.Form):
    """A choice for each kind of `inbox.privacy.retention_kinds`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, kind in KINDS.items():
            self.fields[key] = forms.TypedChoiceField(
                label=kind.label,
                help_text=kind.help,
                choices=_months,
                coerce=int,
                required=False,
            )

    def months(self) -> dict[str, int]:
        """What was chosen, without what is kept."""
        return {key: value for key, value in self.cleaned_data.items() if value}
