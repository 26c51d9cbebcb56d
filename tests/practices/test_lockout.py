"""Guessing passwords: locked where it happens, unlocked by mail, told to the practice alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.practices import letters, lockout
from practice_hub.practices.attempts import Attempt
from practice_hub.practices.models import SharedCount, SignInGuard, SignInLetter
from tests.people import Person
from tests.practices.test_sign_in import sign_in

WRONG = "wrong wrong wrong"
ELSEWHERE = {"REMOTE_ADDR": "198.51.100.9"}


def guess(client: Client, email: str, times: int = lockout.TRIES) -> list[str]:
    return [sign_in(client, email, WRONG).content.decode() for _ in range(times)]


def said(page: str) -> list[str]:
    return re.findall(r'role="alert"><p>(.*?)</p>', page)


def test_nobody_learns_who_has_an_account(client: Client, ana: Person) -> None:
    known, unknown = guess(client, ana.user.email), guess(client, "nobody@example.org")
    assert [said(page) for page in known] == [said(page) for page in unknown]
    assert "locked here for 15 minutes" in known[-1] and "locked" not in known[-2]
    guards = list(SignInGuard.objects.order_by("pk"))
    assert len(guards) == 4 and len({guard.account for guard in guards}) == 2
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
    here = SignInGuard.objects.exclude(address=lockout.ANYWHERE)
    assert not here.exists(), "the right password ends the counting"


def test_who_has_a_whole_network_of_addresses_has_one(client: Client, ana: Person) -> None:
    for last in range(lockout.TRIES):
        home = Client(REMOTE_ADDR=f"2001:db8:7:1::{last + 1:x}")
        page = sign_in(home, ana.user.email, WRONG).content.decode()
    assert "locked here" in page
    here = SignInGuard.objects.exclude(address=lockout.ANYWHERE)
    assert [guard.address for guard in here] == ["2001:db8:7:1::"]
    neighbor = Client(REMOTE_ADDR="2001:db8:7:2::1")
    assert sign_in(neighbor, ana.user.email).status_code == 302


def far_away(number: int) -> Client:
    return Client(REMOTE_ADDR=f"203.0.113.{number}")


def test_guesses_from_everywhere_keep_no_one_out_of_their_account(
    client: Client, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many addresses as the internet has, against somebody at home, somebody with a new phone,
    and somebody who forgot the password."""
    monkeypatch.setattr(lockout, "STRANGERS_TRIES", 3)
    assert sign_in(client, ana.user.email).status_code == 302, "a browser that knows the account"
    client.post("/accounts/logout/")
    bots = [far_away(number) for number in range(5)]
    pages = [sign_in(bot, ana.user.email, WRONG).content.decode() for bot in bots]
    assert ["closed to browsers" in page for page in pages] == [False, False, True, True, True]
    assert "closed to browsers" in sign_in(bots[-1], ana.user.email).content.decode(), (
        "a right guess opens nothing any more"
    )
    assert sign_in(client, ana.user.email).status_code == 302

    phone = far_away(99)
    assert "closed to browsers" in sign_in(phone, ana.user.email).content.decode()
    letters.sweep(timezone.now())
    [message] = mail.outbox
    assert "a hundred times" in message.body and "203.0.113.2" in message.body
    [link] = re.findall(r"/unlock/\S+", message.body)
    phone.post(link)
    guess(phone, ana.user.email, lockout.TRIES - 1)
    for bot in bots:
        guess(bot, ana.user.email, 1)
    assert sign_in(phone, ana.user.email).status_code == 302
    assert "closed to browsers" in sign_in(far_away(98), ana.user.email).content.decode()
    names = AuditEvent.objects.filter(name__startswith="sign_in.").order_by("pk")
    assert list(names.values_list("name", flat=True)) == [
        "sign_in.closed_to_strangers",
        "sign_in.unlocked",
    ]
    SignInGuard.objects.update(first_failed_at=timezone.now() - lockout.STRANGERS_WINDOW)
    assert sign_in(far_away(98), ana.user.email).status_code == 302


