"""What Prometheus is told of accounts and feeds: counts by network and state, never which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import product

from django.db.models import Count

from listening.health import state_of
from listening.lateness import FeedState
from listening.limits import USED_UP, end_of
from listening.models import Feed, NetworkAccount, RateWindowRow
from listening.models.accounts import Network
from practice_hub.monitoring.measures import Measure, Values, register

Status = NetworkAccount.Status


def measures(now: datetime) -> Iterator[Measure]:
    """Three queries."""
    yield _accounts()
    yield _feeds(now)
    yield _limits(now)


def _accounts() -> Measure:
    rows = NetworkAccount.objects.sources().values_list("network", "status")
    found: Values = {
        (network, status): float(n) for network, status, n in rows.annotate(n=Count("pk"))
    }
    known = [status.value for status in Status if status != Status.HISTORY]
    values: Values = dict.fromkeys(product(Network.values, known), 0.0) | found
    return Measure("practice_hub_accounts", "Connected sources", values, ("network", "status"))


def _feeds(now: datetime) -> Measure:
    """In the states of the sources page. What was disconnected is no source any more."""
    feeds = Feed.objects.filter(is_active=True, account__in=NetworkAccount.objects.sources())
    feeds = feeds.exclude(account__status=Status.DISCONNECTED).select_related("account")
    counts = Counter((feed.account.network, state_of(feed, now).value) for feed in feeds)
    states = [state.value for state in FeedState]
    values: Values = {key: float(counts[key]) for key in product(Network.values, states)}
    return Measure("practice_hub_feeds", "Read by themselves", values, ("network", "state"))


def _limits(now: datetime) -> Measure:
    rows = RateWindowRow.objects.filter(USED_UP).select_related("account")
    counts = Counter(row.account.network for row in rows if end_of(row, now) > now)
    values: Values = {(network,): float(counts[network]) for network in Network.values}
    return Measure("practice_hub_limits_closed", "Used up now, of accounts", values, ("network",))


register("sources", measures)
