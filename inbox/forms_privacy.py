"""Forms of the pages about the data of people."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from inbox.models import Erasure
from inbox.privacy.receipts import MOST_BYTES
from inbox.privacy.retention import CHOICES
from inbox.privacy.retention_kinds import KINDS
from listening.models import Network

CONFIRM = "ERASE"
_MONTHS: Final = [
    ("", "Keep"),
    *(
        (one, f"{one // 12} year{'s' * (one > 12)}" if one >= 12 else f"{one} months")
        for one in CHOICES
    ),
]


class SearchForm(forms.Form):
    """Posted, so that no name stands in an address or a log."""

    words = forms.CharField(
        label="Name or handle",
        max_length=120,
        error_messages={"required": "Write a name or a handle, or a part of one."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    network = forms.ChoiceField(
        label="Network", choices=[("", "Any network"), *Network.choices], required=False
    )


class EraseForm(forms.Form):
    """Why, and the word that nobody types by accident."""

    reason = forms.ChoiceField(
        label="Why",
        choices=Erasure.Reason.choices,
        error_messages={"required": "Choose why."},
        help_text="Stands on the receipt. It has no place for a name.",
    )
    confirm = forms.CharField(
        label=f"Type {CONFIRM} to confirm",
        max_length=20,
        error_messages={"required": f"Type {CONFIRM} to confirm."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_confirm(self) -> str:
        typed: str = self.cleaned_data["confirm"]
        if typed.strip().upper() != CONFIRM:
            raise forms.ValidationError(f"Type {CONFIRM} to confirm. Nothing was erased.")
        return typed


class ReceiptForm(forms.Form):
    """A receipt that somebody brings."""

    file = forms.FileField(
        label="Receipt",
        error_messages={"required": "Choose a receipt first.", "empty": "This file is empty."},
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("This file is too large for a receipt.")
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
                choices=_MONTHS,
                coerce=int,
                required=False,
            )

    def months(self) -> dict[str, int]:
        """What was chosen, without what is kept."""
        return {key: value for key, value in self.cleaned_data.items() if value}
