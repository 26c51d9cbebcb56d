"""What is handed over, to whom, and what they should know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from inbox.forms import OUTCOME_LENGTH

NOBODY = "nobody"


class HandOverForm(forms.Form):
    """`ids` are among what the person has in hand; `line` is one line, for colleagues only."""

    ids = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Select at least one conversation.",
            "invalid_choice": "One of them is not in your hand any more. Look once more.",
        },
    )
    to = forms.ChoiceField(
        error_messages={
            "required": "Choose who gets them.",
            "invalid_choice": "That person is no longer in the practice.",
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
        to.choices = [("", "Choose…"), *members, (NOBODY, "Nobody in particular: everyone sees it")]
