"""Clocks as the engine writes them, made in bulk without it: local times from the zone of the
place, durations from the times."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.db.models import F

from inbox.models import Clock, Conversation
from inbox.reports.filters import Filters
from listening.models import NetworkAccount
from practice_hub.practices.models import Location, Practice, User
from tests.builders import make_account, make_member

_numbers = itertools.count(1)
HOUR = timedelta(hours=1)


@dataclass
class House:
    """A practice in Berlin with a second place in New York, and two people."""

    practice: Practice
    account: NetworkAccount
    here: Location
    there: Location
    users: list[User]
    conversations: list[Conversation] = field(default_factory=list)

    def zone(self, location: Location | None) -> ZoneInfo:
        return ZoneInfo((location and location.time_zone) or self.practice.time_zone)

    def filters(self, start: date, end: date, as_of: datetime, **more: Any) -> Filters:
        return Filters(self.practice.pk, start, end, as_of, **more)


def make_house(conversations: int = 1) -> House:
    practice = Practice.objects.create(
        name="Lumen", slug=f"lumen-{uuid4().hex}", time_zone="Europe/Berlin"
    )
    house = House(
        practice,
        make_account(practice),
        Location.objects.create(practice=practice, name="Lakeside"),
        Location.objects.create(practice=practice, name="Harbor", time_zone="America/New_York"),
        [make_member(practice, name).user for name in ("Ana Bell", "Ben Cole")],
    )
    house.conversations = Conversation.objects.bulk_create(
        _conversation(house) for _ in range(conversations)
    )
    return house


def _conversation(house: House) -> Conversation:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Conversation(
        practice=house.practice,
        account=house.account,
        network="X",
        key=f"k{next(_numbers)}",
        thread_id="t",
        category="COMPLAINT",
        urgency="NORMAL",
        sentiment="NEGATIVE",
        started_at=at,
        first_seen_at=at,
        last_inbound_at=at,
        last_activity_at=at,
        due_at=at + HOUR,
    )


def clock(
    house: House,
    started_at: datetime,
    *,
    after: timedelta | None = None,
    ending: str = "",
    target: timedelta | None = HOUR,
    acceptable: timedelta | None = 6 * HOUR,
    lost: timedelta | None = 24 * HOUR,
    location: Location | None = None,
    **fields: Any,
) -> Clock:
    """An unsaved clock that stopped `after` its start (None: it runs), DONE unless said
    otherwise."""
    local = started_at.astimezone(house.zone(location))
    seconds = None if after is None else int(after.total_seconds())
    values: dict[str, Any] = {
        "kind": "FIRST_RESPONSE",
        "audience": "PUBLIC",
        "subject_id": next(_numbers),
        "network": "X",
        "category": "COMPLAINT",
        "urgency": "NORMAL",
        "sentiment": "NEGATIVE",
        "conversation": house.conversations[0],
        "seen_at": started_at,
        "open_seconds": None if seconds is None else seconds // 3,
        "wall_seconds": seconds,
    }
    return Clock(
        **values | fields,
        practice=house.practice,
        started_at=started_at,
        target_at=_plus(started_at, target),
        acceptable_at=_plus(started_at, acceptable),
        lost_at=_plus(started_at, lost),
        stopped_at=_plus(started_at, after),
        ending=ending or ("" if after is None else "DONE"),
        location=location,
        local_day=local.date(),
        local_hour=local.hour,
        local_weekday=local.weekday(),
    )


def _plus(at: datetime, more: timedelta | None) -> datetime | None:
    return None if more is None else at + more


def store(clocks: Iterable[Clock]) -> list[Clock]:
    return Clock.objects.bulk_create(clocks)


def rows_of(house: House) -> list[Clock]:
    """All clocks of the practice as they are stored."""
    return list(Clock.objects.filter(practice=house.practice).order_by(F("id")))
