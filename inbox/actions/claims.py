"""Taking responsibility for a while: a lease with a fencing token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from inbox.actions.base import noted, require_live, require_text
from inbox.actions.errors import ActionRefused
from inbox.clock_alerts import note_claimed
from inbox.domain.lifecycle import State
from inbox.models import Conversation
from inbox.personal_alerts import tell_assigned, tell_role, tell_taken_over
from inbox.role_words import ANYONE
from practice_hub.practices.models import Membership, User
from practice_hub.ready import ready
from practice_hub.ready_changes import Change, ready_change
from practice_hub.roles import Act, may


@dataclass(frozen=True, slots=True)
class Claim:
    token: int
    expires_at: datetime


def _lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.CLAIM_LEASE_SECONDS)


def _take(
    conversation_id: int, actor: User, now: datetime, *, even_from_others: bool = False
) -> tuple[Conversation, Claim] | None:
    """One conditional UPDATE decides who gets it; None means somebody else did."""
    take = _took if even_from_others else _took_free
    if not take(conversation_id, actor.pk, now, _lease_end(now)):
        return None
    row, taken = _claim_of(conversation_id)
    note_claimed(row, actor, now)
    return row, taken


def _taking(pk: int, user_id: int, now: datetime, end: datetime) -> Change:
    return Conversation.objects.filter(pk=pk, is_imported=False), {
        "claimed_by": user_id,
        "claimed_at": now,
        "claim_expires_at": end,
        "claim_token": F("claim_token") + 1,
        "state": Case(When(state=State.NEW.value, then=Value(State.OPEN.value)), default="state"),
    }


@ready_change
def _took(pk: int, user_id: int, now: datetime, end: datetime, /) -> Change:
    return _taking(pk, user_id, now, end)


@ready_change
def _took_free(pk: int, user_id: int, now: datetime, end: datetime, /) -> Change:
    rows, values = _taking(pk, user_id, now, end)
    return rows.filter(Q(claimed_by=None) | Q(claim_expires_at__lte=now)), values


def _claim_of(conversation_id: int) -> tuple[Conversation, Claim]:
    row = _leased.first(conversation_id)
    if row is None or row.claim_expires_at is None:
        raise ActionRefused("claim_lost", _("Nobody holds this conversation."))
    return row, Claim(row.claim_token, row.claim_expires_at)


@ready
def _leased(pk: int, /) -> QuerySet[Conversation, Conversation]:
    """No more of it than most acts on a claim look at."""
    lease = ("claim_token", "claim_expires_at", "assigned_role")
    return Conversation.objects.filter(pk=pk).only("practice_id", "has_public", *lease)


@transaction.atomic(durable=True)
def claim(*, conversation_id: int, actor: User, now: datetime) -> Claim:
    """Take a free conversation, or renew one's own claim.

    Raises ActionRefused("claimed") when a colleague holds it.
    """
    found = _take(conversation_id, actor, now)
    if found is None and _renewed(conversation_id, actor.pk, now, _lease_end(now)):
        return _claim_of(conversation_id)[1]
    if found is None:
        row = Conversation.objects.select_related("claimed_by").get(pk=conversation_id)
        require_live(row)
        raise ActionRefused(
            "claimed",
            _("%(name)s is answering this one.") % {"name": row.claimed_by},
            {"by": row.claimed_by, "expires_at": row.claim_expires_at},
        )
    row, taken = found
    _accept_for_role(row, actor, now)
    noted("conversation.claimed", row, actor=actor, now=now, token=taken.token)
    return taken


@ready_change
def _renewed(pk: int, user_id: int, now: datetime, end: datetime, /) -> Change:
    mine = Conversation.objects.filter(pk=pk, claimed_by=user_id, claim_expires_at__gt=now)
    return mine, {"claim_expires_at": end}


@transaction.atomic(durable=True)
def renew_claim(*, conversation_id: int, actor: User, now: datetime, token: int) -> Claim:
    """A sign of life. Raises ActionRefused("claim_lost") when the claim is no longer this one."""
    renewed = Conversation.objects.filter(
        pk=conversation_id, claimed_by=actor, claim_token=token, claim_expires_at__gt=now
    ).update(claim_expires_at=_lease_end(now))
    if not renewed:
        raise ActionRefused("claim_lost", _("Your claim has run out or somebody took over."))
    return _claim_of(conversation_id)[1]


def keep_hold(row: Conversation, actor: User, now: datetime) -> None:
    """An answer was given: the lease begins anew, and it stays somebody's until it is settled.

    In the caller's transaction, which holds the row's lock.
    """
    row.claim_expires_at = _lease_end(now)
    if row.assigned_role:
        _kept_on(row.pk, row.claim_expires_at)
        return
    row.assigned_to_id = row.assigned_to_id or actor.pk
    _kept_by(row.pk, row.claim_expires_at, row.assigned_to_id)


@ready_change
def _kept_on(pk: int, end: datetime, /) -> Change:
    return Conversation.objects.filter(pk=pk), {"claim_expires_at": end}


@ready_change
def _kept_by(pk: int, end: datetime, owner_id: int, /) -> Change:
    return Conversation.objects.filter(pk=pk), {"claim_expires_at": end, "assigned_to": owner_id}


@transaction.atomic(durable=True)
def release(*, conversation_id: int, actor: User, now: datetime, token: int) -> None:
    """Give it back. Releasing a claim that is already gone does nothing."""
    if _released(conversation_id, actor.pk, token):
        row = _leased(conversation_id)[0]
        noted("conversation.released", row, actor=actor, now=now)


def let_go(row: Conversation, *, actor: User, now: datetime, token: int) -> None:
    """The same in the caller's transaction: free again, unless somebody else has it by now."""
    if _released(row.pk, actor.pk, token):
        noted("conversation.released", row, actor=actor, now=now)


