"""The one gate before anything leaves: asked while typing, on submit and just before the send.

Guard (P1, P2), coach (A1 to A12) and the practice's policy (P4) look at one text. The gate stores
nothing and changes nothing; what follows from its judgement is the caller's matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from django.db.models import QuerySet

from inbox.approval_policy import rules_of
from inbox.domain.approvals import Kind, Need, fingerprint, need_for
from inbox.domain.coach import Advice, Draft, Use, advise, earlier_uses
from inbox.domain.guard import (
    PUBLIC,
    GuardResult,
    Verdict,
    check_safely,
    safe_invitations,
)
from inbox.gate_context import Setting, coach_draft, is_own_name, setting_of, signatures_of
from inbox.medical import decided_in_public
from inbox.models import Conversation, Reply
from inbox.pictures import attachment_mark, pictures_of
from listening.models import Category, Mention
from practice_hub.practices.models import Membership, User
from practice_hub.ready import ready
from practice_hub.roles import Act, may

_UNSEEN = "attachment.unseen"
_SIGNING = " \t\n-–—~,.;/"
_KIND_OF = {
    Category.COMPLAINT: Kind.COMPLAINT,
    Category.PRICE: Kind.PRICE,
    Category.PRAISE: Kind.PRAISE,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that somebody wants to send. `alt_texts` describe its pictures: read like the text."""

    body: str
    audience: str
    author: User
    author_role: str
    purpose: str = "ANSWER"
    target: Mention | None = None
    has_attachment: bool = False
    alt_texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutsideView:
    """The same text as the guard reads it who knows public words only, and what follows."""

    guard: GuardResult
    alt_results: tuple[GuardResult, ...]
    need: Need | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What guard, coach and policy say. `alt_results` belong to `Wanted.alt_texts`, in order."""

    guard: GuardResult
    advice: tuple[Advice, ...]
    uses: tuple[Use, ...]
    need: Need | None
    is_invitation: bool
    can_override: bool
    alt_results: tuple[GuardResult, ...] = ()
    outside: OutsideView | None = None

    def for_outsider(self) -> Judgement:
        """What an outside agency may know: nothing that only the private talk brought to light."""
        if self.outside is None:
            return self
        view = self.outside
        return replace(
            self, guard=view.guard, alt_results=view.alt_results, need=view.need, outside=None
        )

    @property
    def is_stopped_in_private(self) -> bool:
        """Stopped, and an outside agency may not know why."""
        return self.is_blocked and not self.for_outsider().is_blocked

    @property
    def is_blocked(self) -> bool:
        """Nothing goes out but an approved invitation, or by a leader's reasoned word (P2)."""
        results = (self.guard, *self.alt_results)
        return any(result.verdict == Verdict.BLOCKED for result in results)

    @property
    def verdict(self) -> Verdict:
        """The gravest of text and descriptions."""
        if self.is_blocked:
            return Verdict.BLOCKED
        results = (self.guard, *self.alt_results)
        is_doubted = any(result.verdict == Verdict.NEEDS_APPROVAL for result in results)
        return Verdict.NEEDS_APPROVAL if is_doubted else Verdict.PASS

    @property
    def rules(self) -> list[str]:
        """The rules that were hit, without the words that hit them: this may be stored."""
        results = (self.guard, *self.alt_results)
        return sorted({finding.rule for result in results for finding in result.findings})

    @property
    def blocking_advice(self) -> tuple[Advice, ...]:
        return tuple(advice for advice in self.advice if advice.is_blocking)


def judge(row: Conversation, wanted: Wanted, *, now: datetime) -> Judgement:
    """Everything there is to say of `wanted` as an answer in `row`. Never raises."""
    is_invitation = is_approved_invitation(wanted.body, wanted.author)
    guard, alt_results = read_guard(row, wanted)
    draft = coach_draft(
        row, wanted.body, wanted.audience, wanted.author, now=now, is_invitation=is_invitation
    )
    advice, uses = _coached(draft)
    return Judgement(
        guard=guard,
        advice=advice,
        uses=uses,
        need=needed(row, wanted, guard, alt_results),
        is_invitation=is_invitation,
        can_override=may(wanted.author_role, Act.OVERRIDE_GUARD),
        alt_results=alt_results,
        outside=_outside(row, wanted, (guard, *alt_results)),
    )


def _outside(
    row: Conversation, wanted: Wanted, results: tuple[GuardResult, ...]
) -> OutsideView | None:
    """None when there is nothing to hide: the words of others in private are in no finding.

    An agency could else type its way to what somebody said in private: a finding of an echo, and
    a medical mark that only the private talk brought, tell of it.
    """
    is_found = wanted.audience == PUBLIC and any(result.findings for result in results)
    is_medical = is_medical_outside(row)
    may_hide = row.has_private or row.matter is not None  # a thread merged with it may be private
    if not may_hide or not (is_found or is_medical != row.is_medical):
        return None
    guard, alts = read_guard(row, wanted, is_outside=True)
    return OutsideView(guard, alts, needed(row, wanted, guard, alts, is_medical=is_medical))


