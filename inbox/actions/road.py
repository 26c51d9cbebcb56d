"""The road every answer takes: through the gate, then into the outbox or to who must approve."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.actions.errors import ActionRefused
from inbox.approval_policy import times_of
from inbox.asking import ask_first
from inbox.domain.approvals import Need
from inbox.gate import Judgement, is_overridden, judge, mark_of, role_in, wanted_of
from inbox.models import Approval, Conversation, Reply
from inbox.snippets import must_differ
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.audit.record import record
from practice_hub.bulk import insert_one
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Membership, User
from practice_hub.roles import ROLE_ACTS, Act, may

DELIVER = "inbox.deliver_reply"
_LONGEST_NUDGE_SECONDS = 600.0  # brokers hand out again what nobody took for long
_LOCK_SPACE = 7_310_001  # keeps our advisory locks apart from anybody else's
_BLOCKED = gettext_noop(
    "The privacy guard stopped this: it would tell something about a person's care. Nothing was "
    "sent. Change the marked words, or use one of the invitations below."
)
_BLOCKED_PRIVATE = gettext_noop(
    "The privacy guard stopped this. Nothing was sent. Change the marked words."
)
# For an outside agency where only the private talk says why: no word of it, and no hint.
_BLOCKED_OUTSIDE = gettext_noop(
    "The privacy guard stopped this; ask a colleague of the practice. Nothing was sent."
)
_NO_OVERRIDE = gettext_noop(
    "Only a manager or a practitioner may send what the privacy guard stopped. Use an invitation, "
    "or ask one of them."
)
_NO_OVERRIDE_PRIVATE = gettext_noop(
    "Only a manager or a practitioner may send what the privacy guard stopped. Change it, or ask "
    "one of them."
)
_UNFINISHED = gettext_noop("There is still a placeholder to fill in. Nothing was sent.")
_REPEATED = gettext_noop(
    "This went to somebody else in nearly the same words in the last 30 days. Nothing was sent. "
    "Say it in your own words this time."
)
_SAME_SNIPPET = gettext_noop(
    "This snippet was sent before in exactly these words. Nothing was sent. Change it a little."
)


def pass_gate(
    row: Conversation,
    reply: Reply,
    *,
    now: datetime,
    override_reason: str = "",
    override_by: User | None = None,
) -> Need | None:
    """Let guard, coach and policy read `reply`; gives the approval it needs.

    `override_by`: who presses the button, when that is not the author.
    Sets the guard's and the override's columns on `reply`, unsaved. Raises ActionRefused with
    "guard_blocked", "coach_blocked" (context: judgement) or "override_not_allowed". The caller
    holds the conversation's lock; the practice's lane is locked here until commit, so that two
    people cannot send the same words to two persons at once (A8).
    """
    _one_at_a_time(row.practice_id)
    judgement = judge(row, wanted_of(reply), now=now)
    if judgement.is_blocked and not is_overridden(reply):
        _override(reply, judgement, override_reason, override_by or cast(User, reply.author))
        _report_override(row, reply, judgement, now)
    _require_coach(row, reply, judgement)
    reply.guard_verdict = judgement.verdict.value
    reply.guard_rules = judgement.rules
    reply.guard_version = judgement.guard.version
    return judgement.need


def _one_at_a_time(practice_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_SPACE, practice_id])


def _override(reply: Reply, judgement: Judgement, reason: str, who: User) -> None:
    """A leader's reasoned word lets this very text out; anybody else is refused (P2)."""
    reason = reason.strip()[:240]
    role = role_in(reply.practice_id, who)
    is_public = reply.audience == Reply.Audience.PUBLIC
    if not may(role, Act.READ_PRIVATE):
        if judgement.is_stopped_in_private:
            told = judgement.for_outsider()
            raise ActionRefused("guard_blocked", _(_BLOCKED_OUTSIDE), {"judgement": told})
        judgement = judgement.for_outsider()
    if not reason:
        words = _(_BLOCKED if is_public else _BLOCKED_PRIVATE)
        raise ActionRefused("guard_blocked", words, {"judgement": judgement})
    if not may(role, Act.OVERRIDE_GUARD):
        words = _(_NO_OVERRIDE if is_public else _NO_OVERRIDE_PRIVATE)
        raise ActionRefused("override_not_allowed", words, {"judgement": judgement})
    reply.override_by = who
    reply.override_reason = reason
    reply.override_fingerprint = mark_of(reply)


def _report_override(row: Conversation, reply: Reply, judgement: Judgement, now: datetime) -> None:
    """Audited with the reason and the rules, and told to whoever manages (P2)."""
    record(
        "guard.overridden",
        practice=row.practice_id,
        subject=row,
        actor=reply.override_by,
        at=now,
        audience=reply.audience,
        rules=judgement.rules,
        reason=reply.override_reason,
    )
    managing = [role for role, acts in ROLE_ACTS.items() if Act.MANAGE_PRACTICE in acts]
    members = Membership.objects.active().filter(practice_id=row.practice_id, role__in=managing)
    who = cast(User, reply.override_by)
    others = members.exclude(user=who).values_list("user_id", flat=True)
    if others:
        raise_alert(
            Kind.GUARD_OVERRIDDEN,
            practice_id=row.practice_id,
            subject=row,
            path=f"/inbox/{row.pk}/",
            recipients=others,
            at=now,
        )


def _require_coach(row: Conversation, reply: Reply, judgement: Judgement) -> None:
    blocking = judgement.blocking_advice
    if any(advice.key == "A8.placeholder" for advice in blocking):
        raise ActionRefused("coach_blocked", _(_UNFINISHED), {"judgement": judgement})
    if blocking:
        raise ActionRefused("coach_blocked", _(_REPEATED), {"judgement": judgement})
    if must_differ(reply.snippet_id, reply.body, row.practice, reply_id=reply.pk):
        raise ActionRefused("coach_blocked", _(_SAME_SNIPPET), {"judgement": judgement})


def nudge(reply: Reply, *, now: datetime) -> None:
    """Wake the outbox when `reply` is due; what waits for hours is found by the sweep."""
    delay = max((reply.send_after - now).total_seconds(), 0)
    if delay <= _LONGEST_NUDGE_SECONDS:
        enqueue_on_commit(DELIVER, countdown_seconds=delay, reply_id=reply.pk)


def send_or_ask(row: Conversation, reply: Reply, need: Need | None, *, now: datetime) -> None:
    """Nudge the outbox, or ask for the approval; `reply` is saved in the fitting status."""
    if need is None:
        nudge(reply, now=now)
        return
    times = times_of(row.practice_id)
    approval = Approval(
        practice_id=row.practice_id,
        conversation=row,
        reply=reply,
        reasons=[kind.value for kind in need.kinds],
        approver_roles=sorted(need.approvers),
        requested_by=cast(User, reply.author),
        requested_at=now,
        asked_body=reply.body,
        fingerprint=mark_of(reply),
        seen_seq=reply.seen_seq,
        due_at=now + times.target,
        expires_at=now + times.expiry,
    )
    insert_one(approval)
    ask_first(approval, now=now)
