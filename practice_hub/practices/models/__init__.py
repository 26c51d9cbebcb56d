"""The rows of people and practices."""

from __future__ import annotations

from practice_hub.practices.models.access import SharedCount, SignInGuard, SignInLetter
from practice_hub.practices.models.hours import HolidayChoice, OpeningDates, OpeningWeek
from practice_hub.practices.models.people import (
    Density,
    Invitation,
    InvitationQuerySet,
    Location,
    Membership,
    MembershipQuerySet,
    Practice,
    User,
    UserManager,
    invitation_token,
    validate_time_zone,
)

__all__ = [
    "Density",
    "HolidayChoice",
    "Invitation",
    "InvitationQuerySet",
    "Location",
    "Membership",
    "MembershipQuerySet",
    "OpeningDates",
    "OpeningWeek",
    "Practice",
    "SharedCount",
    "SignInGuard",
    "SignInLetter",
    "User",
    "UserManager",
    "invitation_token",
    "validate_time_zone",
]
