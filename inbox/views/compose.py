"""What stands in the composer: which tab, whose claim, which text, and what hinders a send."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.http import QueryDict

from inbox.actions.errors import ActionRefused
from inbox.actions.sending import needs_public_first
from inbox.coaching import invitation_groups
from inbox.domain.guard import Invitation
from inbox.domain.lifecycle import State
from inbox.models import Conversation, Reply
from inbox.opening import hours_of
from inbox.pictures import key_after
from inbox.snippets import Standing, usable_snippets
from inbox.timeline import Detail, Entry
from inbox.views.attaching import Pictures, pictures_for
from inbox.views.promised import promise_rows
from inbox.views.verdict import Checked, check_text, typed
from inbox.views.waiting import Waiting, waiting_drafts
from inbox.ways import first_public
from listening.models import Mention
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may

ANSWERED = frozenset({State.ANSWERED_PUBLICLY.value, State.IN_PRIVATE.value})
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


def draft_of(reply: Reply) -> Draft:
    """The words of an answer that was taken back; a change stays the change of its answer."""
    return Draft(
        audience=reply.audience, body=reply.body, edits=reply.edits, form_key=key_after(reply)
    )


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
    pictures: Pictures = field(default_factory=Pictures)

    @property
    def form_key(self) -> uuid.UUID:
        return self.pictures.form_key


@dataclass(frozen=True, slots=True)
class Composer:
    """`holder` is "mine", "free" or "other"; `news` is what came after `seen`."""

    tab: str
    holder: str
    is_over: bool
    is_closing: bool
    is_answered: bool
    claim_token: int
    seen_seq: int
    panels: Mapping[str, Panel]
    failed: tuple[Reply, ...]
    waiting: tuple[Waiting, ...]
    invitations: list[tuple[str, list[Invitation]]]
    override_reason: str
    note: str
    news: tuple[Entry, ...]
    can_write_privately: bool
    needs_public_first: bool
    skip_public_reason: str
    refusal: ActionRefused | None
    was_sending: bool
    signature: str
    is_focused: bool
    edits: Reply | None

    @property
    def is_moving(self) -> bool:
        """Something is on its way out: the page will look different in a moment."""
        return any(panel.pending for panel in self.panels.values())

    @property
    def is_stopped(self) -> bool:
        """The guard refused the send: what may go out instead is held out."""
        return self.refusal is not None and self.refusal.code in STOPPED

    @property
    def resolve_look(self) -> str:
        """Resolving is the next act once there is an answer; before, it is only possible."""
        return "main" if self.is_answered else ""

    @property
    def public(self) -> Panel:
        return self.panels[PUBLIC]

    @property
    def private(self) -> Panel:
        return self.panels[PRIVATE]


def composer_for(
    detail: Detail, member: Membership, now: datetime, *, draft: Draft, seen: int | None
) -> Composer:
    conversation = detail.conversation
    tab = draft.audience or _tab(conversation, member)
    desk = _Desk(detail, member, draft, now)
    return Composer(
        tab=tab,
        holder=_holder(conversation, member, now),
        is_over=conversation.is_ended,
        is_closing=conversation.state == State.RESOLVED.value,
        is_answered=conversation.state in ANSWERED,
        claim_token=conversation.claim_token,
        seen_seq=conversation.last_seq,
        panels={name: _panel(name, desk) for name in (PUBLIC, PRIVATE)},
        failed=tuple(r for r in detail.pending if r.status == Reply.Status.FAILED),
        waiting=waiting_drafts(conversation, member),
        invitations=_invitations(desk),
        override_reason=draft.posted.get("override_reason", ""),
        note=draft.body if draft.audience == NOTE else "",
        news=_news(detail, member, seen),
        can_write_privately=may(member.role, Act.ANSWER_PRIVATE),
        needs_public_first=needs_public_first(conversation),
        skip_public_reason=draft.skip_public_reason,
        refusal=draft.refusal,
        was_sending=bool(draft.audience),
        signature=_signature(member),
        is_focused=draft.is_wanted or bool(draft.audience),
        edits=draft.edits,
    )


def _tab(conversation: Conversation, member: Membership) -> str:
    """The channel where the person spoke (A4), and after resolving the public thanks (A3)."""
    if not may(member.role, Act.ANSWER_PRIVATE):
        return PUBLIC
    if conversation.is_ended:
        return NOTE
    if not conversation.has_public:
        return PRIVATE
    return PRIVATE if conversation.state == State.IN_PRIVATE.value else PUBLIC


def _holder(conversation: Conversation, member: Membership, now: datetime) -> str:
    if conversation.is_claimed_by(member.user, now):
        return "mine"
    return "other" if conversation.is_claimed(now) else "free"


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every part of the composer is made from."""

    detail: Detail
    member: Membership
    draft: Draft
    now: datetime

    @property
    def row(self) -> Conversation:
        return self.detail.conversation

    def pending(self, audience: str) -> Reply | None:
        return next(
            (r for r in self.detail.pending if r.audience == audience and r.is_in_flight), None
        )

    def can_write(self, audience: str) -> bool:
        """Is there a field to write in? Without one nothing is checked or offered."""
        is_held = _holder(self.row, self.member, self.now) == "mine"
        way = self.detail.public if audience == PUBLIC else self.detail.private
        is_open = is_held and not self.pending(audience)
        if self.draft.edits is not None and audience == PUBLIC:
            return is_open  # words that are out can be changed whatever became of the rest
        return bool(is_open and not self.row.is_ended and way and way.can_send)


