"""Guessing passwords: locked where it happens, unlocked by mail, told to the practice alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.practices import letters, lockout
from practice_hub.practices.models import SignInGuard, SignInLetter
from tests.people import Person
from tests.practices.test_sign_in import sign_in

WRONG = "wrong wrong wrong"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.9"}


@pytest.fixture(autouse=True)
def _fresh_throttle() -> None:
    cache.clear()


def guess(client: Client, email: str, times: int = lockout.TRIES) -> list[str]:
    return [sign_in(client, email, WRONG).content.decode() for _ in range(times)]


def said(page: str) -> list[str]:
    return re.findall(r'role="alert"><p>(.*?)</p>', page)


def test_nobody_learns_who_has_an_account(client: Client, ana: Person) -> None:
    known, unknown = guess(client, ana.user.email), guess(client, "nobody@example.org")
    assert [said(page) for page in known] == [said(page) for page in unknown]
    assert "locked here for 15 minutes" in known[-1] and "locked" not in known[-2]
    guards = list(SignInGuard.objects.order_by("pk"))
    assert len(guards) == 2 and guards[0].account != guards[1].account
    assert "nobody" not in str([vars(guard) for guard in guards])
    assert list(SignInLetter.objects.values_list("kind", flat=True)) == ["UNLOCK", "UNLOCK"]
    assert mail.outbox == [], "a worker writes, so both pages take the same time"
    assert letters.sweep(timezone.now()) == 2
    assert [message.to for message in mail.outbox] == [[ana.user.email]]
    assert not SignInLetter.objects.exists()


def test_the_lock_is_of_one_account_from_one_address(
    client: Client, ana: Person, ben: Person
) -> None:
    guess(client, ana.user.email)
    assert "locked here" in sign_in(client, ana.user.email).content.decode()
    assert sign_in(Client(), ben.user.email).status_code == 302, "a colleague at the same address"
    far = Client(REMOTE_ADDR=ELSEWHERE["REMOTE_ADDR"])
    assert sign_in(far, ana.user.email).status_code == 302, "the same person from elsewhere"
    SignInGuard.objects.update(locked_until=timezone.now())
    assert sign_in(client, ana.user.email).status_code == 302
    assert not SignInGuard.objects.exists(), "the right password ends the counting"


def test_who_has_a_whole_network_of_addresses_has_one(client: Client, ana: Person) -> None:
    for last in range(lockout.TRIES):
        home = Client(REMOTE_ADDR=f"2001:db8:7:1::{last + 1:x}")
        page = sign_in(home, ana.user.email, WRONG).content.decode()
    assert "locked here" in page
    assert [guard.address for guard in SignInGuard.objects.all()] == ["2001:db8:7:1::"]
    neighbor = Client(REMOTE_ADDR="2001:db8:7:2::1")
    assert sign_in(neighbor, ana.user.email).status_code == 302


def test_nobody_pushes_out_what_is_counted_against_them() -> None:
    cache.set("allauth:rl:wall", [1.0], 86_400)
    for number in range(3_000):
        cache.set(f"allauth:rl:nobody:{number}", [1.0], 86_400)
    assert cache.get("allauth:rl:wall") == [1.0]


def test_old_tries_count_no_longer(client: Client, ana: Person) -> None:
    guess(client, ana.user.email, lockout.TRIES - 1)
    SignInGuard.objects.update(first_failed_at=timezone.now() - lockout.WINDOW)
    assert "locked" not in guess(client, ana.user.email, 1)[0]
    assert SignInGuard.objects.get().failures == 1


def test_the_link_unlocks_once_and_the_manager_sees_it(
    client: Client, ana: Person, charlie: Person, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    guess(client, ana.user.email)
    letters.sweep(timezone.now())
    message = mail.outbox[0]
    assert (
        "127.0.0.1" in message.body and message.subject == "Your sign-in on Practice Hub is locked"
    )
    link = re.search(r"https://hub\.example\.org(/unlock/\S+)", message.body)
    assert link
    token = link[1].split("/")[2]
    assert token not in str(SignInGuard.objects.values())
    page = Client().get(link[1])
    assert "Unlock your sign-in?" in page.content.decode()
    assert "locked here" in sign_in(client, ana.user.email).content.decode(), (
        "looking opens nothing"
    )
    assert client.post(link[1])["Location"] == "/accounts/login/"
    assert sign_in(client, ana.user.email).status_code == 302
    for stale in (link[1], "/unlock/made-up/"):
        gone = Client().post(stale)
        assert gone.status_code == 404 and "no longer works" in gone.content.decode()
    rows = AuditEvent.objects.filter(name__startswith="sign_in.")
    assert list(rows.values_list("name", "practice_id", "details")) == [
        ("sign_in.locked", ana.practice.pk, {"address": "127.0.0.1"}),
        ("sign_in.unlocked", ana.practice.pk, {"address": "127.0.0.1"}),
    ]


def test_a_link_runs_out_and_old_rows_go(client: Client, ana: Person) -> None:
    guess(client, ana.user.email)
    now = timezone.now()
    token = lockout.new_token(guard=SignInGuard.objects.get(), user=ana.user, now=now)
    assert lockout.locked_by(token, now)
    assert not lockout.unlock(token=token, now=now + lockout.LINK_FOR)
    assert lockout.forget_old(now) == 0
    assert lockout.forget_old(now + timedelta(hours=3)) >= 1
    assert not SignInGuard.objects.exists()
