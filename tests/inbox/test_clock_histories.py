"""Whatever order a history is heard in, the clocks say the same as somebody who reads it through.

The reader below is independent of the product: a walk along the timeline, minute by minute.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.models import Clock
from listening.models import NetworkAccount
from tests.builders import NOON, hear, make_account, make_practice, own, person, said

pytestmark = pytest.mark.django_db
LAST = 40
# Minutes at which the person wrote and at which somebody answered in the network's own app, and
# how all that is cut into pages and in which order they are heard.
MINUTES = st.lists(st.integers(0, LAST), min_size=1, max_size=5, unique=True)


def by_reading(asked: set[int], answered: set[int]) -> list[tuple[str, int, int | None]]:
    """(kind, from, to) in minutes: the first unanswered word waits for the next answer."""
    found: list[tuple[str, int, int | None]] = []
    since: int | None = None
    has_answer = False
    for minute in range(LAST + 1):
        if minute in asked and since is None:
            since = minute
        if minute in answered:
            if since is not None:
                found.append(("NEXT_RESPONSE" if has_answer else "FIRST_RESPONSE", since, minute))
                has_answer = True
            since = None
    if since is not None:
        found.append(("NEXT_RESPONSE" if has_answer else "FIRST_RESPONSE", since, None))
    return found


def by_clocks(account: NetworkAccount) -> list[tuple[str, int, int | None]]:
    found = Clock.objects.filter(
        practice=account.practice, kind__in=["FIRST_RESPONSE", "NEXT_RESPONSE"]
    )
    return [
        (
            clock.kind,
            (clock.started_at - NOON) // timedelta(minutes=1),
            clock.stopped_at and (clock.stopped_at - NOON) // timedelta(minutes=1),
        )
        for clock in found.order_by("started_at")
    ]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    asked=MINUTES,
    answered=MINUTES,
    shuffled=st.randoms(use_true_random=False),
    size=st.integers(1, 4),
)
def test_in_whatever_order_it_is_heard(
    asked: list[int], answered: list[int], shuffled: Random, size: int
) -> None:
    account = make_account(make_practice(f"p{Clock.objects.count()}-{id(asked)}"))
    who = person()
    root = min(asked)
    words = [
        said(
            f"word {minute}",
            author=who,
            thread_id="t",
            external_id=f"{account.pk}q{minute}",
            posted_at=NOON + timedelta(minutes=minute),
        )
        for minute in asked
    ]
    first = next(word for word in words if word.posted_at == NOON + timedelta(minutes=root))
    words += [
        own(
            first,
            f"answer {minute}",
            external_id=f"{account.pk}a{minute}",
            posted_at=NOON + timedelta(minutes=minute),
        )
        for minute in answered
    ]
    shuffled.shuffle(words)
    for begin in range(0, len(words), size):
        hear(account, *words[begin : begin + size], now=NOON + timedelta(minutes=60 + begin))
    assert by_clocks(account) == by_reading(set(asked), set(answered))
