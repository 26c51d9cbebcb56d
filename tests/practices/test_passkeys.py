"""Passkeys: pages, refusals and sessions; the browser itself is in tests/e2e/test_passkey.py."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from fido2.utils import websafe_encode

from practice_hub.practices.passkeys import (
    SESSION_KEY,
    device_name,
    forget_devices,
    remember_device,
)
from tests.people import PASSWORD, Person
from tests.practices.softkey import PRESENT, SoftKey
from tests.practices.test_sign_in import sign_in

ADD, LIST, DOOR = "/accounts/passkeys/add/", "/accounts/passkeys/", "/accounts/passkeys/sign-in/"
# Enough of one for pages that only show it.
CREDENTIAL = {
    "id": "AAECAwQFBgcICQoLDA0ODw",
    "rawId": "AAECAwQFBgcICQoLDA0ODw",
    "type": "public-key",
    "clientExtensionResults": {"credProps": {"rk": True}},
}
NONSENSE: list[Any] = [
    "",
    "nonsense",
    "null",
    "[]",
    "[1]",
    '"text"',
    "{}",
    '{"id": 1}',
    '{"response": "x"}',
    '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {"userHandle": "MQ"}}',
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "e30",
                "authenticatorData": "AA",
                "attestationObject": "oA",
                "signature": "AA",
                "userHandle": "____",
            },
        }
    ),
]


def keep(person: Person, name: str = "Phone") -> Authenticator:
    """A passkey as it is stored, for pages that only show it."""
    return Authenticator.objects.create(
        user=person.user, type="webauthn", data={"name": name, "credential": CREDENTIAL}
    )


def prove(client: Client, person: Person) -> None:
    """Signed in, and the password entered once more, as the pages ask."""
    client.force_login(person.user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def question(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(DOOR, HTTP_ACCEPT="application/json").json()
    return dict(found["request_options"])


def options_of(page: str) -> dict[str, Any]:
    found = re.search(r'id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found
    return dict(json.loads(found[1]))


def test_the_door_says_what_it_needs_without_javascript(client: Client, db: None) -> None:
    page = client.get("/accounts/login/?next=/people/").content.decode()
    form = re.search(r'<form[^>]*data-passkey="sign-in"[^>]*>.*?</form>', page, re.DOTALL)
    assert form and " hidden>" in form[0] and 'name="next" value="/people/"' in form[0]
    assert "<noscript><p" in page and "need JavaScript" in page
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", page)
    assert client.get(DOOR)["Location"] == "/accounts/login/"


def test_the_question_asks_for_a_person_and_names_nobody(client: Client, db: None) -> None:
    options = client.get(DOOR, HTTP_ACCEPT="application/json").json()["request_options"]
    asked = options["publicKey"]
    assert (asked["userVerification"], asked["rpId"]) == ("required", "testserver")
    assert not asked.get("allowCredentials")
    assert len(asked["challenge"]) >= 32


def test_nonsense_opens_nothing_and_breaks_nothing(client: Client, ana: Person) -> None:
    for credential in NONSENSE:
        question(client)
        answer = client.post(DOOR, {"credential": credential, "next": "/people/"}, follow=True)
        assert "opens nothing here" in answer.content.decode(), credential
        assert answer.request["QUERY_STRING"] == "next=%2Fpeople%2F"
        assert "_auth_user_id" not in client.session
    prove(client, ana)
    for credential in NONSENSE:
        client.get(ADD)
        answer = client.post(ADD, {"credential": credential, "name": "x"})
        assert answer.status_code == 200
        assert "try once more" in answer.content.decode(), credential
    assert not Authenticator.objects.exists()


def test_adding_asks_again_and_wants_a_key_with_a_lock(client: Client, ana: Person) -> None:
    sign_in(client, ana.user.email)
    assert "Is it still you?" in client.get(ADD, follow=True).content.decode()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
    page = client.get(ADD, HTTP_USER_AGENT=agent).content.decode()
    options = options_of(page)["publicKey"]
    assert options["rp"] == {"id": "testserver", "name": "Practice Hub"}
    assert options["user"]["name"] == ana.user.email
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert 'value="iPhone"' in page
    assert "no longer opens" in page, "what else changes is said before"


def test_only_ones_own_passkeys(priya: Person, vera: Person, charlie: Person) -> None:
    mine = keep(priya)
    for person in (vera, charlie):
        client = Client()
        prove(client, person)
        assert client.get(f"{LIST}{mine.pk}/remove/").status_code == 404
        assert client.post(f"{LIST}{mine.pk}/remove/").status_code == 404
        assert client.post(f"{LIST}{mine.pk}/name/", {"name": "Stolen"}).status_code == 404
        assert "You have none yet" in client.get(LIST).content.decode()
    mine.refresh_from_db()
    assert mine.wrap().name == "Phone"
    assert Client().get(LIST)["Location"].startswith("/accounts/login/")


def test_the_account_page_lists_renames_and_removes(client: Client, ana: Person) -> None:
    prove(client, ana)
    key = keep(ana, "<b>Phone</b>")
    page = client.get("/account/").content.decode()
    assert "&lt;b&gt;Phone&lt;/b&gt;" in page and "not used yet" in page
    assert client.post(f"{LIST}{key.pk}/name/", {"name": "x" * 61}).status_code == 200
    assert client.post(f"{LIST}{key.pk}/name/", {"name": ""}).status_code == 200
    renamed = client.post(f"{LIST}{key.pk}/name/", {"name": "Tablet"}, follow=True)
    assert renamed.request["PATH_INFO"] == LIST and "Tablet" in renamed.content.decode()
    assert "Remove “Tablet”?" in client.get(f"{LIST}{key.pk}/remove/").content.decode()
    gone = client.post(f"{LIST}{key.pk}/remove/", follow=True)
    assert "signed out" in gone.content.decode() and "none yet" in gone.content.decode()
    assert not Authenticator.objects.exists()


def test_practitioners_are_asked_for_a_passkey(priya: Person, mona: Person) -> None:
    nudge = "Sign in with your thumb next time."
    assert nudge in priya.client.get("/account/").content.decode()
    assert nudge not in mona.client.get("/account/").content.decode()
    keep(priya)
    assert nudge not in priya.client.get("/account/").content.decode()


@pytest.fixture
def key(ana: Person) -> SoftKey:
    """Ana's, added on the page with her password."""
    client = Client(HTTP_HOST="localhost")
    prove(client, ana)
    made = SoftKey()
    credential = made.made(options_of(client.get(ADD).content.decode()))
    done = client.post(ADD, {"name": "Soft", "credential": credential}, follow=True)
    assert done.request["PATH_INFO"] == "/accounts/two-step/codes/"
    return made


