"""What the audit calls its events and what they are about: whoever writes rows registers words.

The kernel knows nothing of sources and answers, so listening and inbox add their own in `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOK_ENDINGS: Final = (".viewed", ".downloaded")


class Group(models.TextChoices):
    """What the page narrows the audit to; `label` stands in the list of choices."""

    CONVERSATIONS = "CONVERSATIONS", gettext_lazy("Conversations")
    ANSWERS = "ANSWERS", gettext_lazy("Answers and approvals")
    MEDICAL = "MEDICAL", gettext_lazy("Medical and privacy")
    CALLS = "CALLS", gettext_lazy("Calls and promises")
    SNIPPETS = "SNIPPETS", gettext_lazy("Snippets and the coach")
    SOURCES = "SOURCES", gettext_lazy("Sources")
    ALERTS = "ALERTS", gettext_lazy("Alerts")
    ROSTER = "ROSTER", gettext_lazy("Roster")
    REPORTS = "REPORTS", gettext_lazy("Reports, files and history")
    PEOPLE = "PEOPLE", gettext_lazy("People and roles")
    SIGN_IN = "SIGN_IN", gettext_lazy("Signing in")
    SETTINGS = "SETTINGS", gettext_lazy("Settings")
    AUDIT = "AUDIT", gettext_lazy("The audit itself")


@dataclass(frozen=True, slots=True)
class Words:
    """`did` follows a name ("Ana" + "took the conversation"), `itself` is a sentence without one.

    Both may have places for details of the row (`{before}`). Like all words that are registered
    here they are marked for the catalogs where they stand and translated where they are shown.
    """

    group: Group
    did: str
    itself: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that rows are about: its name, which of them still exist, where they are."""

    noun: str
    rows: Callable[[int], QuerySet[Any]] | None = None
    path: Callable[[Any], str] | None = None
    label: Callable[[Any], str] | None = None


def of_practice(model: type[Model]) -> Callable[[int], QuerySet[Any]]:
    """The `rows` of a model that names its practice itself."""
    return lambda practice_id: model._default_manager.filter(practice_id=practice_id)


_WORDS: dict[str, Words] = {}
_SUBJECTS: dict[str, Subject] = {}
_VALUES: dict[str, StrOrPromise] = {}


def register_words(group: Group, table: Mapping[str, str | tuple[str, str]]) -> None:
    """`table`: name of the event -> what a person did, or that and what happened by itself."""
    for name, words in table.items():
        did, itself = (words, "") if isinstance(words, str) else words
        _WORDS[name] = Words(group, did, itself)


def register_values(table: Mapping[str, StrOrPromise]) -> None:
    """What people call the values of choices that stand in sentences."""
    _VALUES.update(table)


def register_subject(model: type[Model], subject: Subject) -> None:
    _SUBJECTS[model._meta.model_name or ""] = subject


def words_of(name: str) -> Words | None:
    return _WORDS.get(name)


def subject_of(subject_type: str) -> Subject:
    return _SUBJECTS.get(subject_type) or Subject(subject_type.capitalize())


def known_names() -> frozenset[str]:
    return frozenset(_WORDS)


def names_of(group: str) -> tuple[str, ...]:
    return tuple(name for name, words in _WORDS.items() if words.group == group)


def is_look(name: str) -> bool:
    return name.endswith(LOOK_ENDINGS)


def looks() -> tuple[str, ...]:
    return tuple(name for name in _WORDS if is_look(name))


class _Blank(dict[str, Any]):
    """A detail that an old row does not have is left out of its sentence."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(name: str, who: str, details: Mapping[str, Any]) -> str:
    """One plain sentence for one row; `who` is "" when nobody did it."""
    words = _WORDS.get(name)
    if words is None:  # written by a version before or after this one
        plain = name.replace("_", " ").replace(".", ": ")
        hub = _("The hub")
        return f"{who or hub}: {plain}."
    values = _Blank({key: _plain(value) for key, value in details.items()})
    if who:
        return f"{who} {_(words.did).format_map(values)}."
    if words.itself:
        return _(words.itself).format_map(values)
    return _("The hub %(did)s.") % {"did": _(words.did).format_map(values)}


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return yes_or_no(is_yes=value)
    text = "" if value is None else str(value)
    plain = text.replace("_", " ").lower() if text.isupper() else text
    known = str(_VALUES.get(text, ""))
    return _(known) if known else plain


def yes_or_no(*, is_yes: bool) -> str:
    return _("yes") if is_yes else _("no")