def test_a_new_password_by_mail_lets_its_person_in(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lockout, "STRANGERS_TRIES", 1)
    guess(far_away(1), ana.user.email, 1)
    laptop = far_away(2)
    laptop.post("/accounts/password/reset/", {"email": ana.user.email})
    letters.sweep(timezone.now())
    [link] = re.findall(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)
    page = laptop.get(link)["Location"]
    new = "another long enough phrase"
    laptop.post(page, {"password1": new, "password2": new})
    assert sign_in(laptop, ana.user.email, new).status_code == 302
    assert "closed to browsers" in sign_in(far_away(3), ana.user.email, new).content.decode()


def test_a_known_browser_has_tries_of_its_own_and_not_more(client: Client, ana: Person) -> None:
    sign_in(client, ana.user.email)
    client.post("/accounts/logout/")
    known = client.cookies["known"]
    assert known["httponly"] and known["samesite"] == "Lax" and ana.user.email not in known.value
    guess(Client(), ana.user.email)
    assert "locked here" in guess(client, ana.user.email)[-1], "its own five, at the same address"
    assert "locked here" in sign_in(client, ana.user.email).content.decode()
    forged = Client()
    forged.cookies["known"] = known.value[:-2] + "xx"
    assert "locked here" in sign_in(forged, ana.user.email).content.decode()
    of_another = Client(REMOTE_ADDR=ELSEWHERE["REMOTE_ADDR"])
    of_another.cookies["known"] = known.value
    guess(of_another, "nobody@example.org", 1)
    assert SignInGuard.objects.get(address=ELSEWHERE["REMOTE_ADDR"]).failures == 1


def test_codes_are_not_guessed_either(
    client: Client, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    TOTP.activate(ana.user, "A" * 32)
    monkeypatch.setattr(auth, "validate_totp_code", lambda secret, code: code == "123456")
    place = "/accounts/two-step/authenticate/"
    sign_in(client, ana.user.email)
    pages = [client.post(place, {"code": "000000"}).content.decode() for _ in range(5)]
    assert ["second step is locked" in page for page in pages] == [False] * 4 + [True]
    assert "second step is locked" in client.post(place, {"code": "123456"}).content.decode()
    letters.sweep(timezone.now())
    assert "knows your password" in mail.outbox[0].body
    [link] = re.findall(r"/unlock/\S+", mail.outbox[0].body)
    client.post(link)
    sign_in(client, ana.user.email)
    assert client.post(place, {"code": "123456"}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_tries_at_the_same_moment_are_no_more_than_one_after_the_other(ana: Person) -> None:
    now, attempt = timezone.now(), Attempt(ana.user.email, "203.0.113.7")
    taken = [lockout.take_try(attempt, now) for _ in range(7)]
    assert taken == [None] * 5 + [lockout.Lock.HERE] * 2, "before any of them was looked at"
    lockout.forgive(attempt)
    assert SignInGuard.objects.get().failures == 4, "of all strangers; the right one is none"


def test_counts_are_kept_where_every_process_sees_them(client: Client, ana: Person) -> None:
    """Not in the memory of one, nor in Redis: and without what was typed or from where."""
    for _ in range(2):
        sign_in(client, "nobody@example.org", WRONG)
    rows = SharedCount.objects.all()
    assert rows and not [row for row in rows if "127.0.0.1" in row.cache_key]
    assert {len(row.cache_key) for row in rows} == {64}
    assert lockout.forget_old(timezone.now() + timedelta(days=2)) == 2
    assert not SharedCount.objects.exists()


def test_old_tries_count_no_longer(client: Client, ana: Person) -> None:
    guess(client, ana.user.email, lockout.TRIES - 1)
    SignInGuard.objects.update(first_failed_at=timezone.now() - lockout.STRANGERS_WINDOW)
    assert "locked" not in guess(client, ana.user.email, 1)[0]
    assert {guard.failures for guard in SignInGuard.objects.all()} == {1}


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
    guard = SignInGuard.objects.exclude(address=lockout.ANYWHERE).get()
    token = lockout.new_token(guard=guard, user=ana.user, now=now)
    assert lockout.locked_by(token, now)
    assert not lockout.unlock(token=token, now=now + lockout.LINK_FOR)
    assert lockout.forget_old(now) == 0
    assert lockout.forget_old(now + timedelta(hours=3)) == 2, "the lock, and its letter"
    assert lockout.forget_old(now + timedelta(hours=25)) == 1, "the count of all strangers"
    assert not SignInGuard.objects.exists()
