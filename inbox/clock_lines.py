"""The opening hours and the targets under which clocks run; loaded once for many clocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import F
from django.db.models.lookups import IsNull
from django.utils import timezone

from inbox.domain.targets import (
    DEFAULT_RULES,
    ClockKind,
    Due,
    Matter,
    Rule,
    due,
    dump_rules,
    parse_rules,
    rule_for,
)
from inbox.models import Conversation, TargetPolicy
from practice_hub.practices.hours import HoursBook


def newest_policy(practice_id: int) -> TargetPolicy:
    """What is in force; a practice begins with the defaults, kept as its first version.

    Two at once may both store the defaults, even after somebody's own; a person's version counts.
    """
    versions = TargetPolicy.objects.filter(practice_id=practice_id)
    found = versions.order_by(IsNull(F("created_by"), True), "-pk").first()
    return found or TargetPolicy.objects.create(
        practice_id=practice_id, rules=dump_rules(DEFAULT_RULES), created_at=timezone.now()
    )


@lru_cache(maxsize=256)
def rules_of(policy_id: int) -> tuple[Rule, ...]:
    """The rules of one version; a version never changes, so they are kept."""
    return parse_rules(TargetPolicy.objects.values_list("rules", flat=True).get(pk=policy_id))


def matter_of(row: Conversation, audience: str) -> Matter:
    return Matter(row.network, row.category, row.urgency, audience, row.is_medical)


@dataclass(slots=True)
class Lines:
    """Of one practice. Make one for each transaction, so that a change of hours is seen."""

    practice_id: int
    book: HoursBook
    _newest: TargetPolicy | None = field(default=None)
    _due: dict[tuple[object, ...], Due] = field(default_factory=dict)

    @classmethod
    def load(cls, practice_id: int) -> Lines:
        return cls(practice_id, HoursBook.load(practice_id))

    def newest_id(self) -> int:
        if self._newest is None:
            self._newest = newest_policy(self.practice_id)
        return self._newest.pk

    def begin(self, row: Conversation) -> None:
        """The targets that a conversation begins under stay its own."""
        if row.policy_id is None:
            row.policy_id = self.newest_id()

    def due(self, kind: ClockKind, row: Conversation, audience: str, started_at: datetime) -> Due:
        """Counted once: when a conversation is opened its target is asked for before the clock."""
        self.begin(row)
        policy_id, matter = row.policy_id or self.newest_id(), matter_of(row, audience)
        key = (policy_id, kind, matter, row.location_id, started_at)
        if key not in self._due:
            rule = rule_for(rules_of(policy_id), kind, matter)
            hours, zone = self.book.hours(row.location_id), self.book.zone(row.location_id)
            self._due[key] = due(rule, started_at, hours, zone)
        return self._due[key]

    def open_seconds(self, location_id: int | None, start: datetime, end: datetime) -> int:
        """Opening time of the location that passed, in seconds."""
        return int(self.book.hours(location_id).elapsed(start, end).total_seconds())

    def local(self, location_id: int | None, at: datetime) -> datetime:
        """`at` by the wall clock of the location."""
        return at.astimezone(self.book.zone(location_id))