def is_medical_outside(row: Conversation) -> bool:
    """The medical mark as far as an outside agency may know of it."""
    return row.pk in decided_in_public([row])


def _coached(draft: Draft) -> tuple[tuple[Advice, ...], tuple[Use, ...]]:
    return advise(draft), earlier_uses(draft)


def read_guard(
    row: Conversation, wanted: Wanted, *, is_outside: bool = False
) -> tuple[GuardResult, tuple[GuardResult, ...]]:
    """The guard on the text and on each picture's description.

    `is_outside`: as if nothing had been said in private. Only for what an agency is told.
    An approved invitation in public goes out whatever the guard makes of it, also when the guard
    itself errs (P2): it was read and approved beforehand.
    """
    is_public = wanted.audience == PUBLIC
    setting = setting_of(row, wanted.target, is_public=is_public, is_outside=is_outside)
    if is_public and is_approved_invitation(wanted.body, wanted.author):
        guard = GuardResult(Verdict.PASS, (), "invitation")
    else:
        guard = _checked(setting, wanted, wanted.body, has_attachment=wanted.has_attachment)
    alts = tuple(_checked(setting, wanted, text) for text in wanted.alt_texts)
    return guard, alts


def _checked(
    setting: Setting, wanted: Wanted, text: str, *, has_attachment: bool = False
) -> GuardResult:
    return check_safely(
        text,
        audience=wanted.audience,
        heard=setting.heard,
        staff_names=setting.staff,
        practice_names=setting.practice,
        has_attachment=has_attachment,
    )


def is_approved_invitation(body: str, author: User) -> bool:
    """One of the approved invitations, word by word; the author's own name may follow."""
    text = body.strip()
    texts = {invitation.text for invitation in safe_invitations()}
    if text in texts:
        return True
    return any(
        text.endswith(name)
        and text[: -len(name)].rstrip(_SIGNING) in _bare(texts)
        and is_own_name(author, name)
        for name in signatures_of(author)
    )


def _bare(texts: set[str]) -> set[str]:
    return {text.rstrip(_SIGNING) for text in texts}


def needed(
    row: Conversation,
    wanted: Wanted,
    guard: GuardResult,
    alts: tuple[GuardResult, ...] = (),
    *,
    is_medical: bool | None = None,
) -> Need | None:
    """Who must look at it first by the practice's policy; None when the author may send it.

    `is_medical`: what an agency may know of the mark; None for the mark as it is.
    """
    kinds = set()
    if row.is_medical if is_medical is None else is_medical:
        kinds.add(Kind.MEDICAL)
    if any(_is_doubtful(result) for result in (guard, *alts)):
        kinds.add(Kind.DOUBT)
    if wanted.has_attachment:
        kinds.add(Kind.ATTACHMENT)
    if row.category in _KIND_OF:
        kinds.add(_KIND_OF[Category(row.category)])
    return need_for(
        rules_of(row.practice_id),
        kinds=frozenset(kinds),
        audience=wanted.audience,
        author_role=wanted.author_role,
    )


def _is_doubtful(result: GuardResult) -> bool:
    """In doubt over words: that it cannot see a picture is a kind of its own."""
    rules = {finding.rule for finding in result.findings}
    return result.verdict != Verdict.PASS and rules != {_UNSEEN}


def role_in(practice_id: int, user: User | None) -> str:
    """The role somebody has here now; empty when they left, and then they may do nothing."""
    if user is None:
        return ""
    return _role.first(practice_id, user.pk) or ""


@ready
def _role(practice_id: int, user_id: int, /) -> QuerySet[Membership, str]:
    members = Membership.objects.active().filter(practice_id=practice_id, user_id=user_id)
    return members.values_list("role", flat=True)


def wanted_of(reply: Reply) -> Wanted:
    """What `reply` is, as it stands; the role is the one its author has now."""
    pictures = pictures_of(reply)
    return Wanted(
        body=reply.body,
        audience=reply.audience,
        author=cast(User, reply.author),
        author_role=role_in(reply.practice_id, reply.author),
        purpose=reply.purpose,
        target=reply.target,
        has_attachment=bool(pictures),
        alt_texts=tuple(picture.alt_text for picture in pictures),
    )


def is_overridden(reply: Reply) -> bool:
    """A leader let this very text out, and still may (P2)."""
    if not reply.override_fingerprint or reply.override_fingerprint != mark_of(reply):
        return False
    return may(role_in(reply.practice_id, reply.override_by), Act.OVERRIDE_GUARD)


def mark_of(reply: Reply) -> str:
    """The fingerprint of a reply as it stands: what an approval and an override are bound to."""
    return fingerprint(
        body=reply.body,
        audience=reply.audience,
        purpose=reply.purpose,
        target=_target_mark(reply),
        channel=f"{reply.leg.channel}:{reply.leg_id}{attachment_mark(reply)}",
    )


def _target_mark(reply: Reply) -> str:
    """The post and the very version of it; an edited post is another target."""
    post = reply.target
    changed = f"{post.pk}:{post.version_id}:{post.text}" if post else ""
    return f"{changed}:{reply.edits_id or ''}"
