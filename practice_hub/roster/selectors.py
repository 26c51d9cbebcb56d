"""Who is on duty: one query, for what a roster says is kept until it changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from practice_hub.practices.models import Membership, Practice
from practice_hub.ready import ready
from practice_hub.roster.models import (
    DaysOff,
    HandOver,
    Roster,
    Shift,
    Swap,
    SwapRequest,
    SwapState,
)
from practice_hub.roster.plan import DaysOff as Off
from practice_hub.roster.plan import Person, Plan, Rule

# What is over for longer is not kept in memory; the page of an older week reads it anew.
KEPT = timedelta(days=30)
# A roster whose last shift is over for so long was given up: nobody is nagged about its gaps.
GIVEN_UP = timedelta(days=14)
NOTES = 5


@dataclass(frozen=True, slots=True)
class Note:
    """A hand-over note and the pks of the members who have read it."""

    row: HandOver
    readers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Kept:
    """What a roster says as of one revision; requests wait for an answer, notes newest first."""

    plan: Plan
    requests: tuple[SwapRequest, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """The roster of one practice as of now; `members` are the active ones by pk, users loaded."""

    practice: Practice
    roster: Roster | None
    kept: Kept
    members: dict[int, Membership]

    @property
    def plan(self) -> Plan:
        return self.kept.plan

    @property
    def people(self) -> dict[int, Person]:
        return {
            pk: Person(member.away_until, member.stand_in_id) for pk, member in self.members.items()
        }

    def on_duty(self, now: datetime) -> list[Membership]:
        return [self.members[pk] for pk in self.plan.watching(self.people, now)]

    def is_kept(self, now: datetime) -> bool:
        """Whether the practice works with a roster at all."""
        since = now.astimezone(self.plan.zone).date() - GIVEN_UP
        return any(rule.last is None or rule.last >= since for rule in self.plan.rules)


def load_book(practice_id: int) -> Book | None:
    """One query while nothing changed, else six more; None for a practice without members."""
    members = {member.pk: member for member in _members(practice_id)}
    if not members:
        return None
    practice = next(iter(members.values())).practice
    roster: Roster | None = getattr(practice, "roster", None)
    if roster is None:
        return Book(practice, None, Kept(Plan(practice.zone)), members)
    return Book(practice, roster, _kept(practice_id, practice.zone, roster.revision), members)


@ready
def _members(practice_id: int, /) -> QuerySet[Membership]:
    active = Membership.objects.active().filter(practice_id=practice_id)
    return active.select_related("user", "practice__roster").order_by("user__name", "pk")


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


# A revision is a new random name with every change, so one that was rolled back is never asked
# for again, and what is kept can be shared by threads because nothing in it changes.
@lru_cache(maxsize=256)
def _kept(practice_id: int, zone: ZoneInfo, revision: UUID) -> Kept:
    since = timezone.now().date() - KEPT
    requests = SwapRequest.objects.filter(
        shift__practice_id=practice_id, state=SwapState.OPEN, on__gte=since
    )
    notes = HandOver.objects.filter(practice_id=practice_id).order_by("-written_at", "-pk")
    return Kept(
        load_plan(practice_id, zone, since),
        tuple(requests.order_by("on", "pk")),
        tuple(
            Note(row, frozenset(read.member_id for read in row.reads.all()))
            for row in notes.prefetch_related("reads")[:NOTES]
        ),
    )


def load_plan(practice_id: int, zone: ZoneInfo, since: date) -> Plan:
    """What the practice's roster says about the dates from `since` on; three queries."""
    shifts = Shift.objects.filter(Q(last_on=None) | Q(last_on__gte=since), practice_id=practice_id)
    swaps = Swap.objects.filter(shift__practice_id=practice_id, on__gte=since)
    off = DaysOff.objects.filter(member__practice_id=practice_id, last_on__gte=since)
    return Plan(
        zone,
        tuple(rule_of(shift) for shift in shifts.order_by("pk")),
        tuple(((swap.shift_id, swap.on), swap.member_id) for swap in swaps),
        tuple(Off(each.member_id, each.first_on, each.last_on, each.stand_in_id) for each in off),
    )


def rule_of(shift: Shift) -> Rule:
    return Rule(
        key=shift.pk,
        member=shift.member_id,
        weekday=shift.weekday,
        span=shift.span,
        first=shift.first_on,
        last=shift.last_on,
        location=shift.location_id,
    )
