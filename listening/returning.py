"""After hours without the network, or without this machine: the same return as after a new token.

A feed that was silent for long is first asked for what comes in now. If the network answers, the
whole account is back: live from this moment, what was missed behind it, and a word on how much it
was (catching_up.py). If it does not, nothing has changed, and nothing is said of a return (L1).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from listening import catching_up, feeds
from listening.accounts import HAND_OUT
from listening.connectors.base import Connector, FeedKind, FeedSpec
from listening.models import Feed
from listening.schedule import Look, book_look
from practice_hub.jobs import enqueue_on_commit


def ask_for_what_is_new(feed: Feed, connector: Connector, now: datetime) -> int:
    """One page of what came in just now, which is read again in a moment; gives the posts in it.

    Raises ConnectorError while the network is away.
    """
    query = feed.term.query if feed.term else ""
    since = now - catching_up.LIVE_OVERLAP
    spec = FeedSpec(kind=FeedKind(feed.kind), query=query, since=since)
    page = next(iter(connector.fetch(spec, {}, now=now)), None)
    return page.posts_read if page else 0


@transaction.atomic(durable=True)
def come_back(*, feed: Feed, lease_token: int, look: Look, now: datetime) -> None:
    """All feeds of the account that missed something begin anew at this moment.

    When somebody else reads the feed by now they have done it, and only what was spent is booked.
    """
    account = book_look(feed, look, now)
    if not Feed.objects.filter(pk=feed.pk, lease_token=lease_token).exists():
        return
    catch_up = catching_up.begin(account, actor=None, now=now)
    if catch_up is not None:
        feeds.make_due(catch_up.feeds.values_list("feed_id", flat=True), now)
        enqueue_on_commit(HAND_OUT)
