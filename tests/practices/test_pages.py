"""People, settings, locations, account: what each shows, to whom, and at what cost."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.practices import actions
from practice_hub.practices.models import Invitation, Location, Practice
from practice_hub.roles import Role
from tests.people import Person, make_person

PAGES = ["/people/", "/settings/", "/settings/practice/", "/settings/voice/", "/account/"]


def settings_form(practice: Practice, **changes: Any) -> dict[str, Any]:
    values = {"name": practice.name, "time_zone": practice.time_zone}
    return values | changes


@pytest.mark.parametrize("url", PAGES)
def test_strangers_are_asked_to_sign_in(client: Client, db: None, url: str) -> None:
    response = client.get(url)
    assert response["Location"] == f"/accounts/login/?next={url}"


@pytest.mark.parametrize("url", ["/people/", "/settings/"])
def test_roles(
    ana: Person, vera: Person, priya: Person, mona: Person, olga: Person, url: str
) -> None:
    for person in (ana, vera, priya):
        assert person.client.get(url).status_code == 403
        assert person.client.post(url).status_code in {403, 405}
    for person in (mona, olga):
        assert person.client.get(url).status_code == 200


def test_charlie_sees_his_own_practice_only(mona: Person, ana: Person, charlie: Person) -> None:
    for url in PAGES:
        text = charlie.client.get(url).content.decode()
        assert "Lumen" not in text
        assert "Alvarez" not in text
    location = Location.objects.get(practice=mona.practice)
    for url in (
        f"/settings/locations/{location.pk}/",
        f"/settings/locations/{location.pk}/remove/",
    ):
        assert charlie.client.post(url, {"name": "Mine now"}).status_code == 404
    assert charlie.client.get(f"/settings/locations/{location.pk}/").status_code == 404
    location.refresh_from_db()
    assert location.name == "Lakeside"


@pytest.mark.parametrize("url", PAGES)
def test_constant_number_of_queries(
    mona: Person, practice: Practice, url: str, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    mona.client.get(url)
    with CaptureQueriesContext(connection) as few:
        mona.client.get(url)
    for number in range(5):
        make_person(practice, f"Colleague{number}", Role.AGENT)
        Location.objects.create(practice=practice, name=f"Place {number}")
        Invitation.objects.create(
            practice=practice,
            email=f"i{number}@example.org",
            role=Role.AGENT,
            invited_by=mona.user,
            expires_at=timezone.now(),
        )
    mona.client.get(url)  # hours are read anew after a place was added, and then kept
    with CaptureQueriesContext(connection) as many:
        mona.client.get(url)
    assert len(many) == len(few)


def test_no_inline_styles_or_scripts(mona: Person) -> None:
    actions.invite(
        actor=mona.membership,
        name="New",
        email="new@example.org",
        role="AGENT",
        at=timezone.now(),
    )
    for url in PAGES:
        text = mona.client.get(url).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text), url
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), url


def test_settings_are_saved_and_noted(mona: Person, practice: Practice) -> None:
    form = settings_form(practice, name="Lumen Skin", time_zone="Europe/Berlin")
    response = mona.client.post("/settings/practice/", form, follow=True)
    assert "The practice was saved" in response.content.decode()
    form = {"voice_notes": "Plain and warm."}
    response = mona.client.post("/settings/voice/", form, follow=True)
    assert "Voice and signature were saved" in response.content.decode()
    practice.refresh_from_db()
    assert (practice.name, practice.time_zone, practice.is_signing_replies) == (
        "Lumen Skin",
        "Europe/Berlin",
        False,
    )
    events = AuditEvent.objects.filter(name="practice.changed").order_by("pk")
    assert [event.details for event in events] == [
        {"fields": ["name", "time_zone"]},
        {"fields": ["is_signing_replies", "voice_notes"]},
    ]


@pytest.mark.parametrize("changes", [{"name": ""}, {"time_zone": "Moon/Crater"}])
def test_wrong_settings_answer_422_and_change_nothing(
    mona: Person, practice: Practice, changes: dict[str, str]
) -> None:
    response = mona.client.post("/settings/practice/", settings_form(practice, **changes))
    assert response.status_code == 422
    assert b'class="error"' in response.content
    # The shell still shows the practice as it is, not as it was mistyped.
    assert b"Lumen Aesthetics" in response.content
    practice.refresh_from_db()
    assert practice.name == "Lumen Aesthetics"
    assert not AuditEvent.objects.exists()


def test_locations(mona: Person, practice: Practice) -> None:
    add = "/settings/locations/"
    new = {"new-name": "Harbour", "new-address": "Pier 2"}
    assert mona.client.post(add, new).status_code == 302
    harbour = Location.objects.get(name="Harbour")
    assert (harbour.practice, harbour.address) == (practice, "Pier 2")
    again = mona.client.post(add, new)
    assert again.status_code == 422
    assert b"already a location with this name" in again.content
    assert mona.client.post(add, {"new-name": ""}).status_code == 422

    edit = f"/settings/locations/{harbour.pk}/"
    assert b"Pier 2" in mona.client.get(edit).content
    assert mona.client.post(edit, {"name": "Lakeside"}).status_code == 422
    assert mona.client.post(edit, {"name": "Old Harbour"}).status_code == 302
    harbour.refresh_from_db()
    assert (harbour.name, harbour.address) == ("Old Harbour", "")

    assert mona.client.post(f"{edit}remove/").status_code == 302
    assert mona.client.post(f"{edit}remove/").status_code == 404
    names = AuditEvent.objects.order_by("pk").values_list("name", flat=True)
    assert list(names) == ["location.added", "location.changed", "location.removed"]


def test_only_managers_touch_locations(ana: Person, client: Client, practice: Practice) -> None:
    location = practice.locations.get()
    for url in (
        "/settings/locations/",
        f"/settings/locations/{location.pk}/",
        f"/settings/locations/{location.pk}/remove/",
    ):
        assert ana.client.post(url).status_code == 403
        assert client.post(url).status_code == 302
    assert Location.objects.count() == 1


def test_account(vera: Person) -> None:
    assert vera.client.post("/account/", {"name": ""}).status_code == 422
    response = vera.client.post("/account/", {"name": "Vera L.", "signature": "VL"}, follow=True)
    assert "were saved" in response.content.decode()
    vera.user.refresh_from_db()
    assert (vera.user.name, vera.user.signature) == ("Vera L.", "VL")
    event = AuditEvent.objects.get()
    assert (event.name, event.actor, event.details) == ("account.changed", vera.user, {})


def test_density_is_chosen_in_the_account_or_by_one_press(
    vera: Person, charlie: Person, client: Client
) -> None:
    assert 'data-density="COMFORTABLE"' in vera.client.get("/account/").content.decode()
    chosen = {"density": "COMPACT", "next": "/inbox/?queue=all"}
    for _ in range(2):  # the second press changes nothing
        assert vera.client.post("/account/density/", chosen)["Location"] == "/inbox/?queue=all"
    page = vera.client.get("/account/").content.decode()
    assert 'data-density="COMPACT"' in page
    assert 'value="COMFORTABLE" title="Comfortable rows (y)"' in page
    assert AuditEvent.objects.get().name == "account.density_changed"
    elsewhere = {"density": "COMFORTABLE", "next": "https://elsewhere.example/"}
    assert vera.client.post("/account/density/", elsewhere)["Location"] == "/account/"
    odd = vera.client.post("/account/density/", {"density": "TIGHT"}, follow=True)
    assert "Choose comfortable or compact rows." in odd.content.decode()
    assert charlie.client.post("/account/density/", chosen).status_code == 302  # for himself
    vera.user.refresh_from_db()
    assert vera.user.density == "COMFORTABLE"
    assert client.post("/account/density/", chosen).status_code == 302
