"""Who is on duty: one query, for the shifts of a practice are kept until they change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from practice_hub.practices.models import Membership
from practice_hub.roster import plan
from practice_hub.roster.models import DaysOff, Roster, Shift, Swap

# What is over for longer is not kept in memory; the page of an older week reads it anew.
KEPT = timedelta(days=30)
# A roster whose last shift is over for so long was given up: nobody is nagged about its gaps.
GIVEN_UP = timedelta(days=14)


@dataclass(frozen=True)
class Book:
    """The roster of one practice as of now; `members` are the active ones by pk, users loaded."""

    roster: Roster | None
    plan: plan.Plan
    members: dict[int, Membership]

    @property
    def people(self) -> dict[int, plan.Person]:
        return {
            pk: plan.Person(member.away_until, member.stand_in_id)
            for pk, member in self.members.items()
        }

    def on_duty(self, now: datetime) -> list[Membership]:
        return [self.members[pk] for pk in self.plan.watching(self.people, now)]

    def is_kept(self, now: datetime) -> bool:
        """Whether the practice works with a roster at all."""
        since = now.astimezone(self.plan.zone).date() - GIVEN_UP
        return any(rule.last is None or rule.last >= since for rule in self.plan.rules)


def load_book(practice_id: int) -> Book | None:
    """One query while nothing changed, else three more; None for a practice without members."""
    active = Membership.objects.active().filter(practice_id=practice_id)
    members = {member.pk: member for member in active.select_related("user", "practice__roster")}
    if not members:
        return None
    practice = next(iter(members.values())).practice
    roster: Roster | None = getattr(practice, "roster", None)
    if roster is None:
        return Book(None, plan.Plan(practice.zone), members)
    return Book(roster, _kept_plan(practice_id, practice.zone, roster.revision), members)


def on_duty(practice_id: int, now: datetime) -> list[Membership]:
    """Who watches at `now`, users loaded: swaps, days off and absences applied.

    Whoever began first comes first, nobody twice. Empty when nobody does, or without a roster:
    then ask the whole desk.
    """
    book = load_book(practice_id)
    return book.on_duty(now) if book else []


def is_watched(practice_id: int, now: datetime) -> bool:
    """Whether somebody is on duty at `now`; False for a practice without a roster."""
    return bool(on_duty(practice_id, now))


@lru_cache(maxsize=256)
def _kept_plan(practice_id: int, zone: ZoneInfo, revision: UUID) -> plan.Plan:
    return load_plan(practice_id, zone, timezone.now().date() - KEPT)


def load_plan(practice_id: int, zone: ZoneInfo, since: date) -> plan.Plan:
    """What the practice's roster says about the dates from `since` on; three queries."""
    shifts = Shift.objects.filter(Q(last_on=None) | Q(last_on__gte=since), practice_id=practice_id)
    swaps = Swap.objects.filter(shift__practice_id=practice_id, on__gte=since)
    off = DaysOff.objects.filter(member__practice_id=practice_id, last_on__gte=since)
    return plan.Plan(
        zone,
        tuple(rule_of(shift) for shift in shifts.order_by("pk")),
        tuple(((swap.shift_id, swap.on), swap.member_id) for swap in swaps),
        tuple(
            plan.DaysOff(each.member_id, each.first_on, each.last_on, each.stand_in_id)
            for each in off
        ),
    )


def rule_of(shift: Shift) -> plan.Rule:
    return plan.Rule(
        shift.pk, shift.member_id, shift.weekday, shift.span, shift.first_on, shift.last_on
    )
