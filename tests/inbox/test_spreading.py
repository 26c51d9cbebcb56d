"""A thread that suddenly spreads is told of once a level, and the alert ends when it calms (L7)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from inbox.spreading import sweep_spreading
from listening.models import NetworkAccount, Spread, SpreadSample
from listening.spread_rules import Level, Rates, Told, grown, level_of
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from tests.builders import (
    NOON,
    conversation_of,
    hear,
    make_account,
    make_member,
    make_practice,
    own,
    person,
    private,
    said,
)

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
QUIET = Rates()


def test_the_rule() -> None:
    table = [
        # now, usual, before -> after
        (Rates(shares=9, replies=11, people=7), QUIET, Level.CALM, Level.CALM),  # under the floors
        (Rates(shares=10), QUIET, Level.CALM, Level.SPREADING),
        (Rates(replies=12), QUIET, Level.CALM, Level.SPREADING),
        (Rates(people=8), QUIET, Level.CALM, Level.SPREADING),
        (Rates(shares=29), Rates(shares=10), Level.CALM, Level.CALM),  # as lively as ever
        (Rates(shares=30), Rates(shares=10), Level.CALM, Level.SPREADING),
        (Rates(shares=40), QUIET, Level.CALM, Level.STORM),
        (Rates(shares=40), Rates(shares=39), Level.SPREADING, Level.STORM),  # grew into it
        (Rates(shares=20), Rates(shares=39), Level.STORM, Level.STORM),  # not calm yet
        (Rates(shares=5), Rates(shares=39), Level.STORM, Level.STORM),
        (Rates(shares=4.9, replies=5.9, people=3.9), QUIET, Level.STORM, Level.CALM),
        (QUIET, QUIET, Level.CALM, Level.CALM),
    ]
    assert [level_of(now, usual, was) for now, usual, was, _ in table] == [t[3] for t in table]


def test_what_a_network_tells_counts_when_it_is_told() -> None:
    posted, seen = NOON - 10 * HOUR, NOON
    last_hour = (NOON + 3 * HOUR, NOON + 4 * HOUR)
    told = [Told(NOON + 200 * MINUTE, 30), Told(NOON + 210 * MINUTE, 45)]
    assert grown(told, posted, seen, last_hour) == 45  # nothing was told when it was first seen
    assert grown([Told(seen, 20), *told], posted, seen, last_hour) == 25
    # What it had at first came evenly in ten hours.
    assert grown([Told(seen, 20)], posted, seen, (NOON - HOUR, NOON)) == pytest.approx(2)
    assert grown([Told(seen, 20)], seen, seen, (NOON - HOUR, NOON)) == 20
    # So did what an old post brought bit by bit when its source was connected.
    bits = [Told(seen, 0), Told(seen + MINUTE, 20), Told(seen + 2 * MINUTE, 30)]
    assert grown(bits, posted, seen, (NOON - 58 * MINUTE, NOON + 2 * MINUTE)) < 3.1
    assert grown(bits, seen, seen, (NOON - 58 * MINUTE, NOON + 2 * MINUTE)) == 30
    assert grown([], posted, seen, last_hour) == 0
    assert grown([Told(NOON, 9), Told(NOON + 200 * MINUTE, 4)], posted, seen, last_hour) == 0


@pytest.fixture
def account(db: None) -> NetworkAccount:
    practice = make_practice()
    make_member(practice, "Ana Bell")
    return make_account(practice)


def alerts() -> list[tuple[str, bool]]:
    """(path, is it open) of every alert about a snowball, oldest first."""
    found = Alert.objects.filter(kind=Kind.SNOWBALL).order_by("pk")
    return [(row.path, row.closed_at is None) for row in found]


def test_shares_and_replies_ring_once_a_level_and_calm_ends_it(account: NetworkAccount) -> None:
    post = said("They overcharged me and laughed")
    quiet = said("A calm word")
    hear(account, post, quiet)
    path = f"/inbox/{conversation_of(post).pk}/"

    def spread(first: int, last: int, start: float) -> None:
        shares = [
            said("", share_of=post.external_id, posted_at=NOON + start * MINUTE + n * MINUTE / 4)
            for n in range(first, last)
        ]
        hear(account, *shares, now=NOON + 30 * MINUTE)

    spread(0, 7, 2)
    sweep_spreading(now=NOON + 10 * MINUTE)
    assert alerts() == []
    spread(7, 14, 2)
    sweep_spreading(now=NOON + 12 * MINUTE)
    sweep_spreading(now=NOON + 13 * MINUTE)
    assert alerts() == [(path, True)]
    replies = [
        said("Same here!", thread_id=post.external_id, posted_at=NOON + 20 * MINUTE)
        for _ in range(50)
    ]
    hear(account, *replies, now=NOON + 30 * MINUTE)
    sweep_spreading(now=NOON + 30 * MINUTE)
    assert alerts() == [(path, False), (path, True)]  # it storms: told anew
    row = Spread.objects.get()
    assert (row.level, row.share_rate, row.reply_rate, row.people_rate) == (2, 14, 50, 64)
    sweep_spreading(now=NOON + 3 * HOUR)
    sweep_spreading(now=NOON + 4 * HOUR)
    assert alerts() == [(path, False), (path, False)]
    row.refresh_from_db()
    assert (row.level, row.calmed_at) == (0, NOON + 3 * HOUR)
    noted = AuditEvent.objects.filter(subject_type="spread").order_by("pk")
    assert [event.name for event in noted] == [
        "thread.spreading",
        "thread.spreading",
        "thread.calmed",
    ]


def test_numbers_of_the_network_alone_are_enough_and_own_posts_count(
    account: NetworkAccount,
) -> None:
    """Nobody shows us each share; under a post of ours the liveliest talk is the one to open."""
    ours = own(said("x"), "Our spring menu is out", parent_id="", thread_id="7000")
    post = said("Look what they did", share_count=3)
    hear(account, ours, post, now=NOON + MINUTE)
    assert SpreadSample.objects.count() == 1
    sweep_spreading(now=NOON + 2 * MINUTE)
    hear(account, said(post.text, external_id=post.external_id, author=post.author, share_count=55))
    comments = [
        said("Really?", thread_id="7000", posted_at=NOON + n * MINUTE / 2) for n in range(12)
    ]
    whisper = [private("psst", person()) for _ in range(30)]
    hear(account, *comments, *whisper)
    sweep_spreading(now=NOON + 20 * MINUTE)
    assert set(alerts()) == {
        (f"/inbox/{conversation_of(comments[-1]).pk}/", True),
        (f"/inbox/{conversation_of(post).pk}/", True),
    }
    levels = Spread.objects.order_by("share_rate").values_list("level", "share_rate", "reply_rate")
    assert list(levels) == [(1, 0, 12), (2, 55, 0)]


def test_the_list_says_what_spreads(
    view_desk: ViewDesk, ana: Person, vera: Person, charlie: Person
) -> None:
    row = view_desk.post("Everybody talks about it")
    view_desk.post("Nobody talks about this")
    values = {"practice": row.practice, "network": row.network, "thread_id": row.thread_id}
    values |= {"began_at": NOON, "checked_at": NOON}
    Spread.objects.create(**values, level=1, share_rate=1200, reply_rate=7)
    words = "Spreading: 1,200 shares in an hour"
    for reader, times in ((ana, 1), (vera, 1), (charlie, 0)):
        assert reader.client.get("/inbox/").content.decode().count(words) == times
    Spread.objects.update(level=0)
    assert "Spreading" not in ana.client.get("/inbox/").content.decode()
