"""Where the audit leads to from a row about a conversation, an answer and what belongs to them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

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
from practice_hub.audit.words import Subject, register_subject


def _conversation(one: Any) -> str:
    pk = one.pk if isinstance(one, Conversation) else one.conversation_id
    return reverse("inbox:conversation", args=[pk])


def _in_conversation(model: type[Model], noun: str) -> None:
    """It is shown where it belongs: in its conversation. Its text is not read for that."""
    wanted = "pk" if model is Conversation else "conversation_id"

    def rows(practice_id: int) -> QuerySet[Any]:
        return model._default_manager.filter(practice_id=practice_id).only(wanted)

    register_subject(model, Subject(noun, rows=rows, path=_conversation))


for _model, _noun in (
    (Conversation, "Conversation"),
    (Reply, "Answer"),
    (Approval, "Approval"),
    (Callback, "Call"),
    (Promise, "Promise"),
):
    _in_conversation(_model, _noun)
register_subject(
    Snippet,
    Subject(
        "Snippet",
        rows=lambda practice_id: Snippet.objects.filter(practice_id=practice_id),
        path=lambda one: reverse("snippets:snippet", args=[one.pk]),
    ),
)
register_subject(
    ExportRun,
    Subject(
        "Long file",
        rows=lambda practice_id: ExportRun.objects.filter(practice_id=practice_id),
        path=lambda one: reverse("reports:export_ready", args=[one.pk]),
    ),
)
register_subject(
    ImportRun,
    Subject(
        "Import",
        rows=lambda practice_id: ImportRun.objects.filter(practice_id=practice_id),
        path=lambda _: reverse("inbox_settings:history"),
    ),
)
register_subject(
    Erasure,
    Subject(
        "Erasure",
        rows=lambda practice_id: Erasure.objects.filter(practice_id=practice_id),
        path=lambda one: reverse("data:erasure", args=[one.pk]),
        label=str,
    ),
)
register_subject(
    PersonFile,
    Subject(
        "File about a person",
        rows=lambda practice_id: PersonFile.objects.filter(practice_id=practice_id),
        path=lambda one: reverse("data:file", args=[one.pk]),
    ),
)
register_subject(RetentionPolicy, Subject("Rules of keeping"))
register_subject(RetentionRun, Subject("Nightly clearing out"))
register_subject(ReportWeek, Subject("Report of a week"))
register_subject(ReportLetter, Subject("Report by mail"))
register_subject(TargetPolicy, Subject("Targets"))
