"""Page-shaped reads with a constant number of queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from practice_hub.practices.away_form import AwayForm
from practice_hub.practices.away_words import REASONS, away_words, cover_words, reason_words
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.mail import invitation_url
from practice_hub.practices.models import Invitation, Membership
from practice_hub.practices.rules import grantable_roles, may_handle
from practice_hub.roles import Role


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A colleague; `can_change` says whether the reader may change or remove them, and
    `why_not` says why not. `away` reads "in surgery until 14:00, Dr. Leo stands in", or ""."""

    member: Membership
    is_self: bool
    can_change: bool
    why_not: str
    away: str


@dataclass(frozen=True, slots=True)
class InvitationRow:
    invitation: Invitation
    url: str
    is_expired: bool
    can_change: bool


@dataclass(frozen=True, slots=True)
class AwayCard:
    """What `practices/_away.html` shows: the absence of `member` in words, and its form.

    `words` ("in surgery until 14:00") and `cover` ("Dr. Leo stands in") are empty while they are
    here. `is_self` is False on the page where a manager says it for somebody.
    """

    member: Membership
    is_self: bool
    words: str
    cover: str
    form: AwayForm

    @property
    def reasons(self) -> list[str]:
        """What can be chosen instead of typed."""
        return [reason_words(reason) for reason in REASONS]


def away_card(
    member: Membership, *, reader: Membership, now: datetime, data: Any = None
) -> AwayCard:
    """The card about `member`, for themselves or a manager; one query. `data` binds the form."""
    hours = HoursBook.of(reader.practice).hours(None)
    members = active_members(member.practice_id)
    words = away_words(member, now, hours.zone)
    return AwayCard(
        member=member,
        is_self=member.pk == reader.pk,
        words=words,
        cover=cover_words(member, _by_pk(members), now) if words else "",
        form=AwayForm(data, member=member, members=members, now=now, hours=hours),
    )


def active_members(practice_id: int) -> list[Membership]:
    """Everybody who belongs to the practice now, by name, with their users; one query."""
    members = Membership.objects.active().filter(practice_id=practice_id)
    return list(members.select_related("user").order_by("user__name", "pk"))


def _by_pk(members: Iterable[Membership]) -> dict[int, Membership]:
    return {member.pk: member for member in members}


def people_page(reader: Membership, now: datetime) -> dict[str, Any]:
    """Members by name and invitations not yet accepted, newest first; two queries."""
    members = active_members(reader.practice_id)
    invitations = (
        Invitation.objects.waiting()
        .filter(practice_id=reader.practice_id)
        .select_related("invited_by")
        .order_by("-created_at")
    )
    owners = Counter(m.role for m in members)[Role.OWNER]
    away = _away_sentences(members, reader, now)
    return {
        "members": [_member_row(m, reader, owners, away.get(m.pk, "")) for m in members],
        "invitations": [_invitation_row(i, reader, now) for i in invitations],
        "roles": grantable_roles(reader.role),
    }


def _away_sentences(members: list[Membership], reader: Membership, now: datetime) -> dict[int, str]:
    zone, by_pk = reader.practice.zone, _by_pk(members)
    return {
        m.pk: f"{away_words(m, now, zone)}, {cover_words(m, by_pk, now)}"
        for m in members
        if m.is_away(now)
    }


def _member_row(member: Membership, reader: Membership, owners: int, away: str) -> MemberRow:
    is_self = member.pk == reader.pk
    why_not = ""
    if is_self:
        why_not = _("Your own role is changed by somebody else.")
    elif not may_handle(reader.role, member.role):
        why_not = _("Only an owner can change an owner.")
    elif member.role == Role.OWNER and owners < 2:
        why_not = _("The only owner.")
    return MemberRow(member, is_self, can_change=not why_not, why_not=why_not, away=away)


def _invitation_row(invitation: Invitation, reader: Membership, now: datetime) -> InvitationRow:
    can_change = may_handle(reader.role, invitation.role)
    return InvitationRow(
        invitation,
        # A manager must not be able to walk in as the owner who was invited.
        url=invitation_url(invitation) if can_change else "",
        is_expired=invitation.expires_at <= now,
        can_change=can_change,
    )
