"""Keeping what somebody types until it is sent, so that no reload or crash costs a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.base import locked
from inbox.actions.errors import ActionRefused
from inbox.models import Conversation, SavedDraft
from practice_hub.practices.models import User
from practice_hub.ready_statements import Slot, Statement

KEPT: Final = timedelta(days=30)
_ELSEWHERE: Final = gettext_noop("You wrote something else here on another page meanwhile.")
_GONE_ELSEWHERE: Final = gettext_noop("This text was sent or emptied on another page meanwhile.")


@dataclass(frozen=True, slots=True)
class Typed:
    """`version`: the one that the page has seen last, 0 for none."""

    audience: str
    text: str
    version: int
    seen_seq: int


@transaction.atomic(durable=True)
def save_draft(*, conversation_id: int, actor: User, now: datetime, typed: Typed) -> int:
    """Keep the text and return its version. Needs no claim: words must outlast one.

    Raises ActionRefused: "draft_changed" when the page has not seen the newest text (context:
    `text`, `version`), "gone" when nothing of the person is left, "imported".
    """
    row = locked(conversation_id)  # first, as everywhere: a send does the same, then empties this
    if row.gone_at is not None:
        raise ActionRefused("gone", _("Nothing of theirs is left to answer."))
    found, is_new = _found_or_made(row, actor, typed, now)
    text = typed.text.replace("\r\n", "\n") if typed.text.strip() else ""
    if not is_new and found.version != typed.version:
        return _same_or_refused(found, text)
    found.text, found.version = text, typed.version + 1
    found.seen_seq, found.updated_at = min(typed.seen_seq, row.last_seq), now
    found.save(update_fields=["text", "version", "seen_seq", "updated_at"])
    return found.version


def _found_or_made(
    row: Conversation, actor: User, typed: Typed, now: datetime
) -> tuple[SavedDraft, bool]:
    return SavedDraft.objects.select_for_update().get_or_create(
        conversation=row,
        user=actor,
        audience=typed.audience,
        defaults={"practice_id": row.practice_id, "updated_at": now},
    )


def _same_or_refused(found: SavedDraft, text: str) -> int:
    if found.text == text:  # the answer to an earlier save was lost on its way
        return found.version
    raise ActionRefused(
        "draft_changed",
        _(_ELSEWHERE if found.text else _GONE_ELSEWHERE),
        {"text": found.text, "version": found.version},
    )


_EMPTIED: Final = Statement(
    """
    INSERT INTO inbox_saveddraft AS kept
        (practice_id, conversation_id, user_id, audience, text, version, seen_seq, updated_at)
    VALUES (%s, %s, %s, %s, '', 1, 0, %s)
    ON CONFLICT (conversation_id, user_id, audience)
    DO UPDATE SET text = '', version = kept.version + 1, updated_at = EXCLUDED.updated_at
    """,
    [Slot(0), Slot(1), Slot(2), Slot(3), Slot(4)],
)


def empty_draft(row: Conversation, actor: User, audience: str, now: datetime) -> None:
    """It was sent. In the caller's transaction. A save that is still on its way comes too late,
    even the first one: so there is a row with a newer version in any case."""
    _EMPTIED.changed([row.practice_id, row.pk, actor.pk, audience, now])


@transaction.atomic(durable=True)
def sweep_drafts(*, now: datetime) -> None:
    """Delete what nobody has touched for KEPT: shorter than any rule a practice can choose."""
    SavedDraft.objects.filter(updated_at__lt=now - KEPT).delete()
