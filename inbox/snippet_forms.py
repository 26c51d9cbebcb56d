"""What people type about snippets. The forms check shapes; the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from inbox.actions.snippets import (
    BODY_LENGTH,
    DEFAULT_MONTHS,
    MONTHS,
    NOTE_LENGTH,
    TITLE_LENGTH,
    SnippetDraft,
)
from inbox.models import Snippet

_AUDIENCES = (
    (Snippet.Audience.PUBLIC.value, _("In public, where everyone reads it")),
    (Snippet.Audience.PRIVATE.value, _("In private, to one person")),
)
# Which field a refusal of the action belongs to; all others stand above the form.
_FIELD_OF = {
    "empty": "body",
    "too_long": "body",
    "placeholder": "body",
    "guard_blocked": "body",
    "audience": "audience",
    "title_taken": "title",
}


class SnippetForm(forms.Form):
    """Title, audience and text; `version` is what the page was made of."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        help_text=_("What colleagues look for. Nobody outside sees it."),
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": _("Give it a title that colleagues will find."),
            "max_length": _("Keep the title to %(limit_value)d characters."),
        },
    )
    audience = forms.ChoiceField(
        label=_("Where it is used"),
        choices=_AUDIENCES,
        widget=forms.RadioSelect,
        initial=Snippet.Audience.PUBLIC.value,
        error_messages={
            "required": _("Choose where it is used."),
            "invalid_choice": _("Choose where it is used."),
        },
    )
    body = forms.CharField(
        label=_("Text"),
        strip=False,
        help_text=_(
            "Put what is different for each person in braces, like {first_name} or "
            "{what_happened}. Nobody can send it before each of them is filled in by hand."
        ),
        widget=forms.Textarea({"rows": 7, "maxlength": BODY_LENGTH}),
        error_messages={"required": _("Write the text first.")},
    )
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    @property
    def draft(self) -> SnippetDraft:
        data: dict[str, Any] = self.cleaned_data
        return SnippetDraft(data["title"], data["audience"], data["body"])

    def refuse(self, code: str, message: str) -> None:
        """Show why the action did not take it, beside the field that it is about."""
        self.add_error(_FIELD_OF.get(code), message)


def _months() -> list[tuple[int, str]]:
    return [
        (months, ngettext("%(count)d month", "%(count)d months", months) % {"count": months})
        for months in MONTHS
    ]


class ReviewForm(forms.Form):
    """Approve for so many months, or return with a note: `decision` is the button pressed."""

    decision = forms.ChoiceField(choices=[("approve", _("Approve")), ("return", _("Return"))])
    months = forms.TypedChoiceField(
        coerce=int,
        choices=_months,
        initial=DEFAULT_MONTHS,
        error_messages={"invalid_choice": _("Choose how long it may be used.")},
    )
    note = forms.CharField(
        required=False,
        label=_("What should be different"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 2, "maxlength": NOTE_LENGTH}),
        error_messages={"max_length": _("Keep the note to %(limit_value)d characters.")},
    )
    version = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