def test_a_passkey_alone_signs_in_for_long(ana: Person, key: SoftKey) -> None:
    stored = Authenticator.objects.get(type="webauthn")
    assert (stored.user, stored.wrap().name, stored.wrap().is_passwordless) == (
        ana.user,
        "Soft",
        True,
    )
    phone = Client(HTTP_HOST="localhost")
    credential = key.answered(question(phone))
    done = phone.post(DOOR, {"credential": credential, "next": "/account/"})
    assert done["Location"] == "/account/"
    assert phone.session["_auth_user_id"] == str(ana.user.pk)
    assert phone.session.get_expiry_age() == 90 * 86_400
    used = stored.last_used_at
    stored.refresh_from_db()
    assert stored.last_used_at != used
    replayed = Client(HTTP_HOST="localhost")
    question(replayed)
    replayed.post(DOOR, {"credential": credential})
    assert "_auth_user_id" not in replayed.session
    asked = phone.get(f"{LIST}{stored.pk}/remove/", follow=True)
    assert asked.request["PATH_INFO"] == "/accounts/passkeys/again/", "asked for what one used"


def test_what_does_not_sign_in(ana: Person, ben: Person, key: SoftKey) -> None:
    stranger = SoftKey(key.key_id)
    stranger.user_handle = key.user_handle
    unlocked = SoftKey(key.key_id)
    unlocked._private, unlocked.user_handle = key._private, key.user_handle
    unlocked.flags = PRESENT
    bens = user_pk_to_url_str(ben.user).encode()
    attempts: list[Callable[[dict[str, Any]], str]] = [
        stranger.answered,  # another private key: a wrong signature
        unlocked.answered,  # nobody was asked for a thumb
        lambda asked: key.answered(asked, userHandle=bens),  # as somebody else
        lambda asked: key.answered(asked, userHandle=b"\xff\xfe"),
        lambda asked: key.answered(asked, authenticatorData=b"\0" * 20),
        lambda asked: key.answered(asked, signature=b""),
        lambda asked: key.answered(asked, clientDataJSON=b"{}"),
    ]
    for attempt in attempts:
        phone = Client(HTTP_HOST="localhost")
        answer = phone.post(DOOR, {"credential": attempt(question(phone))}, follow=True)
        assert "opens nothing here" in answer.content.decode()
        assert "_auth_user_id" not in phone.session
    nothing_asked = Client(HTTP_HOST="localhost")
    nothing_asked.post(DOOR, {"credential": key.answered(question(Client(HTTP_HOST="localhost")))})
    assert "_auth_user_id" not in nothing_asked.session
    type(ana.user).objects.filter(pk=ana.user.pk).update(is_active=False)
    phone = Client(HTTP_HOST="localhost")
    phone.post(DOOR, {"credential": key.answered(question(phone))})
    assert "_auth_user_id" not in phone.session


