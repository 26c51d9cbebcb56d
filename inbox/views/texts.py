"""What was typed and must not be lost, on its way back into the composer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from django.http import QueryDict

from inbox.actions.errors import ActionRefused
from inbox.models import Reply
from inbox.pictures import key_after

# Refusals after which the approved ways out are held out (P2).
STOPPED = frozenset({"guard_blocked", "override_not_allowed", "override_reason"})
PUBLIC, PRIVATE, NOTE = Reply.Audience.PUBLIC.value, Reply.Audience.PRIVATE.value, "NOTE"


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that must not be lost: what was typed when a send was refused or undone."""

    audience: str = ""
    body: str = ""
    skip_public_reason: str = ""
    refusal: ActionRefused | None = None
    error: str = ""  # beside the text
    is_wanted: bool = False  # put the cursor into the field: somebody is about to write
    snippet_id: int | None = None  # what the text began with
    posted: QueryDict = field(default_factory=QueryDict)  # edited timers, the reason to override
    edits: Reply | None = None  # the sent answer whose words are being changed
    form_key: uuid.UUID | None = None  # under which its pictures wait
    is_previewed: bool = False  # shown below the field as people will see it


def draft_of(reply: Reply) -> Draft:
    """The words of an answer that was taken back; a change stays the change of its answer."""
    return Draft(
        audience=reply.audience, body=reply.body, edits=reply.edits, form_key=key_after(reply)
    )
