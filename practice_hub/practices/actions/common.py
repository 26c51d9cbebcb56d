"""What the actions share."""

from __future__ import annotations

from django.utils.translation import gettext as _

from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Act, may


class PeopleError(Exception):
    """The act was refused; the text is one plain sentence for the page."""


def lock(practice_id: int) -> Practice:
    """One change of people at a time in a practice, so that what was checked stays true."""
    return Practice.objects.select_for_update().get(pk=practice_id)


def acting(actor: Membership, act: Act) -> Membership:
    """The actor as of now, under the lock.

    Raises PeopleError when the person left, or lost the role, since the page was opened.
    """
    current = Membership.objects.active().filter(pk=actor.pk).first()
    if current is None or not may(current.role, act):
        raise PeopleError(_("Your role does not allow this any more. Ask a manager or the owner."))
    return current
