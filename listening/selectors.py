"""What the sources page and its badge show; a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from listening import budget, health, outages, wording
from listening.connectors import registry
from listening.connectors.base import Network
from listening.connectors.entry import NetworkEntry
from listening.lateness import FeedState
from listening.models import Feed, FeedGap, NetworkAccount, RateWindowRow, WatchTerm
from listening.stored_words import in_words
from listening.uncovered import NOT_COVERED, Uncovered
from practice_hub.practices.models import Location, Practice

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Status = NetworkAccount.Status
EXPIRES_SOON = timedelta(days=7)

# state: (word, tone of the chip)
FEED_STATES: dict[FeedState, tuple[StrOrPromise, str]] = {
    FeedState.OK: (pgettext_lazy("state of a feed", "Listening"), "good"),
    FeedState.NEW: (pgettext_lazy("state of a feed", "First look"), "accent"),
    FeedState.WAITING: (pgettext_lazy("state of a feed", "Slower"), "warn"),
    FeedState.LATE: (pgettext_lazy("state of a feed", "Late"), "warn"),
    FeedState.FAILING: (pgettext_lazy("state of a feed", "Not working"), "bad"),
    FeedState.NOT_OFFERED: (pgettext_lazy("state of a feed", "Not offered"), ""),
    FeedState.PAUSED: (pgettext_lazy("state of a feed", "Paused"), ""),
}
ACCOUNT_STATES: dict[str, tuple[StrOrPromise, str]] = {
    Status.CONNECTED: (pgettext_lazy("state of an account", "Connected"), "good"),
    Status.PAUSED: (pgettext_lazy("state of an account", "Paused"), ""),
    Status.NEEDS_RECONNECT: (pgettext_lazy("state of an account", "Connect again"), "bad"),
    Status.OUT_OF_CREDITS: (pgettext_lazy("state of an account", "Out of credits"), "bad"),
    Status.DISCONNECTED: (pgettext_lazy("state of an account", "Disconnected"), ""),
}
# Part of a limit's name -> the feeds that it limits; X counts by endpoint, Facebook by product.
_BUCKETS = {
    (Network.X, "MENTIONS"): "/mentions",
    (Network.X, "SEARCH"): "/search",
    (Network.X, "MESSAGES"): "/dm_",
    (Network.X, "OWN_POSTS"): "/tweets",
    (Network.FACEBOOK, "MESSAGES"): "messenger",
}


@dataclass(frozen=True, slots=True)
class FeedRow:
    feed: Feed
    what: str
    state: FeedState
    word: str
    tone: str
    explanation: wording.Explanation | None
    slowed: str  # why it is read less often for now, or ""
    limit: str  # the tightest of the limits it meets, in words
    gaps: tuple[FeedGap, ...]
    is_due: bool  # the next look is being made, or will be in a moment


@dataclass(frozen=True, slots=True)
class Budget:
    """Reads of the calendar month; `percent` may pass 100."""

    used: int
    total: int
    percent: int
    counted: str  # what the network itself has counted, in words


@dataclass(frozen=True, slots=True)
class AccountCard:
    account: NetworkAccount
    network: NetworkEntry
    word: str
    tone: str
    problem: str  # what is wrong with the whole account, with what to do; else ""
    token_note: str
    is_token_ending: bool
    budget: Budget | None
    feeds: tuple[FeedRow, ...]
    back: outages.Return | None = None  # it came back lately: what was missed, and found
    past: outages.Past | None = None  # its last outage, where nothing had to be read again

    @property
    def is_connected(self) -> bool:
        return self.account.status != Status.DISCONNECTED

    @property
    def is_paused(self) -> bool:
        return self.account.status == Status.PAUSED


@dataclass(frozen=True, slots=True)
class TermRow:
    term: WatchTerm
    readers: tuple[str, ...]  # the accounts whose search reads it


@dataclass(frozen=True, slots=True)
class SourcesPage:
    cards: tuple[AccountCard, ...]
    terms: tuple[TermRow, ...]
    networks: tuple[NetworkEntry, ...]
    not_covered: tuple[Uncovered, ...]
    locations: tuple[Location, ...]  # an account may speak for one of them


def sources_page(practice: Practice, now: datetime) -> SourcesPage:
    """Everything on the page of sources."""
    known = NetworkAccount.objects.of(practice).select_related("location", "recheck_book")
    accounts = list(known.order_by("network", "pk"))
    feeds = _feeds_of(accounts)
    windows = _by_account(RateWindowRow.objects.filter(account__in=accounts).order_by("bucket"))
    gaps = _gaps_of(accounts)
    back = outages.returns_of(accounts, now)
    past = outages.past_outages(practice, now)
    cards = tuple(
        replace(
            _card(account, feeds[account.pk], windows[account.pk], gaps, now),
            back=back.get(account.pk),
            past=past.get(account.pk),
        )
        for account in accounts
    )
    return SourcesPage(
        cards=cards,
        terms=_terms(practice, feeds),
        networks=tuple(registry.NETWORKS.values()),
        not_covered=NOT_COVERED,
        locations=tuple(Location.objects.filter(practice=practice).order_by("name")),
    )


def worst_state(practice: Practice, now: datetime) -> str:
    """Tone of the badge beside "Sources": "bad", "warn" or "" when all is well. Two queries."""
    accounts = NetworkAccount.objects.of(practice).exclude(status=Status.DISCONNECTED)
    if any(wording.account_problem(account) for account in accounts):
        return "bad"
    feeds = Feed.objects.filter(account__practice=practice, is_active=True)
    states = {health.state_of(feed, now) for feed in feeds.select_related("account")}
    if FeedState.FAILING in states:
        return "bad"
    return "warn" if FeedState.LATE in states else ""


def account_card(account: NetworkAccount, now: datetime) -> AccountCard:
    """One account, for the command line."""
    windows = list(RateWindowRow.objects.filter(account=account).order_by("bucket"))
    feeds = _feeds_of([account])[account.pk]
    return _card(account, feeds, windows, _gaps_of([account]), now)


def _feeds_of(accounts: Sequence[NetworkAccount]) -> dict[int, list[Feed]]:
    by_pk = {account.pk: account for account in accounts}
    found: dict[int, list[Feed]] = defaultdict(list)
    feeds = Feed.objects.filter(account__in=accounts).select_related("term")
    for feed in feeds.order_by("term__query", "pk"):
        feed.account = by_pk[feed.account_id]
        if feed.term is None or feed.term.removed_at is None:
            found[feed.account_id].append(feed)
    for rows in found.values():
        rows.sort(key=lambda feed: (feed.term is not None, feed.pk))
    return found


def _by_account(windows: Iterable[RateWindowRow]) -> dict[int, list[RateWindowRow]]:
    found: dict[int, list[RateWindowRow]] = defaultdict(list)
    for window in windows:
        found[window.account_id].append(window)
    return found


def _gaps_of(accounts: Sequence[NetworkAccount]) -> dict[int, list[FeedGap]]:
    found: dict[int, list[FeedGap]] = defaultdict(list)
    for gap in FeedGap.objects.filter(feed__account__in=accounts, dismissed_at=None).order_by("pk"):
        found[gap.feed_id].append(gap)
    return found


def _card(
    account: NetworkAccount,
    feeds: Sequence[Feed],
    windows: Sequence[RateWindowRow],
    gaps: dict[int, list[FeedGap]],
    now: datetime,
) -> AccountCard:
    word, tone = ACCOUNT_STATES[account.status]
    note, is_ending = _token_note(account, now)
    is_shown = account.status != Status.DISCONNECTED
    return AccountCard(
        account=account,
        network=registry.NETWORKS[Network(account.network)],
        word=str(word),
        tone=tone,
        problem=wording.account_problem(account),
        token_note=note,
        is_token_ending=is_ending,
        budget=_budget(account, windows, now) if is_shown else None,
        feeds=tuple(_row(feed, windows, gaps[feed.pk], now) for feed in feeds) if is_shown else (),
    )


def _token_note(account: NetworkAccount, now: datetime) -> tuple[str, bool]:
    ends = account.token_expires_at
    if account.status == Status.DISCONNECTED:
        return "", False
    if ends is None:
        return _("The token has no end date."), False
    if ends <= now:
        return _("The token has ended."), True
    left = wording.duration((ends - now).total_seconds())
    return _("The token ends in %(time)s.") % {"time": left}, ends - now < EXPIRES_SOON


def _budget(
    account: NetworkAccount, windows: Sequence[RateWindowRow], now: datetime
) -> Budget | None:
    if not budget.is_billed(account):
        return None
    used, total = budget.reads_in_month(account, now), budget.of_month(account)
    counted = next((w for w in windows if w.bucket == health.USAGE_BUCKET), None)
    words = ""
    if counted and counted.limit is not None and counted.remaining is not None:
        words = _("X has counted %(used)s of %(total)s") % {
            "used": number_format(counted.limit - counted.remaining, force_grouping=True),
            "total": number_format(counted.limit, force_grouping=True),
        }
    return Budget(used, total, round(100 * used / total) if total else 0, words)


def _row(
    feed: Feed, windows: Sequence[RateWindowRow], gaps: Sequence[FeedGap], now: datetime
) -> FeedRow:
    state = health.state_of(feed, now)
    word, tone = FEED_STATES[state]
    return FeedRow(
        feed=feed,
        what=_what(feed),
        state=state,
        word=str(word),
        tone=tone,
        explanation=wording.explain(feed),
        slowed=in_words(feed.slowed_reason),
        limit=_tightest(_windows_of(feed, windows, now)),
        gaps=tuple(gaps),
        is_due=feed.next_run_at <= now,
    )


def _what(feed: Feed) -> str:
    if feed.term is None:
        return feed.get_kind_display()
    return _("Search: %(query)s") % {"query": feed.term.query}


def _windows_of(feed: Feed, windows: Sequence[RateWindowRow], now: datetime) -> list[RateWindowRow]:
    """The limits that this feed meets; one that has started anew says nothing any more."""
    network = Network(feed.account.network)
    default = "pages" if network == Network.FACEBOOK else None
    part = _BUCKETS.get((network, feed.kind), default)
    return [
        window
        for window in windows
        if part and part in window.bucket and (window.reset_at is None or window.reset_at > now)
    ]


def _tightest(windows: Sequence[RateWindowRow]) -> str:
    if not windows:
        return ""
    window = max(windows, key=lambda one: one.used_percent or 0)
    if window.remaining is not None and window.limit is not None:
        return _("%(left)s of %(total)s left") % {
            "left": number_format(window.remaining, force_grouping=True),
            "total": number_format(window.limit, force_grouping=True),
        }
    return _("%(percent)s %% used") % {"percent": f"{window.used_percent or 0:.0f}"}


def _terms(practice: Practice, feeds: dict[int, list[Feed]]) -> tuple[TermRow, ...]:
    readers: dict[int, list[str]] = defaultdict(list)
    for rows in feeds.values():
        for feed in rows:
            if feed.term_id and feed.is_active:
                readers[feed.term_id].append(feed.account.display_label)
    terms = WatchTerm.objects.of(practice).order_by("query", "pk")
    return tuple(TermRow(term, tuple(readers[term.pk])) for term in terms)
