"""A whole look through the real clients at a real sandbox, and every way it can go wrong."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from listening import clients, ingest, reading
from listening.accounts import connect_account
from listening.models import Feed, Mention, NetworkAccount
from listening.schedule import hand_out_due_feeds
from tests.people import Person
from tests.support.sandbox_server import SandboxServer
from tests.town import limits_are_over

pytestmark = pytest.mark.django_db
TEXT = "@{name} the new lamp at the front desk is lovely"


@pytest.fixture
def x_account(mona: Person, x_secrets: dict[str, str]) -> NetworkAccount:
    made = connect_account(
        practice=mona.practice,
        network="X",
        values=x_secrets,
        actor=mona.user,
        now=timezone.now(),
    )
    made.feeds.exclude(kind="MENTIONS").update(is_active=False)
    return made


def say(sandbox: SandboxServer, text: str = TEXT) -> str:
    name = sandbox.credentials()["x_username"]
    return str(sandbox.act("x_post", person="jo", text=text.format(name=name))["id"])


def look(feed: Feed) -> int:
    Feed.objects.filter(pk=feed.pk).update(next_run_at=timezone.now(), lease_expires_at=None)
    (lease,) = hand_out_due_feeds(now=timezone.now())
    pages = reading.read_feed(feed_id=lease.feed_id, lease_token=lease.token)
    feed.refresh_from_db()
    return pages


def mentions_feed(account: NetworkAccount) -> Feed:
    return account.feeds.get(kind="MENTIONS")


def test_a_look_brings_what_was_said_and_books_the_look(
    x_account: NetworkAccount, sandbox: SandboxServer
) -> None:
    post_id = say(sandbox)
    feed = mentions_feed(x_account)
    assert look(feed) >= 1
    mention = Mention.objects.get()
    assert (mention.external_id, mention.sentiment) == (post_id, "POSITIVE")
    assert mention.author is not None and mention.author.handle == "jotamsin"
    assert feed.last_success_at is not None and feed.lease_expires_at is None
    assert (feed.failures, feed.items_total) == (0, 1)
    x_account.refresh_from_db()
    assert x_account.reads_count >= 1
    assert x_account.rate_windows.filter(bucket__contains="/mentions").exists()
    assert look(feed) >= 1
    assert Mention.objects.count() == 1


def test_a_nudge_that_comes_late_or_twice_does_nothing(x_account: NetworkAccount) -> None:
    feed = mentions_feed(x_account)
    (lease,) = hand_out_due_feeds(now=timezone.now())
    assert reading.read_feed(feed_id=feed.pk, lease_token=lease.token) >= 1
    assert reading.read_feed(feed_id=feed.pk, lease_token=lease.token) == 0
    assert reading.read_feed(feed_id=feed.pk, lease_token=lease.token - 1) == 0


def test_a_paused_account_is_not_read(x_account: NetworkAccount, sandbox: SandboxServer) -> None:
    (lease,) = hand_out_due_feeds(now=timezone.now())
    NetworkAccount.objects.update(status="PAUSED")
    sandbox.clear_requests()
    assert reading.read_feed(feed_id=lease.feed_id, lease_token=lease.token) == 0
    assert sandbox.requests() == []


def test_a_limit_is_waited_for(x_account: NetworkAccount, sandbox: SandboxServer) -> None:
    sandbox.fault("rate_limit", match={"host": "x"}, reset_seconds=300)
    feed = mentions_feed(x_account)
    look(feed)
    assert (feed.last_error_kind, feed.failures) == ("RATE_LIMIT", 1)
    wait = (feed.next_run_at - timezone.now()).total_seconds()
    assert 60 <= wait <= 900
    limits_are_over()
    look(feed)
    assert (feed.last_error_kind, feed.failures, feed.slowed_reason) == ("", 0, "")


def test_a_dead_token_stops_the_account_until_it_is_connected_again(
    x_account: NetworkAccount, sandbox: SandboxServer
) -> None:
    sandbox.fault("revoked", match={"host": "x"})
    feed = mentions_feed(x_account)
    look(feed)
    x_account.refresh_from_db()
    assert (feed.last_error_kind, x_account.status) == ("AUTH", "NEEDS_RECONNECT")
    Feed.objects.update(next_run_at=timezone.now())
    assert hand_out_due_feeds(now=timezone.now()) == []


def test_a_server_error_loses_nothing(x_account: NetworkAccount, sandbox: SandboxServer) -> None:
    post_id = say(sandbox)
    sandbox.fault("server_error", match={"host": "x"}, status=503)
    feed = mentions_feed(x_account)
    look(feed)
    assert (feed.last_error_kind, Mention.objects.count()) == ("TRANSIENT", 0)
    look(feed)
    assert Mention.objects.get().external_id == post_id


def test_a_crash_between_pages_starts_again_from_the_committed_cursor(
    x_account: NetworkAccount, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second page dies as with a kill: not even the failure is booked. Nothing is lost."""
    ids = {say(sandbox, f"@{{name}} number {n}") for n in range(230)}
    real, stored = ingest.store_page, 0

    class Killed(BaseException):
        pass

    def dying(**values: Any) -> Any:
        nonlocal stored
        if stored == 1:
            raise Killed
        stored += 1
        return real(**values)

    monkeypatch.setattr(reading, "store_page", dying)
    feed = mentions_feed(x_account)
    with pytest.raises(Killed):
        look(feed)
    feed.refresh_from_db()
    seen = Mention.objects.count()
    assert 0 < seen < len(ids) and feed.cursor != {}
    assert feed.lease_expires_at is not None and feed.failures == 0
    monkeypatch.setattr(reading, "store_page", real)
    look(feed)
    assert set(Mention.objects.values_list("external_id", flat=True)) == ids


