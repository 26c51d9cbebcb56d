"""Signing in with django-allauth: password, second step, reset by mail; and the demo's door."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from practice_hub.practices import letters
from practice_hub.practices.demo import DEMO_PEOPLE, LUMEN, ensure_demo_people
from practice_hub.practices.models import Membership, Practice, SignInLetter, User
from tests.people import PASSWORD, Person


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password})


def test_sign_in_and_out(client: Client, ana: Person) -> None:
    assert client.get("/accounts/login/").status_code == 200
    response = sign_in(client, ana.user.email.upper())
    assert (response.status_code, response["Location"]) == (302, "/inbox/")
    assert client.get("/account/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    response = client.post("/accounts/logout/", follow=True)
    assert "You are signed out" in response.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_wrong_password_is_told_without_saying_who_exists(client: Client, ana: Person) -> None:
    known = sign_in(client, ana.user.email, "wrong wrong wrong").content.decode()
    unknown = sign_in(client, "nobody@example.org", "wrong wrong wrong").content.decode()
    for page in (known, unknown):
        assert "are not correct" in page
    assert "_auth_user_id" not in client.session


def test_who_was_switched_off_cannot_sign_in(client: Client, ana: Person) -> None:
    User.objects.filter(pk=ana.user.pk).update(is_active=False)
    sign_in(client, ana.user.email)
    assert "_auth_user_id" not in client.session


def test_sign_up_is_closed(client: Client, db: None) -> None:
    response = client.post(
        "/accounts/signup/",
        {"email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert "People join by invitation" in response.content.decode()
    assert not User.objects.exists()


def test_password_reset_by_mail(client: Client, ana: Person, settings: Any) -> None:
    settings.PUBLIC_URL = "https://hub.example.org"
    assert ana.client.get("/account/").status_code == 200
    sent = client.post("/accounts/password/reset/", {"email": ana.user.email}, follow=True)
    assert "Look into your mail" in sent.content.decode()
    assert mail.outbox == [], "a worker sends it: the page takes as long for anybody"
    assert letters.sweep(timezone.now()) == 1
    message = mail.outbox[0]
    assert message.subject == "Reset your password on Practice Hub"
    match = re.search(r"https://hub\.example\.org(/accounts/password/reset/key/\S+)", message.body)
    assert match
    form = client.get(match[1], follow=True)
    assert "Choose a new password" in form.content.decode()
    new = "another quiet river"
    action = form.request["PATH_INFO"]
    done = client.post(action, {"password1": new, "password2": new}, follow=True)
    assert "Your new password is saved" in done.content.decode()
    ana.user.refresh_from_db()
    assert ana.user.check_password(new)
    assert "no longer works" in client.get(match[1], follow=True).content.decode()
    assert ana.client.get("/account/").status_code == 302, "other devices are signed out"


def test_no_mail_to_addresses_nobody_has(client: Client, db: None) -> None:
    response = client.post("/accounts/password/reset/", {"email": "x@example.org"}, follow=True)
    assert "Look into your mail" in response.content.decode()
    assert letters.sweep(timezone.now()) == 1
    assert mail.outbox == [] and not SignInLetter.objects.exists()


def test_password_change(client: Client, ana: Person) -> None:
    sign_in(client, ana.user.email)
    assert client.get("/accounts/password/change/").status_code == 200
    new = "another quiet river"
    response = client.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
        follow=True,
    )
    assert "Your password was saved" in response.content.decode()
    assert response.request["PATH_INFO"] == "/account/"
    ana.user.refresh_from_db()
    assert ana.user.check_password(new)


def test_two_step_sign_in(client: Client, ana: Person) -> None:
    sign_in(client, ana.user.email)
    assert "Switch on" in client.get("/accounts/two-step/").content.decode()
    asked = client.get("/accounts/two-step/app/activate/", follow=True)
    assert "Is it still you?" in asked.content.decode()
    again = f"{asked.request['PATH_INFO']}?{asked.request['QUERY_STRING']}"
    page = client.post(again, {"password": PASSWORD}, follow=True).content.decode()
    secret = re.search(r'id="secret"[^>]*value="([A-Z2-7]+)"', page)
    assert secret
    assert "data:image/svg+xml;base64," in page
    wrong = client.post("/accounts/two-step/app/activate/", {"code": "000000"})
    assert "Incorrect code" in wrong.content.decode()
    response = client.post(
        "/accounts/two-step/app/activate/", {"code": totp(secret[1])}, follow=True
    )
    codes = re.findall(r"<code>(\w+)</code>", response.content.decode())
    assert len(codes) == 10
    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret[1] not in stored, "the secret is stored encrypted"
    page = response.content.decode()
    kept = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', page)
    assert kept and unquote(kept[1]).split() == codes, "to save without any script"
    again = client.get("/accounts/two-step/codes/").content.decode()
    assert "not shown again" in again and not any(code in again for code in codes)
    assert "10 of them are left" in client.get("/accounts/two-step/").content.decode()
    assert client.get("/accounts/two-step/codes/generate/").status_code == 200
    assert client.get("/accounts/two-step/app/deactivate/").status_code == 200

    phone = Client()
    step = sign_in(phone, ana.user.email)
    assert step["Location"].startswith("/accounts/two-step/authenticate/")
    assert "Second step" in phone.get("/accounts/two-step/authenticate/").content.decode()
    assert phone.get("/account/").status_code == 302, "the password alone opens nothing"
    done = phone.post("/accounts/two-step/authenticate/", {"code": codes[0]})
    assert done["Location"] == "/inbox/"
    assert phone.get("/account/").status_code == 200


# --- the demo's front door -----------------------------------------------------------------------


@pytest.fixture
def demo(db: None) -> Practice:
    return ensure_demo_people()


def test_demo_people_are_made_once(demo: Practice) -> None:
    Membership.objects.filter(user__email="ben@lumen.example").update(role="MANAGER")
    ensure_demo_people()
    assert (demo.slug, demo.time_zone) == (LUMEN, "America/New_York")
    assert Practice.objects.count() == 2
    assert Membership.objects.count() == User.objects.count() == len(DEMO_PEOPLE) == 8
    assert Membership.objects.get(user__email="ben@lumen.example").role == "MANAGER"
    assert list(demo.locations.order_by("name").values_list("name", flat=True)) == [
        "Harbour",
        "Lakeside",
    ]
    assert not any(user.has_usable_password() for user in User.objects.all())


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.key)
@override_settings(IS_DEMO=True)
def test_one_click_signs_in(demo: Practice, client: Client, person: Any) -> None:
    assert client.get("/")["Location"] == "/demo/"
    assert person.name in client.get("/demo/").content.decode()
    response = client.post("/demo/sign-in/", {"person": person.key})
    assert response["Location"] == "/inbox/"
    page = client.get("/account/").content.decode()
    assert person.email in page
    assert str(person.role.label) in page


@override_settings(IS_DEMO=True)
def test_the_next_demo_person_replaces_the_last(demo: Practice, client: Client) -> None:
    client.post("/demo/sign-in/", {"person": "olga"})
    client.post("/demo/sign-in/", {"person": "charlie"})
    page = client.get("/people/").content.decode()
    assert "Charlie Bishop" in page
    assert "Olga" not in page


@pytest.mark.parametrize(
    "visitor",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
@override_settings(IS_DEMO=True)
def test_the_demo_door_is_for_this_machine_only(
    demo: Practice, client: Client, visitor: dict[str, str]
) -> None:
    assert client.get("/demo/", **visitor).status_code == 404  # type: ignore[arg-type]
    response = client.post("/demo/sign-in/", {"person": "olga"}, **visitor)  # type: ignore[arg-type]
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session
    assert client.get("/", **visitor)["Location"] == "/accounts/login/"  # type: ignore[arg-type]


def test_there_is_no_door_outside_the_demo(demo: Practice, client: Client) -> None:
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/sign-in/", {"person": "olga"}).status_code == 404
    assert "_auth_user_id" not in client.session
    assert "/demo/" not in client.get("/accounts/login/").content.decode()


@override_settings(IS_DEMO=True)
def test_the_door_opens_for_demo_people_only(demo: Practice, client: Client, db: None) -> None:
    User.objects.create_user("real@lumen.example", PASSWORD, name="Real Person")
    for person in ("real", "", "nobody"):
        assert client.post("/demo/sign-in/", {"person": person}).status_code == 404
    assert client.get("/demo/sign-in/").status_code == 405
    assert "/demo/" in client.get("/accounts/login/").content.decode()
