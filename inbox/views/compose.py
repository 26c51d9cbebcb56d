"""What stands in the composer: which tab, whose claim, which text, and what hinders a send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inbox.actions.errors import ActionRefused
from inbox.actions.public_first import needs_public_first
from inbox.beside_threads import MOST, Read, read_in_public, read_now, written
from inbox.coaching import invitation_groups
from inbox.domain.guard import Invitation
from inbox.domain.lifecycle import State
from inbox.drafts import drafts_of
from inbox.models import Reply
from inbox.timeline import Detail, Entry
from inbox.views.panels import Desk, Note, Panel, answered_at, holder_of, note_for, panel_for
from inbox.views.texts import NOTE, PRIVATE, PUBLIC, STOPPED, Draft
from inbox.views.waiting import Waiting, waiting_drafts
from practice_hub.practices.models import Membership
from practice_hub.roles import Act, may

ANSWERED = frozenset({State.ANSWERED_PUBLICLY.value, State.IN_PRIVATE.value})


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
    read_seq: int  # from here on it is news, for a page that asks again
    seen_beside: str  # as `seen_seq`, of the threads that it is merged with
    panels: Mapping[str, Panel]
    failed: tuple[Reply, ...]
    waiting: tuple[Waiting, ...]
    invitations: list[tuple[str, list[Invitation]]]
    override_reason: str
    note: Note
    taken_reason: str  # why the colleague who has it now took it from the reader
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
        pending = (panel.pending for panel in self.panels.values())
        return any(reply is not None and not reply.is_scheduled for reply in pending)

    @property
    def is_told_beside(self) -> bool:
        """Why it was refused stands beside the field that it is about."""
        return any(panel.error or panel.later.error for panel in self.panels.values())

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
    detail: Detail, member: Membership, now: datetime, *, draft: Draft, seen: Seen | None
) -> Composer:
    conversation = detail.conversation
    desk = Desk(detail, member, draft, now, drafts_of(conversation, member, answered_at(detail)))
    read = _Read.of(desk, seen)
    return Composer(
        tab=draft.audience or _tab(desk),
        holder=holder_of(conversation, member, now),
        is_over=conversation.is_ended,
        is_closing=conversation.state == State.RESOLVED.value,
        is_answered=conversation.state in ANSWERED,
        claim_token=conversation.claim_token,
        seen_seq=conversation.last_seq,
        read_seq=read.seq,
        seen_beside=written(_read_beside(detail)),
        panels={name: panel_for(name, desk) for name in (PUBLIC, PRIVATE)},
        failed=tuple(r for r in detail.pending if r.status == Reply.Status.FAILED),
        waiting=waiting_drafts(conversation, detail.written, member),
        invitations=_invitations(desk),
        override_reason=draft.posted.get("override_reason", ""),
        note=note_for(desk),
        taken_reason=_taken_reason(detail, member),
        news=read.news,
        can_write_privately=may(member.role, Act.ANSWER_PRIVATE),
        needs_public_first=needs_public_first(conversation),
        skip_public_reason=draft.skip_public_reason,
        refusal=draft.refusal,
        was_sending=bool(draft.audience),
        signature=_signature(member),
        is_focused=draft.is_wanted or bool(draft.audience),
        edits=draft.edits,
    )


def _read_beside(detail: Detail) -> Read:
    return read_now(detail.threads) if detail.sees_private else read_in_public(detail.threads)


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a page had read when it asks again; `beside`: in the threads it is merged with."""

    seq: int
    beside: Read | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """What the reader has not seen: since their page was shown, or since they wrote what is saved
    here; after a refused send they are just reading it."""

    news: tuple[Entry, ...]
    seq: int

    @classmethod
    def of(cls, desk: Desk, seen: Seen | None) -> _Read:
        last, saved_at = desk.row.last_seq, desk.drafts.seen_seq
        if seen is not None:
            return cls(_news(desk, seen), last)
        if saved_at is None or desk.draft.refusal:
            return cls((), last)
        news = _news(desk, Seen(saved_at))
        return cls(news, saved_at if news else last)


def _tab(desk: Desk) -> str:
    """Where something was begun; else the channel where the person spoke (A4), and after resolving
    the public thanks (A3)."""
    conversation, member = desk.row, desk.member
    begun = desk.drafts.newest
    if begun and (begun != PUBLIC or conversation.has_public):
        return begun
    if not may(member.role, Act.ANSWER_PRIVATE):
        return PUBLIC
    if conversation.is_ended:
        return NOTE
    if not conversation.has_public:
        return PRIVATE
    return PRIVATE if conversation.state == State.IN_PRIVATE.value else PUBLIC


def _invitations(desk: Desk) -> list[tuple[str, list[Invitation]]]:
    """What can go out when the guard stopped a public answer."""
    draft = desk.draft
    is_stopped = draft.refusal is not None and draft.refusal.code in STOPPED
    return invitation_groups(desk.row, desk.now) if is_stopped and draft.audience == PUBLIC else []


def _taken_reason(detail: Detail, member: Membership) -> str:
    """Of the claim that holds just now; "" when the reader was not at it."""
    events = (entry.object for entry in reversed(detail.timeline) if entry.kind == "event")
    event = next((each for each in events if each.name == "conversation.taken_over"), None)
    if event is None or event.details.get("taken_from") != member.user_id:
        return ""
    is_current = event.details.get("token") == detail.conversation.claim_token
    return str(event.details.get("reason", "")) if is_current else ""


def _news(desk: Desk, seen: Seen) -> tuple[Entry, ...]:
    """What others wrote after `seen`; one's own answers are no news to oneself."""
    here = [entry for entry in desk.detail.timeline if entry.seq > seen.seq]
    elsewhere = [
        entry
        for entry in desk.detail.merged
        if entry.thread
        and seen.beside is not None
        and entry.seq > seen.beside.get(entry.thread.pk, 0)
    ]
    return tuple(
        entry
        for entry in (*here, *elsewhere[-MOST:])
        if entry.kind in ("mention", "reply")
        and not (entry.kind == "reply" and entry.object.author_id == desk.member.user_id)
    )


def _signature(member: Membership) -> str:
    """How the person signs (A10); empty when the practice does not sign its answers."""
    if not member.practice.is_signing_replies:
        return ""
    return member.user.signature or member.user.first_name
