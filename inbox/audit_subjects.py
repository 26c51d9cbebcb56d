"""Where the audit leads to from a row about a conversation, an answer and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_noop

from inbox.models import (
    Approval,
    Callback,
    Conversation,
    Erasure,
    ExportRun,
    ImportRun,
    PersonFile,
    Promise,
    Reply,
    ReportLetter,
    ReportWeek,
    RetentionPolicy,
    RetentionRun,
    Snippet,
    TargetPolicy,
)
from practice_hub.audit.words import Subject, of_practice, register_subject


def _conversation(one: Any) -> str:
    pk = one.pk if isinstance(one, Conversation) else one.conversation_id
    return reverse("inbox:conversation", args=[pk])


def _in_conversation(model: type[Model], noun: str) -> None:
    """It is shown where it belongs: in its conversation. Its text is not read for that."""
    wanted = "pk" if model is Conversation else "conversation_id"

    def rows(practice_id: int) -> QuerySet[Any]:
        return of_practice(model)(practice_id).only(wanted)

    register_subject(model, Subject(noun, rows=rows, path=_conversation))


def _with_page(
    model: type[Model], noun: str, name: str, *, label: Callable[[Any], str] | None = None
) -> None:
    """It has a page of its own, at the address called `name`."""
    path = partial(_page_of, name)
    register_subject(model, Subject(noun, rows=of_practice(model), path=path, label=label))


def _page_of(name: str, one: Any) -> str:
    return reverse(name, args=[one.pk])


for _model, _noun in (
    (Conversation, gettext_noop("Conversation")),
    (Reply, gettext_noop("Answer")),
    (Approval, gettext_noop("Approval")),
    (Callback, gettext_noop("Call")),
    (Promise, gettext_noop("Promise")),
):
    _in_conversation(_model, _noun)
_with_page(Snippet, gettext_noop("Snippet"), "snippets:snippet")
_with_page(ExportRun, gettext_noop("Long file"), "reports:export_ready")
_with_page(PersonFile, gettext_noop("File about a person"), "data:file")
_with_page(Erasure, gettext_noop("Erasure"), "data:erasure", label=str)
register_subject(
    ImportRun,
    Subject(
        gettext_noop("Import"),
        rows=of_practice(ImportRun),
        path=lambda _: reverse("inbox_settings:history"),
    ),
)
register_subject(RetentionPolicy, Subject(gettext_noop("Rules of keeping")))
register_subject(RetentionRun, Subject(gettext_noop("Nightly clearing out")))
register_subject(ReportWeek, Subject(gettext_noop("Report of a week")))
register_subject(ReportLetter, Subject(gettext_noop("Report by mail")))
register_subject(TargetPolicy, Subject(gettext_noop("Targets")))
