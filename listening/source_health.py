"""What the health page and `manage.py health` say about sources: one line an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from listening import wording
from listening.alerting import path_of
from listening.health import state_of
from listening.lateness import FeedState
from listening.models import Feed, NetworkAccount
from listening.selectors import ACCOUNT_STATES, FEED_STATES
from listening.stored_words import in_words
from listening.watch import red_since
from practice_hub.health.report import Finding, Scope, State, register_check

_STATES = {  # the worst first
    FeedState.FAILING: State.DOWN,
    FeedState.LATE: State.SLOW,
    FeedState.WAITING: State.SLOW,
}
Status = NetworkAccount.Status


def findings(scope: Scope) -> list[Finding]:
    """Accounts of the practice (of all of them without one), those to repair first."""
    accounts = NetworkAccount.objects.sources().exclude(status=Status.DISCONNECTED)
    if scope.practice_id is not None:
        accounts = accounts.filter(practice_id=scope.practice_id)
    rows = list(accounts.select_related("practice").order_by("practice__slug", "network", "pk"))
    feeds = _feeds_of(rows)
    found = [_finding(row, feeds.get(row.pk, []), scope) for row in rows]
    order = [State.DOWN, State.SLOW, State.OK, State.NOT_SET_UP]
    return sorted(found, key=lambda one: order.index(one.state)) or [_nothing()]


def _feeds_of(accounts: Sequence[NetworkAccount]) -> dict[int, list[Feed]]:
    by_pk = {account.pk: account for account in accounts}
    found: dict[int, list[Feed]] = {}
    for feed in Feed.objects.filter(account__in=accounts, is_active=True).select_related("term"):
        feed.account = by_pk[feed.account_id]
        found.setdefault(feed.account_id, []).append(feed)
    return found


def _nothing() -> Finding:
    return Finding(
        "sources",
        _("Sources"),
        State.NOT_SET_UP,
        _("No account is connected, so nothing is heard."),
        _("Connect the practice's own accounts under Sources."),
        path=reverse("listening:sources"),
    )


def _finding(account: NetworkAccount, feeds: Sequence[Feed], scope: Scope) -> Finding:
    key, name = f"source-{account.pk}", str(account)
    if scope.practice_id is None:
        name = f"{account.practice.slug}: {name}"
    path = path_of(account)
    word = str(ACCOUNT_STATES[account.status][0])
    if account.status == Status.PAUSED:
        words = _("Paused by a person: nothing is heard from there until somebody resumes it.")
        return Finding(key, name, State.NOT_SET_UP, words, "", account.status_at, word, path)
    problem = wording.account_problem(account)
    if problem:
        return Finding(key, name, State.DOWN, problem, "", account.status_at, word, path)
    state, word, feed = _worst(feeds, scope.now)
    if feed is None or state == State.OK:
        last = max((one.last_success_at for one in feeds if one.last_success_at), default=None)
        words = _("Is read.") if last else _("Is about to be read for the first time.")
        when = gettext_noop("last look")
        return Finding(key, name, State.OK, words, since=last, path=path, when=when)
    sentence, todo = _explained(feed, state)
    return Finding(key, name, state, sentence, todo, _since(feed, state), word, path)


def _worst(feeds: Sequence[Feed], now: datetime) -> tuple[State, str, Feed | None]:
    """The state of the account, its word on the sources page, and the feed that is the reason."""
    found = [(state_of(feed, now), feed) for feed in feeds]
    for wanted, state in _STATES.items():
        for feed_state, feed in found:
            if feed_state == wanted:
                return state, str(FEED_STATES[wanted][0]), feed
    return State.OK, "", None


def _since(feed: Feed, state: State) -> datetime | None:
    return red_since(feed) if state == State.DOWN else feed.last_success_at


def _explained(feed: Feed, state: State) -> tuple[str, str]:
    what = feed.get_kind_display()
    if feed.term:
        what = _("Search for %(query)s") % {"query": wording.quoted(feed.term.query)}
    words = wording.explain(feed)
    if words:
        return f"{what}: {words.what}", words.todo
    if state == State.SLOW and feed.slowed_reason:
        sentence = _("%(what)s: read less often for now. %(why)s")
        return sentence % {"what": what, "why": in_words(feed.slowed_reason)}, ""
    return (
        _("%(what)s: nobody has looked for too long.") % {"what": what},
        _("Look under The machine: without the clock and a worker no source is read."),
    )


register_check("sources", findings, title=gettext_noop("Sources"))
