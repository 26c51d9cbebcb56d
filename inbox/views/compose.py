"""What stands in the composer: which tab, whose claim, which text, and what hinders a send."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from inbox.actions.errors import ActionRefused
from inbox.actions.sending import needs_public_first
from inbox.domain.lifecycle import State
from inbox.models import Conversation, Reply
from inbox.timeline import Detail, Entry
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may

ANSWERED = frozenset({State.ANSWERED_PUBLICLY.value, State.IN_PRIVATE.value})
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


@dataclass(frozen=True, slots=True)
class Panel:
    """One audience of the composer."""

    audience: str
    body: str
    error: str
    pending: Reply | None  # in flight: nothing else may be sent to this audience
    form_key: uuid.UUID = field(default_factory=uuid.uuid4)


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
    note: str
    news: tuple[Entry, ...]
    can_write_privately: bool
    needs_public_first: bool
    skip_public_reason: str
    refusal: ActionRefused | None
    was_sending: bool
    signature: str
    is_focused: bool

    @property
    def is_moving(self) -> bool:
        """Something is on its way out: the page will look different in a moment."""
        return any(panel.pending for panel in self.panels.values())

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
    return Composer(
        tab=tab,
        holder=_holder(conversation, member, now),
        is_over=conversation.is_ended,
        is_closing=conversation.state == State.RESOLVED.value,
        is_answered=conversation.state in ANSWERED,
        claim_token=conversation.claim_token,
        seen_seq=conversation.last_seq,
        panels={name: _panel(name, detail, draft) for name in (PUBLIC, PRIVATE)},
        failed=tuple(r for r in detail.pending if r.status == Reply.Status.FAILED),
        note=draft.body if draft.audience == NOTE else "",
        news=_news(detail, member, seen),
        can_write_privately=may(member.role, Act.ANSWER_PRIVATE),
        needs_public_first=needs_public_first(conversation),
        skip_public_reason=draft.skip_public_reason,
        refusal=draft.refusal,
        was_sending=bool(draft.audience),
        signature=_signature(member),
        is_focused=draft.is_wanted or bool(draft.audience),
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


def _panel(audience: str, detail: Detail, draft: Draft) -> Panel:
    is_drafted = draft.audience == audience
    return Panel(
        audience=audience,
        body=draft.body if is_drafted else "",
        error=draft.error if is_drafted else "",
        pending=next(
            (r for r in detail.pending if r.audience == audience and r.is_in_flight), None
        ),
    )


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
