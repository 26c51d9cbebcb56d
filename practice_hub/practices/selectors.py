"""Page-shaped reads with a constant number of queries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practice_hub.practices.mail import invitation_url
from practice_hub.practices.models import Invitation, Membership
from practice_hub.practices.rules import grantable_roles, may_handle
from practice_hub.roles import Role


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A colleague; `can_change` says whether the reader may change or remove them, and
    `why_not` says why not."""

    member: Membership
    is_self: bool
    can_change: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    invitation: Invitation
    url: str
    is_expired: bool
    can_change: bool


def people_page(reader: Membership, now: datetime) -> dict[str, Any]:
    """Members by name and invitations not yet accepted, newest first; two queries."""
    members = list(
        Membership.objects.active()
        .filter(practice_id=reader.practice_id)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    invitations = (
        Invitation.objects.waiting()
        .filter(practice_id=reader.practice_id)
        .select_related("invited_by")
        .order_by("-created_at")
    )
    owners = Counter(m.role for m in members)[Role.OWNER]
    return {
        "members": [_member_row(m, reader, owners) for m in members],
        "invitations": [_invitation_row(i, reader, now) for i in invitations],
        "roles": grantable_roles(reader.role),
    }


def _member_row(member: Membership, reader: Membership, owners: int) -> MemberRow:
    is_self = member.pk == reader.pk
    why_not = ""
    if is_self:
        why_not = "Your own role is changed by somebody else."
    elif not may_handle(reader.role, member.role):
        why_not = "Only an owner can change an owner."
    elif member.role == Role.OWNER and owners < 2:
        why_not = "The only owner."
    return MemberRow(member, is_self, can_change=not why_not, why_not=why_not)


def _invitation_row(invitation: Invitation, reader: Membership, now: datetime) -> InvitationRow:
    can_change = may_handle(reader.role, invitation.role)
    return InvitationRow(
        invitation,
        # A manager must not be able to walk in as the owner who was invited.
        url=invitation_url(invitation) if can_change else "",
        is_expired=invitation.expires_at <= now,
        can_change=can_change,
    )
