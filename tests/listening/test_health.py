from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from listening import health, selectors, wording
from listening.accounts import connect_account
from listening.connectors.base import ErrorKind, FeedKind
from listening.health import refresh_all, state_of
from listening.lateness import FeedState
from listening.models import Feed, NetworkAccount
from practice_hub.practices.models import Practice
from tests.listening.builders import NOW, account, feed
from tests.people import Person
from tests.support.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def ago(minutes: float) -> datetime:
    return NOW - minutes * MINUTE


FRESH = {"lease_expires_at": None, "created_at": ago(600), "last_success_at": ago(0.5)}
STATES: dict[str, tuple[dict[str, Any], FeedState]] = {
    "all well": ({"next_run_at": ago(-0.5)}, FeedState.OK),
    "new": ({"last_success_at": None, "created_at": NOW}, FeedState.NEW),
    "slowed": ({"next_run_at": ago(-9), "slowed_reason": "limit"}, FeedState.WAITING),
    "one failure": ({"failures": 1, "last_error_kind": "TRANSIENT"}, FeedState.OK),
    "two missed": (
        {"failures": 2, "last_error_kind": "TRANSIENT", "last_success_at": ago(3)},
        FeedState.LATE,
    ),
    "a quarter of an hour": (
        {"failures": 5, "last_error_kind": "TRANSIENT", "last_success_at": ago(16)},
        FeedState.FAILING,
    ),
    "a right is missing": ({"failures": 1, "last_error_kind": "PERMISSION"}, FeedState.FAILING),
    "told to wait": (
        {"failures": 1, "last_error_kind": "RATE_LIMIT", "next_run_at": ago(-9)},
        FeedState.WAITING,
    ),
    "no longer offered": (
        {"failures": 1, "last_error_kind": "UNSUPPORTED", "last_success_at": None},
        FeedState.NOT_OFFERED,
    ),
    "nobody took it": ({"last_success_at": ago(3)}, FeedState.LATE),
    "nobody took it for long": ({"last_success_at": ago(16)}, FeedState.FAILING),
    "planned for later": (
        {"last_success_at": ago(29), "silence_from": ago(1), "slowed_reason": "budget"},
        FeedState.WAITING,
    ),
    "a long look": ({"last_success_at": ago(3), "lease_expires_at": ago(-1)}, FeedState.OK),
    "off": ({"is_active": False}, FeedState.PAUSED),
}


@pytest.mark.parametrize("case", STATES, ids=lambda name: name.replace(" ", "-"))
def test_state_of_a_feed(case: str) -> None:
    values, state = STATES[case]
    assert state_of(feed(**FRESH | {"next_run_at": NOW} | values), NOW) == state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("PAUSED", FeedState.PAUSED),
        ("DISCONNECTED", FeedState.PAUSED),
        ("NEEDS_RECONNECT", FeedState.FAILING),
        ("OUT_OF_CREDITS", FeedState.FAILING),
    ],
)
def test_state_follows_the_account(status: str, state: FeedState) -> None:
    assert state_of(feed(account(status=status), **FRESH), NOW) == state


@pytest.mark.parametrize("network", ["X", "FACEBOOK"])
@pytest.mark.parametrize("kind", list(ErrorKind))
def test_every_error_has_plain_words_and_never_json(kind: ErrorKind, network: str) -> None:
    raw = '{"error":{"message":"(#200) no","code":200}}'
    one = feed(account(network=network), last_error_kind=kind.value, last_error=raw)
    words = wording.explain(one)
    assert words is not None
    assert words.what.endswith(".") and words.todo.endswith(".")
    assert words.said == "" and "{" not in words.what + words.todo


def test_our_own_sentences_are_shown_as_they_are() -> None:
    one = feed(last_error_kind="TRANSIENT", last_error_code="internal", last_error="A sentence.")
    words = wording.explain(one)
    assert words is not None and words.what == "A sentence."
    assert wording.explain(feed()) is None


