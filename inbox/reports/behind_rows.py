"""What a list behind a number holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from inbox.models import Clock, Conversation

PAGE_SIZE = 50


class UnknownSetError(ValueError):
    """There is no such number; its text is for the page."""


@dataclass(frozen=True, slots=True)
class BehindRow:
    """One entry: a clock, a request or an act. `at` is when it started or happened; `who` wrote
    the post ("Someone" where nobody is known); times in seconds, of what has been done."""

    conversation_id: int
    network: str
    who: str
    at: datetime
    verdict: str
    wall_seconds: int | None = None
    open_seconds: int | None = None
    staff: str = ""
    location: str = ""
    is_imported: bool = False
    is_detected_late: bool = False

    def timed(self, wall_seconds: int | None) -> BehindRow:
        return replace(self, wall_seconds=wall_seconds)


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the list. `total` is the number that led here."""

    which: str
    label: str
    total: int
    rows: list[BehindRow]
    page: int

    @property
    def pages(self) -> int:
        return max(-(-self.total // PAGE_SIZE), 1)


def row_of(conversation: Conversation, at: datetime, verdict: str, staff: object) -> BehindRow:
    """An entry that is no clock. The conversation comes with author and location."""
    return BehindRow(
        conversation_id=conversation.pk,
        network=conversation.network,
        who=str(conversation.person or _("Someone")),
        at=at,
        verdict=verdict,
        staff=str(staff or ""),
        location=str(conversation.location or ""),
        is_imported=conversation.is_imported,
    )


def clock_row(clock: Clock, verdict: str) -> BehindRow:
    """The clock comes with staff, location and its conversation's author."""
    return BehindRow(
        conversation_id=clock.conversation_id,
        network=clock.network,
        who=str(clock.conversation.person or _("Someone")),
        at=clock.started_at,
        verdict=verdict,
        wall_seconds=clock.wall_seconds,
        open_seconds=clock.open_seconds,
        staff=str(clock.staff or ""),
        location=str(clock.location or ""),
        is_imported=clock.is_imported,
        is_detected_late=clock.is_detected_late,
    )