def test_a_password_alone_no_longer_opens_the_account(ana: Person, key: SoftKey) -> None:
    desk = Client(HTTP_HOST="localhost")
    step = sign_in(desk, ana.user.email)["Location"]
    assert step.startswith("/accounts/two-step/authenticate/")
    assert desk.get("/account/").status_code == 302
    page = desk.get(step).content.decode()
    asked = options_of(page)
    assert [each["id"] for each in asked["publicKey"]["allowCredentials"]] == [
        websafe_encode(key.key_id)
    ]
    refused = desk.post(step, {"credential": SoftKey(key.key_id).answered(asked)})
    assert "not a passkey of yours" in refused.content.decode()
    assert "_auth_user_id" not in desk.session
    asked = options_of(refused.content.decode())
    assert desk.post(step, {"credential": key.answered(asked)})["Location"] == "/inbox/"
    assert desk.session.get_expiry_age() <= 14 * 86_400


def test_a_removed_passkey_ends_what_it_kept_open(ana: Person, ben: Person) -> None:
    key = keep(ana)
    phone, tablet, other = Client(), Client(), Client()
    for device, person, passkey_id in ((phone, ana, key.pk), (tablet, ana, 0), (other, ben, 99)):
        device.force_login(person.user)
        session = device.session
        remember_device(session, passkey_id)
        session.save()
    assert phone.session.get_expiry_age() == 90 * 86_400
    here = ana.client.session
    remember_device(here, key.pk)
    here.save()
    assert forget_devices(key.pk, current=here) == 1
    assert SESSION_KEY not in here and here.get_expiry_age() == 14 * 86_400
    assert phone.get("/account/").status_code == 302
    for device in (tablet, other, ana.client):
        assert device.get("/account/").status_code == 200
    assert Session.objects.count() == 3


def test_names_of_devices() -> None:
    names = {
        "Mozilla/5.0 (Linux; Android 15; Pixel 9)": "Android phone",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)": "Mac",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64)": "Windows computer",
        "": "My device",
    }
    assert {agent: device_name(agent) for agent in names} == names
