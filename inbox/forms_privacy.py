"""Forms of the pages about the data of people."""

from __future__ import annotations

from django import forms

from inbox.models import Erasure
from inbox.privacy.receipts import MOST_BYTES
from listening.models import Network

CONFIRM = "ERASE"


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
