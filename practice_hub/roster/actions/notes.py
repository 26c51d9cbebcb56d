"""The hand-over note: written by who ends, read by who begins. Its text stays out of the audit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may
from practice_hub.roster.actions.common import RosterError, begin, changed
from practice_hub.roster.models import HandOver, HandOverRead


@transaction.atomic(durable=True)
def write_note(*, actor: Membership, text: str, is_for_agency: bool, at: datetime) -> HandOver:
    """Leave a note for whoever watches next; it takes the place of the one before.

    What an agency writes is for everybody; of the desk's notes it reads those marked so (O1).
    Raises RosterError without words, PeopleError.
    """
    practice, doer = begin(actor, Act.READ_ROSTER)
    words = text.strip()
    if not words:
        raise RosterError(_("Please write what the next one should know."))
    note = HandOver.objects.create(
        practice=practice,
        author=doer,
        text=words,
        is_for_agency=is_for_agency or not may(doer.role, Act.READ_PRIVATE),
        written_at=at,
    )
    changed("roster.note_written", note, doer, at, is_for_agency=note.is_for_agency)
    return note


@transaction.atomic(durable=True)
def mark_read(*, actor: Membership, note_id: int, at: datetime) -> None:
    """Once; a note that is not the reader's to read raises RosterError."""
    practice, doer = begin(actor, Act.READ_ROSTER)
    note = HandOver.objects.filter(practice=practice, pk=note_id).first()
    if note is None or not (note.is_for_agency or may(doer.role, Act.READ_PRIVATE)):
        raise RosterError(_("This note is gone."))
    _read, is_new = HandOverRead.objects.get_or_create(
        note=note, member=doer, defaults={"read_at": at}
    )
    if is_new:
        changed("roster.note_read", note, doer, at)