@ready_change
def _released(pk: int, user_id: int, token: int, /) -> Change:
    mine = Conversation.objects.filter(pk=pk, claimed_by=user_id, claim_token=token)
    return mine, {"claimed_by": None, "claimed_at": None, "claim_expires_at": None}


@transaction.atomic(durable=True)
def take_over(*, conversation_id: int, actor: User, now: datetime, reason: str) -> Claim:
    """Take it from a colleague, saying why; their token is fenced off at once."""
    reason = require_text(reason, _("a word on why you take over"))
    before = Conversation.objects.select_for_update().get(pk=conversation_id)
    require_live(before)
    found = _take(conversation_id, actor, now, even_from_others=True)
    row, taken = found or _claim_of(conversation_id)
    _accept_for_role(row, actor, now)
    if before.is_claimed(now) and before.claimed_by_id != actor.pk:
        tell_taken_over(row, before.claimed_by_id, at=now)
    noted(
        "conversation.taken_over",
        row,
        actor=actor,
        now=now,
        token=taken.token,
        taken_from=before.claimed_by_id,
        reason=reason[:240],
    )
    return taken


def member_to_give(row: Conversation, assignee: User | None) -> Membership | None:
    """Who is to get it; None for nobody. Raises ActionRefused("not_a_member")."""
    if assignee is None:
        return None
    active = Membership.objects.active().filter(practice_id=row.practice_id)
    member = active.filter(user=assignee).select_related("user").first()
    if member is None:
        raise ActionRefused("not_a_member", _("That person does not work for this practice."))
    return member


def _require_sight(row: Conversation, role: str) -> None:
    if not row.has_public and not may(role, Act.READ_PRIVATE):
        raise ActionRefused("not_a_member", _("It is private: an outside agency cannot read it."))


@transaction.atomic(durable=True)
def assign(
    *, conversation_id: int, actor: User, now: datetime, assignee: User | None, role: str = ""
) -> None:
    """Give it to a colleague for good, or to whoever of `role` takes it first; neither takes the
    assignment away.

    Raises ActionRefused: "not_a_member" when there is no such colleague, or nobody of that role
    who may see it.
    """
    row = Conversation.objects.select_for_update().get(pk=conversation_id)
    require_live(row)
    member = member_to_give(row, assignee)
    if member is not None:
        _require_sight(row, member.role)
    role = "" if member else role
    if (row.assigned_to_id, row.assigned_role) == (member.user_id if member else None, role):
        return
    team = _team(row, role) if role else []
    Conversation.objects.filter(pk=row.pk).update(assigned_to=assignee, assigned_role=role)
    if role:
        tell_role(row, team, actor=actor, at=now)
    else:
        tell_assigned(row, member, actor=actor, at=now)
    noted(
        "conversation.assigned",
        row,
        actor=actor,
        now=now,
        assignee=assignee.pk if assignee else None,
        assignee_name=str(assignee) if assignee else ANYONE.get(role, ""),
    )


def _team(row: Conversation, role: str) -> list[Membership]:
    """Who can take it. Raises ActionRefused("not_a_member") when nobody can."""
    _require_sight(row, role)
    members = Membership.objects.active().filter(practice_id=row.practice_id, role=role)
    found = list(members.select_related("user"))
    if not found:
        raise ActionRefused("not_a_member", _("Nobody in the practice has that role."))
    return found


def _accept_for_role(row: Conversation, actor: User, now: datetime) -> None:
    """It was waiting for anyone of a role, and one of them has taken it: now it is theirs."""
    if not row.assigned_role:
        return
    members = Membership.objects.active().filter(practice_id=row.practice_id, user=actor)
    if members.filter(role=row.assigned_role).exists():
        Conversation.objects.filter(pk=row.pk).update(assigned_to=actor, assigned_role="")
        tell_assigned(row, None, actor=actor, at=now)
