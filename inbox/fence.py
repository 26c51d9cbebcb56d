"""The last look before the worker sends: guard, policy and approval as they are now (P2, P4)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from inbox.actions.voiding import VOIDED, Reason, says, void
from inbox.domain.approvals import Need
from inbox.domain.guard import Verdict
from inbox.gate import is_overridden, mark_of, needed, read_guard, role_in, wanted_of
from inbox.models import Approval, Conversation, Reply
from inbox.snippets import must_differ

GUARD, APPROVAL, LEFT, REPEATED = "GUARD", "APPROVAL", "AUTHOR_LEFT", "REPEATED"
_BLOCKED = gettext_noop(
    "The privacy guard stopped this answer, so nothing was sent. Take the text back and change it."
)
_REPEATED = gettext_noop(
    "This snippet went out in exactly these words meanwhile, so nothing was sent. Take the text "
    "back and change it a little."
)
_ASK = gettext_noop("This answer needs an approval by now, so nothing was sent. Ask for it.")
_LEFT = gettext_noop(
    "Who wrote this no longer belongs to the practice, so nothing was sent. Take the text back and "
    "send it yourself."
)


def last_look(row: Conversation, reply: Reply, *, now: datetime) -> tuple[str, str] | None:
    """Why `reply` may not go out, as (error_kind, sentence); None when it may.

    Called with the conversation locked. Voids an approval that no longer fits.
    """
    wanted = wanted_of(reply)
    if not wanted.author_role:
        return LEFT, _LEFT
    guard, alts = read_guard(row, wanted)
    is_blocked = any(result.verdict == Verdict.BLOCKED for result in (guard, *alts))
    if is_blocked and not is_overridden(reply):
        return GUARD, _BLOCKED
    if reply.snippet_id and must_differ(
        reply.snippet_id, reply.body, row.practice, reply_id=reply.pk
    ):
        return REPEATED, _REPEATED
    need = needed(row, wanted, guard, alts)
    given = approval_of(reply)
    if given is None:
        return None if need is None else (APPROVAL, _ASK)
    reason = _why_void(given, reply, need, now)
    return None if reason is None else void_given(row, given, reason, now=now)


def approval_of(reply: Reply) -> Approval | None:
    """The go-ahead that `reply` rests on, if it was given one."""
    return Approval.objects.filter(reply=reply, status=Approval.Status.APPROVED).first()


def void_given(
    row: Conversation, given: Approval, reason: Reason, *, now: datetime
) -> tuple[str, str]:
    """Void it and give what stands on its reply."""
    given.conversation = row
    void(given, reason, at=now)
    return VOIDED, says(reason)


def _why_void(given: Approval, reply: Reply, need: Need | None, now: datetime) -> Reason | None:
    if given.fingerprint != mark_of(reply):
        return Reason.TEXT_CHANGED
    if given.expires_at <= now:
        return Reason.EXPIRED
    role = role_in(given.practice_id, given.decided_by)
    # By today's policy, too: one that became stricter asks anew.
    if role not in given.approver_roles or (need is not None and role not in need.approvers):
        return Reason.APPROVER_LEFT
    return None
