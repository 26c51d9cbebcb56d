"""The three that are compared, each as a function from a page's JSON text to a number of posts."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.utils import timezone

from benchmarks.bare_sql import BarePipeline
from listening.connectors.base import Page
from listening.connectors.x_parse import Reader, posts
from listening.ingest import store_page
from listening.models import Feed, NetworkAccount
from listening.scoring import score_sentiment, triage
from practice_hub.practices.models import Practice


def _feed(slug: str) -> Feed:
    practice = Practice.objects.create(name=slug.title(), slug=slug)
    account = NetworkAccount.objects.create(practice=practice, network="X", external_id="1")
    return Feed.objects.create(account=account, kind="MENTIONS", interval_seconds=60)


def score_page(text: str) -> int:
    """Sentiment and triage of every post, nothing else."""
    found = json.loads(text)["data"]
    for post in found:
        triage(post["text"], score_sentiment(post["text"]))
    return len(found)


def bare_pipeline(url: str) -> Callable[[str], int]:
    feed = _feed("bare")
    pipeline = BarePipeline(
        url,
        practice_id=feed.account.practice_id,
        account_id=feed.account_id,
        feed_id=feed.pk,
    )
    return pipeline.store


def ingest_pipeline(own_id: str) -> Callable[[str], int]:
    """The product: the connector's own parsing, then `store_page` with its conversations."""
    feed = _feed("ingest")
    reader = Reader(own_id, "https://x.com")

    def run(text: str) -> int:
        payload = json.loads(text)
        page = Page(posts(payload, reader), {"since_id": payload["meta"]["newest_id"]}, True)
        stored = store_page(feed=feed, lease_token=0, page=page, now=timezone.now())
        assert len(stored.new) == len(payload["data"])
        return len(stored.new)

    return run
