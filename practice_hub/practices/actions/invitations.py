"""Invitations: made, sent again, withdrawn, accepted."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.audit.record import record
from practice_hub.practices.actions.common import PeopleError, acting, lock
from practice_hub.practices.mail import send_invitation
from practice_hub.practices.models import Invitation, Membership, User
from practice_hub.practices.rules import may_handle
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, Role

NO_LONGER_VALID = gettext_noop("This invitation is no longer valid. Ask for a new one.")


def expiry(at: datetime) -> datetime:
    return at + timedelta(days=settings.INVITATION_DAYS)


@transaction.atomic(durable=True)
def invite(*, actor: Membership, name: str, email: str, role: str, at: datetime) -> Invitation:
    """Invite `email` to the actor's practice; the mail goes out after commit.

    Raises PeopleError when the role is not the actor's to give, the person already belongs to
    the practice, or an open invitation to the same address exists.
    """
    lock(actor.practice_id)
    _may_give(acting(actor, Act.MANAGE_PEOPLE), role)
    email = email.strip().lower()
    _must_be_new(actor.practice_id, email, at)
    invitation = Invitation.objects.create(
        practice_id=actor.practice_id,
        email=email,
        name=name.strip(),
        role=role,
        invited_by_id=actor.user_id,
        created_at=at,
        expires_at=expiry(at),
    )
    _note("invitation.created", invitation, actor, at)
    transaction.on_commit(partial(send_invitation, invitation.pk), robust=True)
    return invitation


@transaction.atomic(durable=True)
def resend(*, actor: Membership, invitation: Invitation, at: datetime) -> None:
    """Send the same link again and let it live a full term from now. Raises PeopleError."""
    lock(actor.practice_id)
    _may_give(acting(actor, Act.MANAGE_PEOPLE), invitation.role)
    waiting = Invitation.objects.waiting().filter(pk=invitation.pk, practice_id=actor.practice_id)
    if not waiting.update(expires_at=expiry(at), sent_at=None):
        raise PeopleError(_("This invitation was accepted or withdrawn in the meantime."))
    _note("invitation.resent", invitation, actor, at)
    transaction.on_commit(partial(send_invitation, invitation.pk), robust=True)


@transaction.atomic(durable=True)
def revoke(*, actor: Membership, invitation: Invitation, at: datetime) -> None:
    """Withdraw an invitation: its link stops working. Raises PeopleError."""
    lock(actor.practice_id)
    _may_give(acting(actor, Act.MANAGE_PEOPLE), invitation.role)
    waiting = Invitation.objects.waiting().filter(pk=invitation.pk, practice_id=actor.practice_id)
    if not waiting.update(revoked_at=at):
        raise PeopleError(_("This invitation was accepted or withdrawn in the meantime."))
    _note("invitation.revoked", invitation, actor, at)


@transaction.atomic(durable=True)
def accept_as_newcomer(
    *, invitation: Invitation, name: str, password: str, at: datetime
) -> Membership:
    """Make an account for the invited address and join. Raises PeopleError."""
    lock(invitation.practice_id)
    _use_up(invitation, at)
    try:
        with transaction.atomic():
            user = User.objects.create_user(invitation.email, password, name=name.strip())
    except IntegrityError as error:
        raise PeopleError(
            _("There is already an account with this e-mail address. Sign in to join.")
        ) from error
    return _join(invitation, user, at)


@transaction.atomic(durable=True)
def accept_as_member(*, invitation: Invitation, user: User, at: datetime) -> Membership:
    """Join with an account that exists. Raises PeopleError."""
    lock(invitation.practice_id)
    _use_up(invitation, at)
    return _join(invitation, user, at)


def _may_give(actor: Membership, role: str) -> None:
    if role not in Role.values or not may_handle(actor.role, role):
        raise PeopleError(_("Only an owner can invite an owner."))


def _must_be_new(practice_id: int, email: str, at: datetime) -> None:
    members = Membership.objects.active().filter(practice_id=practice_id, user__email=email)
    if members.exists():
        raise PeopleError(_("This person already belongs to the practice."))
    waiting = Invitation.objects.waiting().filter(practice_id=practice_id, email__iexact=email)
    if waiting.filter(expires_at__gt=at).exists():
        raise PeopleError(_("This person already has an open invitation. You can send it again."))
    waiting.update(revoked_at=at)  # run out: it makes room for the new one


def _use_up(invitation: Invitation, at: datetime) -> None:
    usable = Invitation.objects.waiting().filter(pk=invitation.pk, expires_at__gt=at)
    if not usable.update(accepted_at=at):
        raise PeopleError(_(NO_LONGER_VALID))


def _join(invitation: Invitation, user: User, at: datetime) -> Membership:
    membership, is_new = Membership.objects.get_or_create(
        practice_id=invitation.practice_id,
        user=user,
        defaults={"role": invitation.role, "joined_at": at},
    )
    if not is_new:
        if membership.left_at is None:
            raise PeopleError(_("You already belong to this practice."))
        membership.role, membership.joined_at, membership.left_at = invitation.role, at, None
        membership.save(update_fields=["role", "joined_at", "left_at"])
    record(
        "membership.joined",
        practice=invitation.practice_id,
        subject=membership,
        actor=user,
        at=at,
        role=membership.role,
        invitation_id=invitation.pk,
    )
    publish_on_commit(invitation.practice_id, "people", [membership.pk])
    return membership


def _note(name: str, invitation: Invitation, actor: Membership, at: datetime) -> None:
    practice_id = actor.practice_id
    role = invitation.role
    record(name, practice=practice_id, subject=invitation, actor=actor.user, at=at, role=role)
    publish_on_commit(practice_id, "people")
