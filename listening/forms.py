"""Forms of the sources page. Secrets go in and never come out again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from listening.connectors.entry import CredentialField, NetworkEntry
from listening.credentials import missing
from listening.models import WatchTerm
from listening.queries import MAX_LENGTH
from listening.refusals import SourceRefusedError
from listening.stored import is_id

_LONGEST_SECRET = 2000
_KEPT = gettext_lazy("Leave it empty to keep the one that is stored.")


class SourceForm(forms.Form):
    """A form that takes the refusal of an action as its own errors."""

    def refuse(self, refusal: SourceRefusedError) -> None:
        """Put each sentence beside its field, the rest above the form."""
        known = {name: words for name, words in refusal.fields.items() if name in self.fields}
        for name, words in known.items():
            self.add_error(name, words)
        if not known:
            self.add_error(None, refusal.message)


class ConnectForm(SourceForm):
    """The credentials that one network asks for; of those in `stored` an empty field keeps it."""

    def __init__(
        self, entry: NetworkEntry, *args: Any, stored: Collection[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in entry.credential_fields:
            is_kept = field.name in stored
            attributes = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
            self.fields[field.name] = forms.CharField(
                label=_(field.label),
                help_text=_KEPT if is_kept else _help(field),
                required=field.is_required and not is_kept,
                max_length=_LONGEST_SECRET,
                # What was typed stays in the form when something else is wrong: ids only.
                widget=_widget(field.name)(attributes),
                error_messages={"required": missing(field)},
            )


def _widget(name: str) -> type[forms.TextInput | forms.PasswordInput]:
    return forms.TextInput if is_id(name) else forms.PasswordInput


def _help(field: CredentialField) -> str:
    """The form marks optional fields itself."""
    words = (_(field.help) if field.help else "").removeprefix(_("Optional: "))
    return words[:1].upper() + words[1:]


def _too_long() -> str:
    return _("X takes %(most)s characters here: split it into two watch terms.") % {
        "most": MAX_LENGTH
    }


class TermForm(SourceForm):
    """A watch term (L4)."""

    query = forms.CharField(
        label=gettext_lazy("Word or phrase"),
        max_length=MAX_LENGTH,
        help_text=gettext_lazy(
            'A phrase in "quotes", a #hashtag or a @name; OR between alternatives, - before '
            "what must not be there."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Write the word or phrase to watch for."),
            "max_length": lazy(_too_long, str)(),
        },
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=WatchTerm.Kind.choices,
        error_messages={"invalid_choice": gettext_lazy("Choose what kind of word this is.")},
    )
