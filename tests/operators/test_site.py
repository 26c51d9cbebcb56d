"""Django's admin: found by operators only, read only, without a word that people wrote."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import models
from django.test import Client
from django.utils import timezone

from practice_hub.operators.site import site
from practice_hub.practices.idle import SIGNED_IN_AT
from practice_hub.practices.models import User
from tests.builders import make_account, make_feed
from tests.people import Person

SECRET = re.compile(r"password|credential|token$|secret|digest|cursor|voice_notes|last_error$")
APPS = {"practices", "health", "backups", "listening"}
MACHINE = {"networkaccount", "feed"}


@pytest.fixture
def operator(db: None) -> Client:
    user = User.objects.create_superuser("root@example.org", None, name="Rooty")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return signed_in(user)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session[SIGNED_IN_AT] = timezone.now().timestamp()
    session.save()
    return client


def shown_of(model: type[models.Model]) -> set[str]:
    table: Any = site._registry[model]
    return {*table.list_display, *table.fields}


def test_only_tables_of_the_machine_without_secrets() -> None:
    for model in site._registry:
        label = model._meta.app_label
        assert label in APPS and (label != "listening" or model._meta.model_name in MACHINE)
        shown = shown_of(model)
        assert [name for name in shown if SECRET.search(name)] == [], model
        assert shown <= {field.name for field in model._meta.get_fields()}, model


def test_every_list_and_every_row_can_be_read_and_nothing_changed(
    operator: Client, mona: Person
) -> None:
    make_feed(make_account(mona.practice))
    pages = ["/operators/", "/operators/practices/", "/operators/jsi18n/"]
    for model in site._registry:
        base = f"/operators/{model._meta.app_label}/{model._meta.model_name}/"
        first = model._default_manager.first()
        pages += [base, *([f"{base}{first.pk}/change/"] if first else [])]
        assert operator.get(f"{base}add/").status_code == 404
    for page in pages:
        answer = operator.get(page)
        assert answer.status_code == 200, page
        assert operator.post(page, {"name": "Mine now"}).status_code == 405, page
        text = answer.content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), page
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), page
    mona.practice.refresh_from_db()
    assert mona.practice.name == "Lumen Aesthetics"


def test_nobody_else_finds_it(
    operator: Client, olga: Person, vera: Person, charlie: Person, client: Client
) -> None:
    for person in (olga.client, vera.client, charlie.client, client):
        assert person.get("/operators/").status_code == 404
        assert person.get("/operators/practices/user/").status_code == 404
    assert "For operators" in operator.get("/").content.decode()
    assert operator.get("/inbox/").status_code == 404  # of no practice
    assert operator.get("/operators/login/").status_code == 404


def test_an_operator_has_a_second_step_and_is_asked_again(operator: Client) -> None:
    session = operator.session
    session[SIGNED_IN_AT] = timezone.now().timestamp() - 7200
    session.save()
    assert "reauthenticate" in operator.get("/operators/")["Location"]
    other = User.objects.create_superuser("new@example.org", None, name="New")
    assert signed_in(other).get("/operators/")["Location"] == "/accounts/two-step/"
