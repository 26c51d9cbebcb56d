"""The practice itself: how it starts, its settings, its locations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from practice_hub.audit.record import record
from practice_hub.practices.actions.common import PeopleError, acting, lock
from practice_hub.practices.actions.invitations import expiry
from practice_hub.practices.models import Invitation, Location, Membership, Practice
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, Role

SETTINGS = ("name", "time_zone", "language", "is_signing_replies", "voice_notes")


@transaction.atomic(durable=True)
def open_practice(
    *, name: str, slug: str, time_zone: str, owner_email: str, at: datetime
) -> Invitation:
    """Open a practice, or one that nobody owns (yet), to `owner_email`; returns the invitation.

    Used at the command line, so the actor is the system. Raises PeopleError when the practice has
    an owner: owners invite from the People page.
    """
    values = {"name": name, "time_zone": time_zone, "created_at": at}
    practice, is_new = Practice.objects.get_or_create(slug=slug, defaults=values)
    lock(practice.pk)
    owners = Membership.objects.active().filter(practice=practice, role=Role.OWNER)
    if owners.exists():
        raise PeopleError(f"{practice.name} ({slug}) has an owner, who can invite on People.")
    email = owner_email.strip().lower()
    Invitation.objects.waiting().filter(practice=practice, email__iexact=email).update(
        revoked_at=at
    )
    invitation = Invitation.objects.create(
        practice=practice, email=email, role=Role.OWNER, created_at=at, expires_at=expiry(at)
    )
    if is_new:
        record("practice.opened", practice=practice, subject=practice, actor=None, at=at)
    record(
        "invitation.created", practice=practice, subject=invitation, actor=None, at=at, role="OWNER"
    )
    return invitation


@transaction.atomic(durable=True)
def change_practice(*, actor: Membership, values: Mapping[str, Any], at: datetime) -> None:
    """Set what SETTINGS names; other keys are ignored. Raises PeopleError."""
    practice = lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    changes = {
        name: values[name]
        for name in SETTINGS
        if name in values and values[name] != getattr(practice, name)
    }
    if not changes:
        return
    Practice.objects.filter(pk=practice.pk).update(**changes)
    _note("practice.changed", practice, actor, at, fields=sorted(changes))


@transaction.atomic(durable=True)
def add_location(
    *, actor: Membership, name: str, address: str, time_zone: str, at: datetime
) -> Location:
    """Add a place where the practice works; a blank zone is the practice's. Raises PeopleError."""
    lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    location = Location(
        practice_id=actor.practice_id,
        name=name.strip(),
        address=address.strip(),
        time_zone=time_zone,
    )
    _save_once(location)
    _note("location.added", location, actor, at)
    return location


@transaction.atomic(durable=True)
def change_location(
    *,
    actor: Membership,
    location: Location,
    name: str,
    address: str,
    time_zone: str,
    at: datetime,
) -> None:
    """Rename or move a location of the actor's practice. Raises PeopleError."""
    lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    current = _own_location(actor, location)
    current.name, current.address = name.strip(), address.strip()
    current.time_zone = time_zone
    _save_once(current)
    _note("location.changed", current, actor, at)


@transaction.atomic(durable=True)
def remove_location(*, actor: Membership, location: Location, at: datetime) -> None:
    """Remove a location of the actor's practice. Raises PeopleError while something uses it."""
    lock(actor.practice_id)
    acting(actor, Act.MANAGE_PRACTICE)
    current = _own_location(actor, location)
    _note("location.removed", current, actor, at)
    try:
        current.delete()
    except models.ProtectedError as error:
        raise PeopleError(_("A connected account still belongs to this location.")) from error


def _own_location(actor: Membership, location: Location) -> Location:
    current = Location.objects.filter(pk=location.pk, practice_id=actor.practice_id).first()
    if current is None:
        raise PeopleError(_("This location was removed in the meantime."))
    return current


def _save_once(location: Location) -> None:
    try:
        with transaction.atomic():
            location.save()
    except IntegrityError as error:
        raise PeopleError(_("There is already a location with this name.")) from error


def _note(
    name: str, subject: models.Model, actor: Membership, at: datetime, **details: Any
) -> None:
    practice_id = actor.practice_id
    record(name, practice=practice_id, subject=subject, actor=actor.user, at=at, **details)
    publish_on_commit(practice_id, "practice")
