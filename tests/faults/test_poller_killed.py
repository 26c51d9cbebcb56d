"""kill -9 of the poller in the middle of a page: every post is there once, the mark is right."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from inbox.models import Conversation, ConversationItem
from listening.models import Feed, Mention, MentionReason, RawPayload
from listening.schedule import hand_out_due_feeds
from tests.faults.workers import Workers, eventually
from tests.support.patience import PATIENCE_SECONDS
from tests.town import Town

pytestmark = pytest.mark.timeout(300)  # some machines are busy
TIMES = 20
BACKLOG = 500
PAGE = 20  # the town shows so many a page, so that twenty crashes fit into the backlog
READING = {"method": "GET", "path_regex": r"/users/\d+/mentions|/feed"}


def post_backlog(town: Town, rng: random.Random, count: int) -> None:
    for number in range(count):
        person = rng.choice(["jo", "ray"])
        if number % 5:
            town.act("x_post", person=person, text=f"@lumenlakeside number {number}")
        else:
            town.act("fb_visitor_post", person=person, text=f"Number {number}")


def hand_out() -> list[Feed]:
    """Both feeds are due and nobody holds them: a dead reader's lease has run out."""
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Feed.objects.filter(is_active=True, lease_expires_at__isnull=False).update(
        lease_expires_at=an_hour_ago
    )
    Feed.objects.filter(is_active=True).update(next_run_at=an_hour_ago)
    return [Feed.objects.get(pk=lease.feed_id) for lease in hand_out_due_feeds(now=timezone.now())]


def crash_in_a_page(town: Town, workers: Workers, rng: random.Random) -> None:
    """In the middle of the body of a page, or while a page is being stored."""
    is_mid_body = rng.random() < 0.5
    if is_mid_body:
        skip = rng.randrange(3)
        town.server.fault("slow", match=READING, seconds=10, when="mid_body", skip=skip)
    pages = len(town.server.requests(path=READING["path_regex"], method="GET"))
    assert hand_out()
    if is_mid_body:
        eventually(lambda: town.server.faults()[-1]["hits"] == 1, "a page in two halves")
    else:
        wanted = pages + rng.randrange(1, 4)
        eventually(
            lambda: len(town.server.requests(path=READING["path_regex"], method="GET")) >= wanted,
            "a page was asked for",
        )
        time.sleep(rng.uniform(0, 0.08))
    workers.kill()
    workers.start()


def read_to_the_end(town: Town) -> None:
    """Let the workers read until both feeds have caught up."""
    town.server.clear_faults()
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while True:
        started = timezone.now()
        handed = hand_out()
        eventually(
            lambda feeds=handed: all(  # type: ignore[misc]
                Feed.objects.filter(pk=feed.pk, lease_expires_at=None).exists() for feed in feeds
            ),
            "both feeds were read",
        )
        done = Feed.objects.filter(is_active=True, last_success_at__gte=started)
        if done.count() == len(handed) and all(feed.next_run_at > started for feed in done):
            return
        assert time.monotonic() < deadline, list(done.values("kind", "last_error"))


def test_twenty_times_in_a_backlog(town: Town, workers: Workers, rng: random.Random) -> None:
    feeds = Feed.objects.filter(kind__in=["MENTIONS", "PAGE_FEED"])
    Feed.objects.exclude(pk__in=feeds).update(is_active=False)
    post_backlog(town, rng, BACKLOG)
    town.server.fault("short_page", match=READING, times=None, size=PAGE)
    workers.start()
    before = 0
    for _ in range(TIMES):
        crash_in_a_page(town, workers, rng)
        assert Mention.objects.count() >= before
        before = Mention.objects.count()
    assert 0 < before < BACKLOG
    read_to_the_end(town)
    _everything_once(town)


def _everything_once(town: Town) -> None:
    state = town.server.state()
    posts = [p["versions"][0]["id"] for p in state["x_posts"] if p["author"] != "practice"]
    said = Counter(posts + [p["id"] for p in state["fb_posts"] if p["author"] != "practice"])
    assert len(said) == BACKLOG
    assert Counter(Mention.objects.values_list("external_id", flat=True)) == said
    for model in (RawPayload, ConversationItem, MentionReason):
        found = Counter(model.objects.values_list("mention__external_id", flat=True))
        assert found == said, model
    assert Conversation.objects.count() == BACKLOG
    for feed in Feed.objects.filter(is_active=True):
        there = Mention.objects.filter(account=feed.account).count()
        assert (feed.items_total, feed.failures, feed.last_error) == (there, 0, "")
    x = Feed.objects.get(kind="MENTIONS")
    assert x.cursor == {"since_id": max(posts, key=int), "runs": x.cursor["runs"]}
