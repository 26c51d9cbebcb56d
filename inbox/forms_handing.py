"""What is handed over, to whom, and what they should know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox.forms import OUTCOME_LENGTH

NOBODY = "nobody"


class HandOverForm(forms.Form):
    """`ids` are among what the person has in hand; `line` is one line, for colleagues only."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("Select at least one conversation."),
            "invalid_choice": _("One of them is not in your hand any more. Look once more."),
        },
    )
    to = forms.ChoiceField(
        error_messages={
            "required": _("Choose who gets them."),
            "invalid_choice": _("That person is no longer in the practice."),
        }
    )
    line = forms.CharField(max_length=OUTCOME_LENGTH, required=False)

    def __init__(
        self, *args: Any, held: Sequence[int], members: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ids = cast(forms.TypedMultipleChoiceField, self.fields["ids"])
        ids.choices = [(str(pk), str(pk)) for pk in held]
        to = cast(forms.ChoiceField, self.fields["to"])
        to.choices = [
            ("", gettext("Choose…")),
            *members,
            (NOBODY, gettext("Nobody in particular: everyone sees it")),
        ]
