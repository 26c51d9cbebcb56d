"""A Monday morning in New York, and a way to put people on the roster."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # pytest loads this file before Django is set up
    from practice_hub.roster.models import Shift
    from tests.people import Person

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # 10:00
Put = Callable[..., "Shift"]


@pytest.fixture
def put(mona: Person) -> Put:
    """Add a shift of somebody, by the manager, from `first_on` on; "09:00-13:00" every week."""
    from practice_hub.practices.business_hours_spans import Span
    from practice_hub.roster.actions import Wish, add_shifts
    from practice_hub.roster.models import Shift

    def shift(
        person: Person, hours: str = "09:00-13:00", on: date = MONDAY, at: Any = NOW, **values: Any
    ) -> Shift:
        wish = Wish(person.membership.pk, Span.parse(hours), on, **values)
        assert add_shifts(actor=mona.membership, wishes=[wish], at=at) == 1
        return Shift.objects.latest("pk")

    return shift
