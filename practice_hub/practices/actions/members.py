"""Members: roles, leaving, and what a person says about themselves."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.db import models, transaction
from django.utils.translation import gettext as _

from practice_hub.audit.record import record
from practice_hub.practices.actions.away import CLEARED
from practice_hub.practices.actions.common import PeopleError, acting, lock
from practice_hub.practices.devices import end_devices
from practice_hub.practices.models import Density, Invitation, Membership, User
from practice_hub.practices.rules import may_handle
from practice_hub.practices.signals import membership_ended
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, Role


@transaction.atomic(durable=True)
def change_role(*, actor: Membership, member: Membership, role: str, at: datetime) -> None:
    """Give a member of the actor's practice another role; the same role changes nothing.

    Raises PeopleError: nobody changes their own role, a manager neither makes nor changes an
    owner, and the practice keeps an owner.
    """
    lock(actor.practice_id)
    decider = acting(actor, Act.MANAGE_PEOPLE)
    current = _other_member(decider, member)
    if role not in Role.values or not may_handle(decider.role, role):
        raise PeopleError(_("Only an owner can make somebody an owner."))
    if role == current.role:
        return
    if current.role == Role.OWNER:
        _must_not_be_last_owner(current)
    Membership.objects.filter(pk=current.pk).update(role=role, stand_in=None)
    _release_stand_in(current)
    _note("membership.role_changed", current, actor.user, at, before=current.role, after=role)


@transaction.atomic(durable=True)
def remove_member(*, actor: Membership, member: Membership, at: datetime) -> None:
    """End a colleague's membership: their next click in this practice, anywhere, is refused.

    Raises PeopleError as `change_role` does; who wants to go uses `leave`.
    """
    lock(actor.practice_id)
    current = _other_member(acting(actor, Act.MANAGE_PEOPLE), member)
    _end(current, actor.user, at, "membership.removed")


@transaction.atomic(durable=True)
def leave(*, membership: Membership, at: datetime, session: SessionBase | None = None) -> None:
    """Leave a practice oneself. Raises PeopleError for its last owner.

    Every device is signed out, but `session` stays for who works for another practice as well.
    """
    lock(membership.practice_id)
    current = Membership.objects.active().filter(pk=membership.pk).first()
    if current is None:
        raise PeopleError(_("You have already left this practice."))
    others = Membership.objects.active().filter(user_id=current.user_id).exclude(pk=current.pk)
    keep = session if others.exists() else None
    _end(current, membership.user, at, "membership.left", keep=keep)


@transaction.atomic(durable=True)
def change_account(*, membership: Membership, name: str, signature: str, at: datetime) -> None:
    """Set the member's own name and signature, which go with them to every practice."""
    User.objects.filter(pk=membership.user_id).update(
        name=name.strip(), signature=signature.strip()
    )
    _note("account.changed", membership, membership.user, at)


@transaction.atomic(durable=True)
def change_density(*, membership: Membership, density: Density, at: datetime) -> bool:
    """Set how close rows stand for the member, in every practice; False if it was so already."""
    return _choose(membership, "account.density_changed", at, density=density)


@transaction.atomic(durable=True)
def change_language(*, membership: Membership, language: str, at: datetime) -> bool:
    """Set the language of the member's pages and mails, in every practice; False if it was so."""
    return _choose(membership, "account.language_changed", at, language=language)


def _choose(membership: Membership, event: str, at: datetime, **chosen: str) -> bool:
    others = User.objects.filter(pk=membership.user_id).exclude(**chosen)
    if not others.update(**chosen):
        return False
    _note(event, membership, membership.user, at)
    return True


def _other_member(actor: Membership, member: Membership) -> Membership:
    """The member as of now, whom the actor may decide about. Raises PeopleError."""
    if member.pk == actor.pk:
        raise PeopleError(_("You cannot change your own role. Ask a manager or another owner."))
    members = Membership.objects.active().filter(practice_id=actor.practice_id)
    current = members.filter(pk=member.pk).first()
    if current is None:
        raise PeopleError(_("This person is no longer a member."))
    if not may_handle(actor.role, current.role):
        raise PeopleError(_("Only an owner can change or remove an owner."))
    return current


def _end(
    member: Membership, actor: User, at: datetime, name: str, keep: SessionBase | None = None
) -> None:
    """Nothing of them stays open: devices, streams, invitations, and what other parts gave out."""
    if member.role == Role.OWNER:
        _must_not_be_last_owner(member)
    Membership.objects.filter(pk=member.pk).update(left_at=at, **CLEARED)
    _release_stand_in(member)
    _withdraw_invitations(member, actor, at)
    end_devices(member.user_id, keep=keep)
    membership_ended.send(Membership, member=member, at=at)
    _note(name, member, actor, at, role=member.role)


def _withdraw_invitations(member: Membership, actor: User, at: datetime) -> None:
    """The doors they could come back through: those they opened, and any held open for them."""
    theirs = models.Q(invited_by_id=member.user_id) | models.Q(email__iexact=member.user.email)
    waiting = Invitation.objects.waiting().filter(theirs, practice_id=member.practice_id)
    for invitation in waiting.select_for_update():
        invitation.revoked_at = at
        invitation.save(update_fields=["revoked_at"])
        practice_id = invitation.practice_id
        record(
            "invitation.revoked",
            practice=practice_id,
            subject=invitation,
            actor=actor,
            at=at,
            because="member_left",
        )


def _release_stand_in(member: Membership) -> None:
    """Whom they stood in for is covered by the next in line, until somebody is named anew."""
    Membership.objects.filter(stand_in=member).update(stand_in=None)


def _must_not_be_last_owner(member: Membership) -> None:
    owners = Membership.objects.active().filter(practice_id=member.practice_id, role=Role.OWNER)
    if not owners.exclude(pk=member.pk).exists():
        raise PeopleError(_("This is the only owner. Make somebody else an owner first."))


def _note(name: str, member: Membership, actor: User, at: datetime, **details: str) -> None:
    practice_id = member.practice_id
    record(name, practice=practice_id, subject=member, actor=actor, at=at, **details)
    publish_on_commit(practice_id, "people", [member.pk])
