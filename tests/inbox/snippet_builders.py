"""Snippets written and approved through the real acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox.actions import snippets as actions
from inbox.actions.snippets import SnippetDraft
from inbox.models import Snippet
from inbox.snippets import version_of
from tests.people import Person

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DRAFT = SnippetDraft(
    "A word of thanks", "PUBLIC", "Thank you for writing. {what_we_liked} {your_name}"
)


def written(who: Person, **changes: Any) -> Snippet:
    return actions.create_snippet(actor=who.membership, now=NOON, draft=replace(DRAFT, **changes))


def approved(who: Person, reader: Person, months: int = 6, **changes: Any) -> Snippet:
    row = written(who, **changes)
    return approve(row, reader, months)


def approve(row: Snippet, reader: Person, months: int = 6, now: datetime = NOON) -> Snippet:
    return actions.approve_snippet(
        row.pk, actor=reader.membership, now=now, months=months, version=version_of(row)
    )


def change(row: Snippet, who: Person, version: str = "", **changes: Any) -> Snippet:
    draft = replace(SnippetDraft(row.title, row.audience, row.body), **changes)
    return actions.change_snippet(
        row.pk,
        actor=who.membership,
        now=NOON + timedelta(hours=1),
        draft=draft,
        version=version or version_of(row),
    )