def _panel(audience: str, desk: _Desk) -> Panel:
    draft = desk.draft
    is_drafted = draft.audience == audience
    body = draft.body if is_drafted else ""
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
        snippets=usable_snippets(desk.row.practice, audience, desk.now) if can_write else (),
        snippet_id=draft.snippet_id if is_drafted else None,
        is_invalid=refusal is not None and refusal.code in STOPPED | {"coach_blocked"},
    )


def _checked(audience: str, body: str, desk: _Desk, alts: tuple[str, ...]) -> Checked:
    row, draft = desk.row, desk.draft
    edits = draft.edits if draft.audience == audience else None
    text = typed(audience, body, purpose_of(row, audience, edits), target_of(desk, audience, edits))
    text = replace(text, alts=alts)
    checked = check_text(row, desk.member, text, now=desk.now)
    zone, hours = row.practice.zone, hours_of(row)
    rows = promise_rows(text.body, draft.posted, hours=hours, zone=zone, now=desk.now)
    return checked.with_promises(rows)


def purpose_of(row: Conversation, audience: str, edits: Reply | None) -> str:
    if edits is not None:
        return Reply.Purpose.EDIT.value
    is_thanks = audience == PUBLIC and row.state == State.RESOLVED.value
    return Reply.Purpose.CLOSING.value if is_thanks else Reply.Purpose.ANSWER.value


def target_of(desk: _Desk, audience: str, edits: Reply | None) -> Mention | None:
    if edits is not None:
        return edits.target
    if audience == PRIVATE:
        return None
    is_thanks = purpose_of(desk.row, audience, None) == Reply.Purpose.CLOSING
    return first_public(desk.row) if is_thanks else desk.detail.public.target


def _invitations(desk: _Desk) -> list[tuple[str, list[Invitation]]]:
    """What can go out when the guard stopped a public answer."""
    draft = desk.draft
    is_stopped = draft.refusal is not None and draft.refusal.code in STOPPED
    return invitation_groups(desk.row, desk.now) if is_stopped and draft.audience == PUBLIC else []


def _news(detail: Detail, member: Membership, seen: int | None) -> tuple[Entry, ...]:
    """What others wrote after `seen`; one's own answers are no news to oneself."""
    if seen is None:
        return ()
    return tuple(
        entry
        for entry in detail.timeline
        if entry.kind in ("mention", "reply")
        and entry.seq > seen
        and not (entry.kind == "reply" and entry.object.author_id == member.user_id)
    )


def _signature(member: Membership) -> str:
    """How the person signs (A10); empty when the practice does not sign its answers."""
    if not member.practice.is_signing_replies:
        return ""
    return member.user.signature or member.user.first_name
