"""What approvers type and tap. Forms check shapes; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_noop

from inbox.actions.approvals import NOTE_LENGTH
from inbox.forms import BODY_LENGTH, REASON_LENGTH, SeenBesideField

# Ready to tap between two patients; the author reads them as they stand.
PHRASES = (
    gettext_noop("Say less about the care itself and invite them to talk in private."),
    gettext_noop("Acknowledge first, more warmly. Then say what happens next."),
    gettext_noop("Not right medically. Talk to me before you answer."),
)


class DecisionForm(forms.Form):
    """What was shown (`fingerprint`, `seen_seq`), and the changed text if there is one."""

    fingerprint = forms.CharField(max_length=64)
    seen_seq = forms.IntegerField(min_value=0)
    seen_beside = SeenBesideField()
    body = forms.CharField(max_length=BODY_LENGTH, required=False, strip=False)
    override_reason = forms.CharField(max_length=REASON_LENGTH, required=False)


class ReturnForm(forms.Form):
    """A phrase or a note; the action refuses when both are empty."""

    fingerprint = forms.CharField(max_length=64)
    phrase = forms.CharField(max_length=NOTE_LENGTH, required=False)
    note = forms.CharField(max_length=NOTE_LENGTH, required=False)


class OthersForm(forms.Form):
    """Ids of the other drafts that the page showed."""

    other = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        sent = [value for value in data.getlist("other") if value.isdecimal() and len(value) < 18]
        field = self.fields["other"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(value, value) for value in sent]
