"""Pages speak the language that a person chose, else the one that their browser asks for."""

from __future__ import annotations

import pytest
from django.test import Client

from practice_hub.audit.models import AuditEvent
from practice_hub.languages import language_for
from tests.people import Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_chooses_for_all_their_browsers(vera: Person, ana: Person) -> None:
    assert '<html lang="en"' in vera.client.get("/account/").content.decode()
    spanish = {"language": "es", "next": "/account/"}
    for _ in range(2):  # the second press changes nothing
        assert vera.client.post("/account/language/", spanish)["Location"] == "/account/"
    assert AuditEvent.objects.get().name == "account.language_changed"
    page = vera.client.get("/account/", headers={"accept-language": "en"})
    assert page["Content-Language"] == "es"
    assert '<html lang="es"' in page.content.decode()
    assert "Idioma" in page.content.decode()
    assert '<html lang="en"' in ana.client.get("/account/").content.decode()
    vera.user.refresh_from_db()
    assert language_for(vera.user, vera.practice) == "es"


def test_before_signing_in_the_browser_is_asked(client: Client) -> None:
    asked = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}
    assert "Iniciar sesión" in client.get("/accounts/login/", headers=asked).content.decode()
    here = "http://testserver/invitation/secret-of-the-link/"
    answer = client.post("/account/language/", {"language": "en"}, headers={"referer": here})
    assert answer["Location"] == here
    assert "secret-of-the-link" not in client.get(here).content.decode()
    page = client.get("/accounts/login/", headers=asked)
    assert page["Content-Language"] == "en"
    assert {"Accept-Language", "Cookie"} <= set(page["Vary"].split(", "))


def test_what_is_no_language_of_ours_changes_nothing(vera: Person, charlie: Person) -> None:
    odd = vera.client.post("/account/language/", {"language": "tlh"}, follow=True)
    assert "Choose one of the languages." in odd.content.decode()
    away = {"language": "es", "next": "https://elsewhere.example/"}
    assert charlie.client.post("/account/language/", away)["Location"] == "/"  # and for himself
    vera.user.refresh_from_db()
    assert vera.user.language == ""
    asked = vera.client.get("/account/", headers={"accept-language": "fr,de;q=0.7"})
    assert asked["Content-Language"] == "en"


def test_mails_are_in_the_practices_language_unless_chosen(ana: Person) -> None:
    ana.practice.language = "es"
    assert language_for(ana.user, ana.practice) == "es"
    ana.user.language = "en"
    assert language_for(ana.user, ana.practice) == "en"
    assert language_for(ana.user) == "en"
