"""A source that comes back: live first, then what was missed, then a word on how much it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from inbox.models import Clock
from listening import catch_up_end, catch_up_reading, catch_up_rules, catching_up, health
from listening.accounts import can_send, disconnect, reconnect, resume
from listening.connectors import x_timeline
from listening.connectors.base import ConnectorError, ErrorKind, FeedKind, RateWindow
from listening.models import CatchUp, CatchUpFeed, Feed, FeedGap, Mention, NetworkAccount
from listening.schedule import hand_out_due_feeds
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from tests.listening.builders import NOW, account, feed
from tests.listening.looking import HOUR, due_live_feeds, fell_silent, read_leased_slices, say
from tests.people import Person
from tests.support.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def silent(mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer) -> NetworkAccount:
    """An X account whose token died four hours ago, after everything had been read."""
    made = fell_silent(sandbox, x_secrets, mona)
    sandbox.fault("revoked", match={"host": "x"}, times=None)
    health.refresh_all(now=timezone.now())
    sandbox.clear_faults()
    made.refresh_from_db()
    assert made.status == "NEEDS_RECONNECT"
    return made


def test_live_first_then_what_was_missed_and_a_word_on_it(
    silent: NetworkAccount,
    mona: Person,
    olga: Person,
    vera: Person,
    charlie: Person,
    x_secrets: dict[str, str],
    sandbox: SandboxServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(catch_up_reading, "PAGES_A_SLICE", 1)
    monkeypatch.setattr(x_timeline, "PAGE_SIZE", 10)
    now = timezone.now()
    missed = {say(sandbox, f"number {n}", now - 3 * HOUR + n * MINUTE) for n in range(23)}
    missed |= {say(sandbox, "just before", now - 5 * MINUTE)}
    before = dict(silent.feeds.get(kind="MENTIONS").cursor)
    kept = (silent.pk, silent.feeds.count(), Mention.objects.count())

    reconnect(account=silent, values=x_secrets, actor=mona.user, now=timezone.now())
    assert kept == (silent.pk, silent.feeds.count(), Mention.objects.count())
    part = CatchUpFeed.objects.get(feed__kind="MENTIONS")
    assert part.cursor == before  # the old cursor is kept, and read from
    live = say(sandbox, "right now")
    hand_out_due_feeds(now=timezone.now() - 2 * HOUR)  # nothing is due: yet no slice comes first
    assert read_leased_slices() == 0
    silent.refresh_from_db()
    assert not can_send(silent, asked_at=now, now=timezone.now())

    assert "MENTIONS" in due_live_feeds(timezone.now())
    assert live in seen() and not seen() & missed - {live, max(missed, key=int)}
    later = say(sandbox, "and while the old ones are read")
    slices = 0
    while not CatchUp.objects.get().finished_at:
        Feed.objects.filter(kind="MENTIONS").update(next_run_at=timezone.now())
        assert "MENTIONS" in due_live_feeds(timezone.now())  # served at every turn
        assert later in seen()
        slices += read_leased_slices()
        assert slices < 40
    assert missed <= seen()

    back = CatchUp.objects.get()
    late = Mention.objects.filter(external_id__in=missed, posted_at__lt=now - 16 * MINUTE)
    assert (back.found, back.late) == (24, late.count()) == (24, 23)
    told_apart = Clock.objects.filter(is_detected_late=True, kind="FIRST_RESPONSE")
    assert told_apart.count() >= 23
    silent.refresh_from_db()
    assert can_send(silent, asked_at=now, now=timezone.now())

    alert = Alert.objects.get(kind=Kind.SOURCE_BACK)
    told = AlertDelivery.objects.filter(alert=alert, channel=Channel.PAGE)
    assert [row.user_id for row in told] == [mona.user.pk]  # who connected it again
    words = page_words(mona)
    assert "24 found, 23 of them late" in words and "Caught up" in words
    assert "Caught up" in page_words(vera) and "24 found" not in page_words(vera)
    assert "Caught up" not in page_words(charlie)
    alert.refresh_from_db()
    assert not alert.is_open  # read on the page


def seen() -> set[str]:
    return set(Mention.objects.values_list("external_id", flat=True))


def page_words(person: Person) -> str:
    return " ".join(strip_tags(person.client.get("/sources/").content.decode()).split())


def test_what_cannot_be_read_again_is_a_gap_with_from_and_to(
    silent: NetworkAccount, mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer
) -> None:
    long_ago = timezone.now() - timedelta(days=40)
    silent.feeds.filter(kind="MESSAGES").update(last_success_at=long_ago)
    reconnect(account=silent, values=x_secrets, actor=mona.user, now=timezone.now())
    gap = FeedGap.objects.get()
    assert (gap.since, gap.feed.kind) == (long_ago, "MESSAGES")
    assert "30 days" in gap.reason and timedelta(29) < timezone.now() - gap.until < timedelta(31)

    due_live_feeds(timezone.now())
    sandbox.fault("scope_missing", match={"host": "x"}, times=None)
    for _ in range(catch_up_rules.MOST_TRIES * CatchUpFeed.objects.count()):
        CatchUpFeed.objects.update(next_run_at=timezone.now() - HOUR)
        hand_out_due_feeds(now=timezone.now())
        read_leased_slices()
    back = CatchUp.objects.get()
    assert back.finished_at and not CatchUpFeed.objects.open().exists()
    unread = FeedGap.objects.filter(feed__kind="MENTIONS").get()
    assert (unread.since, unread.until) == (back.since, back.began_at)
    assert "Something may be missing" in page_words(mona)


def test_nothing_is_read_apart_where_nothing_was_missed(practice: Any, mona: Person) -> None:
    here = account(practice)
    read: dict[str, Any] = {"cursor": {"since_id": "5"}, "lease_expires_at": None}
    one = feed(here, last_success_at=NOW - MINUTE, **read)
    new = feed(here, FeedKind.MESSAGES, last_success_at=None, lease_expires_at=None)
    assert catching_up.begin(here, actor=None, now=NOW) is None
    NetworkAccount.objects.update(status="PAUSED")
    resume(account=here, actor=mona.user, now=NOW + HOUR)  # a pause is a gap like any other
    back = CatchUp.objects.get()
    assert (back.since, back.asked_by) == (NOW - MINUTE, mona.user)
    assert [part.feed_id for part in back.feeds.all()] == [one.pk]

    # Gone again before the first look: the same is still to be read, and from the same cursor.
    disconnect(account=here, actor=mona.user, now=NOW + 2 * HOUR)
    NetworkAccount.objects.update(status="CONNECTED")
    Feed.objects.update(is_active=True)
    assert catching_up.begin(here, actor=None, now=NOW + 3 * HOUR) == back
    back.refresh_from_db()
    assert (back.since, back.began_at) == (NOW - MINUTE, NOW + 3 * HOUR)
    one.refresh_from_db()
    assert one.live_from == NOW + 3 * HOUR - catching_up.LIVE_OVERLAP
    assert CatchUpFeed.objects.get().cursor == {"since_id": "5"}

    # A feed that somebody stops is waited for no longer.
    assert not catching_up.is_caught_up(here, NOW)
    Feed.objects.filter(pk__in=[one.pk, new.pk]).update(is_active=False)
    catch_up_end.finish_done(now=NOW + 4 * HOUR)
    back.refresh_from_db()
    assert (back.finished_at, back.found) == (NOW + 4 * HOUR, 0)


def test_how_fast_what_was_missed_is_read() -> None:
    def waits(*windows: RateWindow, used: float = 0.0) -> timedelta:
        at = catch_up_rules.next_slice_at(windows=windows, budget_used=used, now=NOW)
        return at - NOW

    reset = NOW + 9 * MINUTE
    assert waits() == waits(RateWindow("a", 100, 50, reset_at=reset)) == timedelta()
    assert waits(RateWindow("a", 100, 49, reset_at=reset)) == 9 * MINUTE
    assert waits(RateWindow("a", 100, 0, reset_at=NOW + timedelta(days=900))) == HOUR
    assert waits(RateWindow("a", used_percent=60.0)) == waits(used=0.8) == 10 * MINUTE
    assert waits(RateWindow("a", 100, 2, reset_at=NOW - MINUTE)) == timedelta()

    refused, broken = (ConnectorError(kind, "no") for kind in (ErrorKind.GONE, ErrorKind.TRANSIENT))
    for error, failures, age, over in (
        (refused, 4, HOUR, False),
        (refused, 5, HOUR, True),
        (broken, 99, timedelta(days=7), False),
        (broken, 1, timedelta(days=8), True),
    ):
        assert catch_up_rules.is_hopeless(error, failures=failures, age=age) == over
