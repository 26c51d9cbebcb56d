"""Hours without the network, or without this machine: back like after a new token, and said so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from listening import catch_up_end, catch_up_rules, catching_up, returning
from listening.models import CatchUp, CatchUpFeed, Feed, FeedGap, Mention, NetworkAccount
from listening.schedule import Look
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Practice
from tests.listening.builders import NOW, account, feed
from tests.listening.looking import HOUR, due_live_feeds, fell_silent, read_leased_slices, say
from tests.people import Person
from tests.support.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def away(mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer) -> NetworkAccount:
    """An X account whose token is good and from which nothing was heard for four hours."""
    made = fell_silent(sandbox, x_secrets, mona)
    Feed.objects.update(next_run_at=timezone.now())
    return made


def test_a_network_that_was_away_for_hours_comes_back_like_an_account(
    away: NetworkAccount, mona: Person, sandbox: SandboxServer
) -> None:
    now = timezone.now()
    missed = {say(sandbox, f"number {n}", now - 3 * HOUR + n * MINUTE) for n in range(5)}
    before = dict(away.feeds.get(kind="MENTIONS").cursor)
    sandbox.fault("server_error", match={"host": "x"}, times=None)
    due_live_feeds(timezone.now())
    assert not CatchUp.objects.exists()  # still away: nobody is told of a return
    assert set(away.feeds.values_list("last_error_kind", flat=True)) == {"TRANSIENT"}

    sandbox.clear_faults()
    Feed.objects.update(next_run_at=timezone.now())
    due_live_feeds(timezone.now())
    back = CatchUp.objects.get()  # one, whichever feed was first
    assert CatchUpFeed.objects.get(feed__kind="MENTIONS").cursor == before
    assert not missed & set(Mention.objects.values_list("external_id", flat=True))
    live = say(sandbox, "right now")
    for _ in range(40):
        due_live_feeds(timezone.now())
        assert Mention.objects.filter(external_id=live).exists()  # before what was missed
        read_leased_slices()
        back.refresh_from_db()
        if back.finished_at:
            break
    assert (back.found, back.late, back.asked_by) == (5, 5, None)
    assert Alert.objects.filter(kind=Kind.SOURCE_BACK).count() == 1
    assert not FeedGap.objects.exists()
    # A short silence, a planned one and a first look are none.
    one = away.feeds.get(kind="MENTIONS")
    one.cursor, one.silence_from = before, timezone.now()
    assert catching_up.has_been_away(one, timezone.now() + 16 * MINUTE)
    assert not catching_up.has_been_away(one, timezone.now() + 14 * MINUTE)
    one.cursor = {}
    assert not catching_up.has_been_away(one, timezone.now() + HOUR)


def test_who_lost_the_feed_begins_no_return_and_its_reads_are_counted(
    practice: Practice,
) -> None:
    here = account(practice)
    one = feed(here, last_success_at=NOW - 3 * HOUR, cursor={"since_id": "5"})
    returning.come_back(feed=one, lease_token=one.lease_token - 1, look=Look(7), now=NOW)
    here.refresh_from_db()
    assert here.reads_count == 7  # the network bills them, whoever reads on
    assert not CatchUp.objects.exists()


def test_catching_up_ends_where_a_feed_is_refused_for_good(practice: Practice) -> None:
    """The others are reported at once; the refused part is a gap after a week, and said so."""
    here = account(practice)
    read: dict[str, Any] = {"cursor": {"since_id": "5"}, "lease_expires_at": None}
    silent_since = NOW - 3 * HOUR
    one = feed(here, last_success_at=silent_since, **read)
    assert catching_up.begin(here, actor=None, now=NOW)
    catch_up_end.finish_done(now=NOW + HOUR)
    assert not CatchUp.objects.get().finished_at
    refused = {"failures": catch_up_rules.MOST_TRIES, "last_error_kind": "PERMISSION"}
    Feed.objects.filter(pk=one.pk).update(**refused)
    catch_up_end.finish_done(now=NOW + 2 * HOUR)
    back = CatchUp.objects.get()
    assert back.finished_at == NOW + 2 * HOUR
    part = CatchUpFeed.objects.get()
    assert part.finished_at is None  # should the right come back, it is read
    soon = NOW + catch_up_rules.GIVE_UP_AFTER
    catch_up_end.finish_done(now=soon)
    NetworkAccount.objects.update(status="PAUSED")
    catch_up_end.finish_done(now=soon + HOUR)
    assert not FeedGap.objects.exists()
    NetworkAccount.objects.update(status="CONNECTED")
    catch_up_end.finish_done(now=soon + HOUR)
    gap = FeedGap.objects.get()
    assert (gap.feed_id, gap.since, gap.until) == (one.pk, silent_since, NOW)
    assert not CatchUpFeed.objects.open().exists()
