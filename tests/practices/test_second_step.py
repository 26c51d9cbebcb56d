"""A second step for those who decide for others: nothing else is open without it (P1)."""

from __future__ import annotations

import re

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone
from pytest import MonkeyPatch

from practice_hub.practices import actions
from practice_hub.practices.codes import use_up
from practice_hub.practices.models import Membership
from practice_hub.roles import Role
from tests.people import PASSWORD, Person
from tests.practices.test_sign_in import sign_in, totp

PAGE = "/account/second-step/"


def test_without_a_second_step_only_its_page_is_open(client: Client, mona: Person) -> None:
    Authenticator.objects.all().delete()
    sign_in(client, mona.user.email)
    for path in ("/inbox/", "/people/", "/account/", "/", "/accounts/two-step/", "/alerts/banner/"):
        assert client.get(path)["Location"] == PAGE, path
    for path in ("/people/invite/", "/account/", "/accounts/password/change/"):
        assert client.post(path, {"name": "x"})["Location"] == PAGE, path
    page = client.get(PAGE).content.decode()
    assert "One more step" in page and "Manager at Lumen Aesthetics" in page
    assert "Add a passkey" in page and "Use an app" in page and "Sign out" in page

    setup = client.get("/accounts/two-step/app/activate/")
    assert setup.status_code == 200, "who has just signed in is not asked again"
    secret = re.search(r'id="secret"[^>]*value="([A-Z2-7]+)"', setup.content.decode())
    assert secret
    done = client.post(
        "/accounts/two-step/app/activate/", {"code": totp(secret[1])}, follow=True
    ).content.decode()
    assert "shown only now" in done and "data-copy" in done and "data-print" in done
    assert client.get("/people/").status_code == 200
    assert client.get(PAGE)["Location"] == "/"


def test_a_new_role_takes_hold_with_the_next_click(ana: Person, vera: Person, olga: Person) -> None:
    for person in (ana, vera):
        assert person.client.get("/inbox/").status_code == 200, "may, but need not"
    actions.change_role(
        actor=olga.membership, member=ana.membership, role=Role.MANAGER, at=timezone.now()
    )
    assert ana.client.get("/inbox/")["Location"] == PAGE
    with override_settings(IS_DEMO=True):
        assert ana.client.get("/inbox/").status_code == 200, "the demo has no passwords either"
    Membership.objects.filter(pk=ana.membership.pk).update(role=Role.AGENT)
    assert ana.client.get("/inbox/").status_code == 200


def test_a_code_opens_once_in_whichever_process(ana: Person, monkeypatch: MonkeyPatch) -> None:
    app = TOTP.activate(ana.user, "A" * 32).instance
    monkeypatch.setattr(auth, "validate_totp_code", lambda secret, code: code == "123456")

    def opens(code: str) -> bool:
        cache.clear()  # another process remembers nothing of it
        client = Client()
        sign_in(client, ana.user.email)
        client.post("/accounts/two-step/authenticate/", {"code": code})
        return client.get("/account/").status_code == 200

    assert [opens("123456"), opens("123456"), opens("000000")] == [True, False, False]
    assert not use_up(app, "123456") and use_up(app, "654321") and use_up(app, "123456")


def test_the_last_step_of_who_needs_one_stays(ana: Person, mona: Person) -> None:
    Authenticator.objects.create(user=ana.user, type=Authenticator.Type.TOTP, data={})
    off = "/accounts/two-step/app/deactivate/"
    for person, is_kept in ((mona, True), (ana, False)):
        person.client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        page = person.client.get(off).content.decode()
        assert ("this is the only one you have" in page) == is_kept
        person.client.post(off)
        steps = Authenticator.objects.filter(user=person.user, type=Authenticator.Type.TOTP)
        assert steps.exists() == is_kept
