"""What is to be done with the conversations that were selected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox.bulk import MOST, BulkAct
from inbox.forms import REASON_LENGTH
from practice_hub.http import number_of

NOBODY = "nobody"  # of a list that begins with "choose": taking it away is a choice, too


class BulkForm(forms.Form):
    """`ids`: conversations, in the order of the page; each act asks for its own field."""

    act = forms.ChoiceField(
        choices=BulkAct.choices, error_messages={"required": _("Choose what to do with them.")}
    )
    assignee = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("That person is no longer in the practice.")},
    )
    when = forms.ChoiceField(
        required=False, error_messages={"invalid_choice": _("Pick when they should come back.")}
    )
    reason = forms.CharField(max_length=REASON_LENGTH, required=False)

    def __init__(
        self,
        *args: Any,
        members: Sequence[tuple[str, str]],
        times: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = cast(forms.ChoiceField, self.fields["assignee"])
        people.choices = [
            ("", gettext("Choose…")),
            (NOBODY, gettext("Nobody in particular")),
            *members,
        ]
        cast(forms.ChoiceField, self.fields["when"]).choices = list(times)

    @property
    def ids(self) -> list[int]:
        given = self.data.getlist("ids") if isinstance(self.data, QueryDict) else []
        return list(dict.fromkeys(pk for pk in map(number_of, given) if pk))

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.ids:
            self.add_error(None, gettext("Select at least one conversation first."))
        elif len(self.ids) > MOST:
            self.add_error(None, gettext("Select at most %(most)s at once.") % {"most": MOST})
        act = data.get("act")
        if act == BulkAct.MERGE and self.ids and len(self.ids) != 2:
            self.add_error(None, gettext("Select two conversations to merge them."))
        if act == BulkAct.ASSIGN and not data.get("assignee") and "assignee" not in self.errors:
            self.add_error("assignee", gettext("Choose who gets them."))
        if act == BulkAct.SNOOZE and not data.get("when") and "when" not in self.errors:
            self.add_error("when", gettext("Pick when they should come back."))
        if act == BulkAct.NO_REPLY and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Say why, in a few words. Colleagues will read it."))
        return data
