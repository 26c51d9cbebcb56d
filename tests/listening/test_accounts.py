"""Connecting by token, against a real sandbox; no secret is shown or kept readable."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from listening import accounts, after_restore, checks, crypto, terms, wording
from listening.accounts import connect_account, disconnect, look_now, pause, reconnect, resume
from listening.connectors.base import FeedKind, Network
from listening.connectors.registry import NETWORKS
from listening.models import CatchUp, CatchUpFeed, Feed, FeedGap, NetworkAccount, RateWindowRow
from listening.refusals import SourceRefusedError
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice
from tests.listening.builders import NOW, account, feed
from tests.people import Person
from tests.support.sandbox_server import SandboxServer

pytestmark = pytest.mark.django_db
Status = NetworkAccount.Status
DAY = timedelta(days=1)


def connect(person: Person, network: str, values: dict[str, str]) -> NetworkAccount:
    return connect_account(
        practice=person.practice, network=network, values=values, actor=person.user, now=NOW
    )


def test_connecting_asks_the_network_and_makes_every_feed(
    mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer
) -> None:
    terms.add_term(practice=mona.practice, kind="PRACTICE", query="lumen", actor=mona.user, now=NOW)
    made = connect(mona, "X", x_secrets)
    known = sandbox.credentials()
    assert (made.external_id, made.handle) == (known["x_user_id"], known["x_username"])
    assert (made.status, made.is_sandbox, made.secret_hint) == (Status.CONNECTED, True, "town")
    kinds = sorted(made.feeds.values_list("kind", flat=True))
    assert kinds == sorted(NETWORKS[Network.X].capabilities.feed_kinds)
    assert made.feeds.get(kind="SEARCH").term is not None
    assert set(made.feeds.values_list("next_run_at", flat=True)) == {NOW}
    event = AuditEvent.objects.get(name="account.connected")
    assert (event.actor_id, event.subject_id) == (mona.user.pk, made.pk)


def test_secrets_are_encrypted_at_rest_and_nowhere_else(
    mona: Person, x_secrets: dict[str, str]
) -> None:
    made = connect(mona, "X", x_secrets)
    made.refresh_from_db()
    stored = bytes(made.credentials)
    assert crypto.decrypt(stored) == x_secrets
    rows = repr(list(NetworkAccount.objects.values())) + repr(list(AuditEvent.objects.values()))
    for secret in x_secrets.values():
        assert secret not in rows


def test_a_page_is_connected_with_scopes_and_end_of_token(
    mona: Person, page_secrets: dict[str, str]
) -> None:
    made = connect(mona, "FACEBOOK", page_secrets)
    assert made.external_id == page_secrets["page_id"]
    assert made.display_name and "pages_messaging" in made.scopes
    assert made.feeds.filter(kind=FeedKind.COMMENTS.value).exists()


def test_a_dead_token_is_refused_in_plain_words_and_nothing_is_stored(
    mona: Person, x_secrets: dict[str, str]
) -> None:
    with pytest.raises(SourceRefusedError) as refused:
        connect(mona, "X", x_secrets | {"access_token_secret": "town-of-yesterday"})
    assert "does not accept these credentials" in refused.value.message
    assert "town-of-yesterday" not in refused.value.message
    assert not NetworkAccount.objects.exists()


def test_a_network_that_cannot_be_reached_changes_nothing(
    mona: Person, x_secrets: dict[str, str], settings: Any
) -> None:
    settings.X_API_BASE_URL = "http://127.0.0.1:9"
    with pytest.raises(SourceRefusedError, match="could not be reached"):
        connect(mona, "X", x_secrets)
    assert not NetworkAccount.objects.exists()


def test_missing_fields_are_named(mona: Person, sandbox: SandboxServer) -> None:
    with pytest.raises(SourceRefusedError) as refused:
        connect(mona, "X", {"consumer_key": "town"})
    assert set(refused.value.fields) == {"consumer_secret", "access_token", "access_token_secret"}


def test_real_credentials_never_go_to_the_sandbox(
    mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer
) -> None:
    sandbox.clear_requests()
    real = dict.fromkeys(x_secrets, "k3Jd8sPq0ZxT")
    with pytest.raises(SourceRefusedError, match="never sent to a sandbox"):
        connect(mona, "X", real)
    with pytest.raises(SourceRefusedError, match="never sent to a sandbox"):
        connect(mona, "X", x_secrets | {"access_token": "11-k3Jd8sPq0ZxT"})
    assert sandbox.requests() == []


def test_the_sandboxes_credentials_never_go_to_the_network(
    mona: Person, x_secrets: dict[str, str], settings: Any
) -> None:
    settings.X_API_BASE_URL = "https://api.twitter.com"
    with pytest.raises(SourceRefusedError, match="names the real network"):
        connect(mona, "X", x_secrets)


def test_connecting_twice_is_one_account_with_its_cursors(
    mona: Person, x_secrets: dict[str, str]
) -> None:
    made = connect(mona, "X", x_secrets)
    made.feeds.filter(kind="MENTIONS").update(cursor={"since_id": "5"})
    again = connect(mona, "X", x_secrets)
    assert again.pk == made.pk and NetworkAccount.objects.count() == 1
    assert made.feeds.get(kind="MENTIONS").cursor == {"since_id": "5"}
    assert AuditEvent.objects.filter(name="account.reconnected").count() == 1


def test_reconnecting_keeps_cursors_and_clears_the_trouble(
    mona: Person, x_secrets: dict[str, str]
) -> None:
    made = connect(mona, "X", x_secrets)
    NetworkAccount.objects.filter(pk=made.pk).update(status=Status.NEEDS_RECONNECT)
    later = NOW + timedelta(hours=1)
    made.feeds.update(
        cursor={"since_id": "5"}, failures=3, last_error_kind="AUTH", next_run_at=NOW + timedelta(9)
    )
    reconnect(account=made, values=x_secrets, actor=mona.user, now=later)
    made.refresh_from_db()
    assert made.status == Status.CONNECTED
    for one in made.feeds.all():
        assert (one.cursor, one.failures, one.last_error_kind) == ({"since_id": "5"}, 0, "")
        assert one.next_run_at == later


def test_reconnecting_another_account_is_refused_by_naming_both(
    mona: Person, x_secrets: dict[str, str], sandbox: SandboxServer
) -> None:
    other = account(mona.practice, handle="lumenold", is_sandbox=True)
    with pytest.raises(SourceRefusedError) as refused:
        reconnect(account=other, values=x_secrets, actor=mona.user, now=NOW)
    assert "@lumenold" in refused.value.message
    assert f"@{sandbox.credentials()['x_username']}" in refused.value.message
    other.refresh_from_db()
    assert bytes(other.credentials) == b""


def test_pause_and_resume(mona: Person) -> None:
    here = account(mona.practice)
    one = feed(here, lease_expires_at=None, next_run_at=NOW + timedelta(hours=3))
    pause(account=here, actor=mona.user, now=NOW)
    assert not Feed.objects.due(NOW + timedelta(days=1)).exists()
    with pytest.raises(SourceRefusedError, match="paused"):
        pause(account=NetworkAccount.objects.get(pk=here.pk), actor=mona.user, now=NOW)
    resume(account=here, actor=mona.user, now=NOW)
    one.refresh_from_db()
    assert one.next_run_at == NOW
    assert Feed.objects.due(NOW).filter(pk=one.pk).exists()


def test_disconnecting_wipes_secrets_stops_readers_and_keeps_history(
    mona: Person, x_secrets: dict[str, str]
) -> None:
    made = connect(mona, "X", x_secrets)
    RateWindowRow.objects.create(account=made, bucket="b", seen_at=NOW)
    before = made.feeds.get(kind="MENTIONS")
    disconnect(account=made, actor=mona.user, now=NOW)
    made.refresh_from_db()
    assert (bytes(made.credentials), made.secret_hint, made.status) == (b"", "", "DISCONNECTED")
    after = made.feeds.get(kind="MENTIONS")
    assert not after.is_active and after.lease_token == before.lease_token + 1
    assert not made.rate_windows.exists()
    again = connect(mona, "X", x_secrets)
    assert again.pk == made.pk and again.feeds.get(kind="MENTIONS").is_active


def test_look_now_makes_due_but_not_what_waits_or_is_being_read(mona: Person) -> None:
    here = account(mona.practice)
    later = NOW + timedelta(hours=1)
    free = feed(here, FeedKind.MENTIONS, lease_expires_at=None, next_run_at=later)
    limited = feed(
        here,
        FeedKind.MESSAGES,
        lease_expires_at=None,
        next_run_at=later,
        last_error_kind="RATE_LIMIT",
    )
    busy = feed(here, FeedKind.TAGGED, next_run_at=later)
    assert look_now(account=here, feed=None, actor=mona.user, now=NOW) == 1
    for one in (free, limited, busy):
        one.refresh_from_db()
    assert (free.next_run_at, limited.next_run_at, busy.next_run_at) == (NOW, later, later)
    with pytest.raises(SourceRefusedError, match=r"asked us to wait\. The next look is in 60 min"):
        look_now(account=here, feed=limited, actor=mona.user, now=NOW)


def test_look_now_at_a_paused_account_says_what_to_do(mona: Person) -> None:
    here = account(mona.practice, status=Status.PAUSED)
    with pytest.raises(SourceRefusedError, match="Resume it first"):
        look_now(account=here, feed=None, actor=mona.user, now=NOW)


def test_a_gap_is_dismissed_once(mona: Person) -> None:
    gap = FeedGap.objects.create(feed=feed(account(mona.practice)), reason="Seven days", until=NOW)
    for _ in range(2):
        accounts.dismiss_gap(gap=gap, actor=mona.user, now=NOW)
    gap.refresh_from_db()
    assert gap.dismissed_at == NOW
    assert AuditEvent.objects.filter(name="feed.gap_dismissed").count() == 1


def test_start_is_refused_when_an_account_belongs_to_another_place(
    practice: Practice, settings: Any
) -> None:
    real = account(practice, handle="lumenreal")
    assert checks.accounts_fit_their_networks(databases=["default"]) == []
    settings.X_API_BASE_URL = "http://127.0.0.1:8010"
    (error,) = checks.accounts_fit_their_networks(databases=["default"])
    assert "X @lumenreal is a real account" in error.msg and "X_API_BASE_URL" in error.msg
    NetworkAccount.objects.filter(pk=real.pk).update(is_sandbox=True)
    assert checks.accounts_fit_their_networks(databases=["default"]) == []
    settings.X_API_BASE_URL = "https://api.twitter.com"
    (error,) = checks.accounts_fit_their_networks(databases=["default"])
    assert "was connected to the sandbox" in error.msg
    NetworkAccount.objects.filter(pk=real.pk).update(status=Status.DISCONNECTED)
    assert checks.accounts_fit_their_networks(databases=["default"]) == []


def test_after_a_restore_nothing_is_sent_before_a_person_and_the_network_agree(
    mona: Person,
    ana: Person,
    vera: Person,
    charlie: Person,
    x_secrets: dict[str, str],
    sandbox: SandboxServer,
) -> None:
    made = connect(mona, "X", x_secrets)
    sends = partial(accounts.can_send, asked_at=NOW, now=NOW)
    assert sends(made)
    CatchUp.objects.all().delete()
    assert any("send nothing until" in line for line in after_restore.hold_accounts(NOW, NOW))
    made.refresh_from_db()
    assert not sends(made) and "backup was restored" in wording.why_held(made)
    path, page = f"/sources/{made.pk}/confirm/", "/sources/"
    for who, status in ((ana, 403), (vera, 403), (charlie, 404)):
        assert who.client.post(path).status_code == status
    assert f'action="{path}"' in mona.client.get(page).content.decode()
    seen = ana.client.get(page).content.decode()
    assert "still yours?" in seen and path not in seen
    # What came in since the backup is read first, so that nobody is answered twice.
    read = CatchUp.objects.create(account=made, since=NOW - DAY, began_at=NOW)
    part = CatchUpFeed.objects.create(
        catch_up=read, feed=made.feeds.earliest("pk"), next_run_at=NOW
    )
    assert "still being read" in mona.client.post(path, follow=True).content.decode()
    # A new token does not lift that: who is answered now may have been answered since the backup.
    made.refresh_from_db()
    reconnect(account=made, values=x_secrets, actor=mona.user, now=NOW)
    made.refresh_from_db()
    assert made.restored_at and not accounts.can_send(made, asked_at=NOW + DAY, now=NOW + DAY)
    part.delete()
    # A token that was taken back meanwhile.
    kept, other = bytes(made.credentials), crypto.encrypt(x_secrets | {"access_token": "old"})
    NetworkAccount.objects.update(credentials=other)
    assert "does not accept" in mona.client.post(path, follow=True).content.decode()
    NetworkAccount.objects.update(credentials=kept)
    made.refresh_from_db()
    assert not sends(made)
    assert "is confirmed" in mona.client.post(path, follow=True).content.decode()
    made.refresh_from_db()
    assert sends(made) and AuditEvent.objects.filter(name="account.confirmed").count() == 1
