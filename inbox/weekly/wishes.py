"""Who gets the Monday report: managers and owners, unless they or the practice switched it off."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from inbox.models import WeeklySettings, WeeklyWish
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, Practice, User
from practice_hub.roles import ROLE_ACTS, Act, Role, may

# Whoever may read reports can have it; these have it without asking.
BY_DEFAULT: Final = frozenset({Role.MANAGER.value, Role.OWNER.value})
READERS: Final = tuple(role for role, acts in ROLE_ACTS.items() if Act.READ_REPORTS in acts)


def is_on(practice_id: int) -> bool:
    """Whether the practice has a Monday report at all."""
    return not WeeklySettings.objects.filter(practice_id=practice_id, is_on=False).exists()


def wants(member: Membership) -> bool:
    """Whether the member gets it; needs no query when `weekly_wish` is loaded."""
    if not may(member.role, Act.READ_REPORTS):
        return False
    wish: WeeklyWish | None = getattr(member, "weekly_wish", None)
    return wish.is_wanted if wish else member.role in BY_DEFAULT


def readers(practice_id: int) -> list[Membership]:
    """Members whose account works and whose role reads reports. One query."""
    found = Membership.objects.filter(
        practice_id=practice_id, role__in=READERS, user__is_active=True
    )
    return list(found.select_related("user", "weekly_wish").order_by("user__name", "pk"))


def recipients(practice_id: int) -> list[int]:
    """User ids of those who get it on Monday."""
    return [member.user_id for member in readers(practice_id) if wants(member)]


@transaction.atomic(durable=True)
def choose(*, member: Membership, is_wanted: bool, now: datetime) -> None:
    """For oneself."""
    WeeklyWish.objects.update_or_create(
        membership=member, defaults={"is_wanted": is_wanted, "changed_at": now}
    )
    _note("weekly.chosen", member.practice, member.user, now, is_wanted)


@transaction.atomic(durable=True)
def switch(*, practice: Practice, is_on: bool, actor: User, now: datetime) -> None:
    """For the whole practice."""
    WeeklySettings.objects.update_or_create(
        practice=practice, defaults={"is_on": is_on, "changed_at": now}
    )
    _note("weekly.switched", practice, actor, now, is_on)


def _note(name: str, practice: Practice, actor: User, now: datetime, value: bool) -> None:
    record(name, practice=practice.pk, subject=practice, actor=actor, at=now, is_on=value)
