"""The fields of the composer: one for each audience, and one for colleagues."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from inbox.domain.lifecycle import State
from inbox.drafts import Drafts
from inbox.models import Conversation, Reply, SavedDraft
from inbox.opening import hours_of
from inbox.snippets import Standing, usable_snippets
from inbox.timeline import Detail
from inbox.views.attaching import Pictures, pictures_for
from inbox.views.later import Later, later_for
from inbox.views.previews import Preview, preview_of
from inbox.views.promised import promise_rows
from inbox.views.texts import NOTE, PRIVATE, PUBLIC, STOPPED, Draft
from inbox.views.verdict import Checked, Text, check_text, typed
from inbox.ways import first_public
from listening.models import Mention
from practice_hub.practices.models import Membership


@dataclass(frozen=True, slots=True)
class Panel:
    """One audience of the composer."""

    audience: str
    body: str
    error: str
    pending: Reply | None  # in flight: nothing else may be sent to this audience
    checked: Checked  # what guard, coach and policy say of `body`
    snippets: Sequence[Standing] = ()
    snippet_id: int | None = None
    is_invalid: bool = False
    draft_version: int = 0  # of the saved text, whether it is shown or not
    is_saved: bool = False  # `body` is the saved text
    begun: Sequence[SavedDraft] = ()  # what colleagues have begun to write here
    pictures: Pictures = field(default_factory=Pictures)
    later: Later = field(default_factory=Later)
    preview: Preview | None = None

    @property
    def form_key(self) -> uuid.UUID:
        return self.pictures.form_key


@dataclass(frozen=True, slots=True)
class Note:
    """The field for a note to colleagues."""

    body: str
    draft_version: int
    is_saved: bool


def holder_of(conversation: Conversation, member: Membership, now: datetime) -> str:
    if conversation.is_claimed_by(member.user, now):
        return "mine"
    return "other" if conversation.is_claimed(now) else "free"


@dataclass(frozen=True, slots=True)
class Desk:
    """What every part of the composer is made from."""

    detail: Detail
    member: Membership
    draft: Draft
    now: datetime
    drafts: Drafts

    @property
    def row(self) -> Conversation:
        return self.detail.conversation

    def pending(self, audience: str) -> Reply | None:
        return next(
            (r for r in self.detail.pending if r.audience == audience and r.is_in_flight), None
        )

    def can_write(self, audience: str) -> bool:
        """Is there a field to write in? Without one nothing is checked or offered."""
        is_held = holder_of(self.row, self.member, self.now) == "mine"
        way = self.detail.public if audience == PUBLIC else self.detail.private
        is_open = is_held and not self.pending(audience)
        if self.draft.edits is not None and audience == PUBLIC:
            return is_open  # words that are out can be changed whatever became of the rest
        return bool(is_open and not self.row.is_ended and way and way.can_send)


def answered_at(detail: Detail) -> dict[str, datetime | None]:
    """When each audience heard of us last."""
    replies = [entry for entry in detail.timeline if entry.kind == "reply"]
    return {
        audience: max((entry.at for entry in replies if entry.audience == audience), default=None)
        for audience in (PUBLIC, PRIVATE)
    }


def _text(audience: str, desk: Desk) -> tuple[str, bool]:
    """What stands in the field, and whether it is the text that was saved there. What was just
    typed and came back, or was asked for, goes before."""
    draft = desk.draft
    if draft.audience == audience and (draft.body or draft.refusal or draft.edits):
        return draft.body, False
    return desk.drafts.text(audience), True


def note_for(desk: Desk) -> Note:
    body, is_saved = _text(NOTE, desk)
    return Note(body, desk.drafts.version(NOTE), is_saved)


def panel_for(audience: str, desk: Desk) -> Panel:
    draft = desk.draft
    is_drafted = draft.audience == audience
    body, is_saved = _text(audience, desk)
    can_write = desk.can_write(audience)
    refusal = draft.refusal if is_drafted else None
    pictures = pictures_for(desk.row, audience, draft.form_key if is_drafted else None)
    return Panel(
        audience=audience,
        body=body,
        error=draft.error if is_drafted else "",
        pending=desk.pending(audience),
        checked=(
            _checked(audience, body, desk, pictures.alts)
            if can_write
            else Checked(typed(audience, body))
        ),
        pictures=pictures,
        later=later_for(desk.detail, draft, audience, desk.now) if can_write else Later(),
        preview=_preview(audience, desk) if is_drafted and draft.is_previewed else None,
        snippets=usable_snippets(desk.row.practice, audience, desk.now) if can_write else (),
        snippet_id=draft.snippet_id if is_drafted else None,
        is_invalid=refusal is not None and refusal.code in STOPPED | {"coach_blocked"},
        draft_version=desk.drafts.version(audience),
        is_saved=is_saved,
        begun=desk.drafts.begun.get(audience, ()) if can_write and not draft.edits else (),
    )


def _preview(audience: str, desk: Desk) -> Preview:
    body, _ = _text(audience, desk)
    text = _typed(audience, body, desk)
    return preview_of(desk.row, desk.member.user, text, desk.draft.posted, desk.now)


def _typed(audience: str, body: str, desk: Desk) -> Text:
    """`body` with what it is for and the post that it answers."""
    edits = desk.draft.edits if desk.draft.audience == audience else None
    purpose = purpose_of(desk.row, audience, edits)
    return typed(audience, body, purpose, target_of(desk, audience, edits))


def _checked(audience: str, body: str, desk: Desk, alts: tuple[str, ...]) -> Checked:
    row, draft = desk.row, desk.draft
    text = replace(_typed(audience, body, desk), alts=alts)
    checked = check_text(row, desk.member, text, now=desk.now)
    zone, hours = row.practice.zone, hours_of(row)
    rows = promise_rows(text.body, draft.posted, hours=hours, zone=zone, now=desk.now)
    return checked.with_promises(rows)


def purpose_of(row: Conversation, audience: str, edits: Reply | None) -> str:
    if edits is not None:
        return Reply.Purpose.EDIT.value
    is_thanks = audience == PUBLIC and row.state == State.RESOLVED.value
    return Reply.Purpose.CLOSING.value if is_thanks else Reply.Purpose.ANSWER.value


def target_of(desk: Desk, audience: str, edits: Reply | None) -> Mention | None:
    if edits is not None:
        return edits.target
    if audience == PRIVATE:
        return None
    is_thanks = purpose_of(desk.row, audience, None) == Reply.Purpose.CLOSING
    return first_public(desk.row) if is_thanks else desk.detail.public.target