def test_a_long_backfill_stands_in_line_again(
    x_account: NetworkAccount, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {say(sandbox, f"@{{name}} number {n}") for n in range(230)}
    monkeypatch.setattr(reading, "PAGES_A_RUN", 1)
    feed = mentions_feed(x_account)
    assert look(feed) == 1
    assert feed.next_run_at <= timezone.now()
    for _ in range(4):
        look(feed)
    assert set(Mention.objects.values_list("external_id", flat=True)) == ids


def test_a_mistake_of_ours_is_booked_and_logged_without_secrets(
    x_account: NetworkAccount,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    x_secrets: dict[str, str],
) -> None:
    class Broken:
        def fetch(self, *args: Any, **values: Any) -> Iterator[Any]:
            raise ZeroDivisionError("in the middle")
            yield

        def rate_windows(self) -> tuple[()]:
            return ()

    monkeypatch.setattr(reading, "connector_for", lambda account: Broken())
    feed = mentions_feed(x_account)
    with caplog.at_level(logging.ERROR):
        assert look(feed) == 0
    assert (feed.last_error_kind, feed.last_error_code) == ("TRANSIENT", "internal")
    assert "inside Practice Hub" in feed.last_error and "Zero" not in feed.last_error
    assert "ZeroDivisionError" in caplog.text
    assert not any(secret in caplog.text for secret in x_secrets.values())
    assert feed.next_run_at > timezone.now()


def test_secrets_that_cannot_be_read_ask_to_connect_again(x_account: NetworkAccount) -> None:
    NetworkAccount.objects.update(credentials=b"from another key")
    feed = mentions_feed(x_account)
    look(feed)
    x_account.refresh_from_db()
    assert x_account.status == "NEEDS_RECONNECT"
    assert "CREDENTIAL_KEYS" in feed.last_error


def test_a_real_token_does_not_go_to_a_sandbox_even_if_the_check_was_missed(
    x_account: NetworkAccount, sandbox: SandboxServer
) -> None:
    NetworkAccount.objects.update(is_sandbox=False)
    sandbox.clear_requests()
    feed = mentions_feed(x_account)
    look(feed)
    assert (feed.last_error_kind, feed.last_error_code) == ("REFUSED", "wrong-place")
    assert sandbox.requests() == []


def test_a_base_url_that_is_neither_network_nor_sandbox_is_refused(
    x_account: NetworkAccount, settings: Any
) -> None:
    settings.X_API_BASE_URL = "https://api.twitter.com.example"
    NetworkAccount.objects.update(is_sandbox=clients.is_sandboxed("X"))
    feed = mentions_feed(x_account)
    look(feed)
    assert feed.last_error_code == "target-refused"
    assert "X_API_BASE_URL" in feed.last_error or "base URL" in feed.last_error
