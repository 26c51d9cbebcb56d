"""What the actions share: the lock, who may, what is checked, and how a change is told."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.actions.common import PeopleError, acting, lock
from practice_hub.practices.models import Location, Membership, Practice
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act, may
from practice_hub.roster.models import Roster, Shift

TOPIC = "roster"
SWEEP = "roster.sweep"
AHEAD = timedelta(days=366)
OVER = gettext_noop("That day is over. Choose today or a later one.")


class RosterError(PeopleError):
    """The act was refused; the text is one plain sentence for the page."""


def begin(actor: Membership, act: Act) -> tuple[Practice, Membership]:
    """Lock the practice, so that one change of its roster or people comes after the other.

    Returns the practice and the actor as of now. Raises PeopleError when their role no longer
    allows `act`.
    """
    practice = lock(actor.practice_id)
    return practice, acting(actor, act)


def changed(
    name: str, subject: models.Model, actor: Membership, at: datetime, **details: Any
) -> None:
    """Audit row, a new revision of the roster, and after commit a word to pages and the sweep."""
    practice_id = actor.practice_id
    record(name, practice=practice_id, subject=subject, actor=actor.user, at=at, **details)
    Roster.objects.update_or_create(practice_id=practice_id, defaults={"revision": uuid.uuid4()})
    publish_on_commit(practice_id, TOPIC)
    enqueue_on_commit(SWEEP)  # a gap may have closed or opened with it


def today(practice: Practice, at: datetime) -> date:
    return at.astimezone(practice.zone).date()


def own_member(practice: Practice, member_id: int) -> Membership:
    """An active member whose role may be on duty, with user; RosterError for anybody else."""
    members = Membership.objects.active().filter(practice=practice)
    member = members.select_related("user").filter(pk=member_id).first()
    if member is None or not may(member.role, Act.READ_ROSTER):
        raise RosterError(_("This person no longer belongs to the practice. Choose somebody else."))
    return member


def own_location(practice: Practice, location_id: int | None) -> Location | None:
    if location_id is None:
        return None
    location = Location.objects.filter(practice=practice, pk=location_id).first()
    if location is None:
        raise RosterError(_("This location was removed in the meantime. Choose another."))
    return location


def own_shift(practice: Practice, shift_id: int, on: date) -> Shift:
    """The shift, which falls on that date; RosterError otherwise."""
    shift = Shift.objects.filter(practice=practice, pk=shift_id).select_related("member").first()
    if shift is None or not shift.falls_on(on):
        raise RosterError(_("This shift was changed in the meantime. Look at the roster again."))
    return shift


def must_be_ahead(practice: Practice, on: date, at: datetime) -> None:
    """Only today and the year ahead can be changed: what was, was."""
    if on < today(practice, at):
        raise RosterError(_(OVER))
    if on > today(practice, at) + AHEAD:
        raise RosterError(_("That is more than a year ahead. Choose an earlier day."))