@pytest.mark.parametrize(
    ("detail", "shown"),
    [
        ("Not Found. No such user.", "Not Found. No such user."),
        ("<html><body>502</body>", ""),
        ("Bad: {'errors': []}", ""),
        ("", ""),
    ],
)
def test_only_words_of_the_network_are_shown(detail: str, shown: str) -> None:
    assert wording.readable(detail) == shown


@pytest.fixture
def x_account(mona: Person, x_secrets: dict[str, str]) -> NetworkAccount:
    return connect_account(
        practice=mona.practice, network="X", values=x_secrets, actor=mona.user, now=NOW
    )


def test_refreshing_books_usage_scopes_and_missing_feeds(
    x_account: NetworkAccount, mona: Person
) -> None:
    NetworkAccount.objects.update(scopes=[], handle="old")
    x_account.feeds.filter(kind="MESSAGES").delete()
    refresh_all(now=NOW)
    x_account.refresh_from_db()
    assert x_account.scopes and x_account.handle != "old"
    assert x_account.feeds.filter(kind="MESSAGES").exists()
    usage = x_account.rate_windows.get(bucket=health.USAGE_BUCKET)
    assert usage.limit and usage.remaining is not None
    (card,) = selectors.sources_page(mona.practice, NOW).cards
    assert card.budget is not None and "X has counted" in card.budget.counted


def test_a_token_that_died_is_found_without_any_feed(
    x_account: NetworkAccount, sandbox: SandboxServer
) -> None:
    sandbox.fault("revoked", match={"host": "x"})
    refresh_all(now=NOW)
    x_account.refresh_from_db()
    assert x_account.status == "NEEDS_RECONNECT" and x_account.status_detail


def test_an_account_whose_credits_were_bought_is_read_again(
    x_account: NetworkAccount,
) -> None:
    NetworkAccount.objects.update(status="OUT_OF_CREDITS")
    later = timezone.now() + timedelta(hours=1)
    x_account.feeds.update(next_run_at=later + timedelta(hours=5))
    refresh_all(now=later)
    x_account.refresh_from_db()
    assert x_account.status == "CONNECTED"
    assert set(x_account.feeds.values_list("next_run_at", flat=True)) == {later}


def test_a_paused_account_is_left_alone(x_account: NetworkAccount, sandbox: SandboxServer) -> None:
    NetworkAccount.objects.update(status="PAUSED")
    sandbox.clear_requests()
    refresh_all(now=NOW)
    assert sandbox.requests() == []


def test_one_accounts_trouble_is_not_anothers(
    x_account: NetworkAccount, practice: Practice, sandbox: SandboxServer
) -> None:
    broken = account(practice, is_sandbox=True, credentials=b"nonsense")
    NetworkAccount.objects.filter(pk=x_account.pk).update(scopes=[])
    refresh_all(now=NOW)
    broken.refresh_from_db()
    x_account.refresh_from_db()
    assert broken.status == "NEEDS_RECONNECT"
    assert x_account.scopes


def test_the_badge(practice: Practice) -> None:
    def tone() -> str:
        return selectors.worst_state(practice, NOW)

    assert tone() == ""
    one = feed(account(practice), FeedKind.MENTIONS, **FRESH | {"next_run_at": NOW})
    assert tone() == ""
    Feed.objects.filter(pk=one.pk).update(last_success_at=ago(3))
    assert tone() == "warn"
    Feed.objects.filter(pk=one.pk).update(last_success_at=ago(60))
    assert tone() == "bad"
    Feed.objects.filter(pk=one.pk).update(last_success_at=NOW)
    NetworkAccount.objects.update(answers_blocked_at=NOW)
    assert tone() == "bad"
    NetworkAccount.objects.update(status="PAUSED")  # nobody asks for answers from there
    assert tone() == ""
    NetworkAccount.objects.update(status="DISCONNECTED")
    assert tone() == ""
    NetworkAccount.objects.update(status="NEEDS_RECONNECT")
    assert tone() == "bad"
