"""Signing in, mails, hours and the roster for who reads Spanish; rows keep what they kept."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from practice_hub.practices import country_names, letters
from practice_hub.practices.actions import set_away
from practice_hub.practices.attempts import Attempt
from practice_hub.practices.away_words import away_words, until_words
from practice_hub.practices.holiday_words import country_choices, holiday_words, note_words
from practice_hub.practices.lockout import note_failure, take_try, want_letter
from practice_hub.practices.mail import send_invitation
from practice_hub.practices.models import (
    HolidayChoice,
    Invitation,
    Membership,
    Practice,
    SignInLetter,
)
from practice_hub.practices.public_holidays import countries
from tests.people import Person

SPANISH = {"accept-language": "es-MX,es;q=0.9"}
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def speak_spanish(person: Person) -> None:
    person.user.language = "es"
    person.user.save(update_fields=["language"])


def test_signing_in_is_spanish_down_to_what_the_library_says(ana: Person, client: Client) -> None:
    url = "/accounts/login/"
    page = client.get(url, headers=SPANISH).content.decode()
    assert "Iniciar sesión" in page and "Correo electrónico" in page
    assert "Sign in" not in page and "Password" not in page
    empty = client.post(url, {}, headers=SPANISH).content.decode()
    assert empty.count("Este campo es obligatorio.") == 2
    wrong = {"login": "nobody@example.org", "password": "not this one at all"}
    tried = [client.post(url, wrong, headers=SPANISH).content.decode() for _ in range(5)]
    assert "El correo electrónico o la contraseña no son correctos." in tried[0]
    assert "queda bloqueada aquí durante 15 minutos" in tried[-1]


def test_mails_of_signing_in_speak_to_their_reader(ana: Person, ben: Person, mona: Person) -> None:
    """Ana chose Spanish, Mona's practice writes it, Ben chose English."""
    speak_spanish(ana)
    Practice.objects.filter(pk=mona.practice.pk).update(language="es")
    ben.user.language = "en"
    ben.user.save(update_fields=["language"])
    now = timezone.now()
    for person in (ana, ben, mona):
        want_letter(SignInLetter.Kind.RESET, person.user.email, now)
    for _ in range(5):
        take_try(Attempt(ana.user.email, "192.0.2.7"), now)
    note_failure(Attempt(ana.user.email, "192.0.2.7"), now)
    assert letters.sweep(now) == 4
    subjects = [(message.to[0], message.subject) for message in mail.outbox]
    assert subjects == [
        (ana.user.email, "Restablece tu contraseña de Practice Hub"),
        (ben.user.email, "Reset your password on Practice Hub"),
        (mona.user.email, "Restablece tu contraseña de Practice Hub"),
        (ana.user.email, "Tu inicio de sesión en Practice Hub está bloqueado"),
    ]
    assert "varias veces" in mail.outbox[3].body and "192.0.2.7" in mail.outbox[3].body


def test_an_invitation_speaks_the_practices_language_or_the_persons(
    mona: Person, charlie: Person
) -> None:
    Practice.objects.filter(pk=mona.practice.pk).update(language="es")
    charlie.user.language = "en"
    charlie.user.save(update_fields=["language"])
    for email in ("new.face@example.org", charlie.user.email):
        invitation = Invitation.objects.create(
            practice=mona.practice,
            email=email,
            role="AGENT",
            invited_by=mona.user,
            expires_at=timezone.now() + timedelta(days=7),
        )
        assert send_invitation(invitation.pk)
    new, known = mail.outbox
    assert new.subject == "Te invitan a Lumen Aesthetics en Practice Hub"
    assert "Mona Weiss te invita a trabajar" in new.body and "como: Recepción." in new.body
    html = str(new.alternatives[0][0])
    assert '<html lang="es">' in html and "Recepción" in html
    assert "Mona Weiss invites you" in known.body and "as: Front desk." in known.body


def test_holidays_are_shown_in_spanish_and_kept_in_english(mona: Person) -> None:
    speak_spanish(mona)
    Practice.objects.filter(pk=mona.practice.pk).update(country="US", region="NY")
    page = mona.client.get("/settings/hours/").content.decode()
    assert "<b>Día de Acción de Gracias</b>" in page and "Estados Unidos" in page
    assert '<input type="hidden" name="holiday" value="Thanksgiving Day">' in page
    assert "<legend>Lunes</legend>" in page and "Monday" not in page
    form = {"what": "holidays", "holiday": ["Thanksgiving Day"], "choice": ["OWN"]}
    late = form | {"opens": ["10:00"], "closes": [""]}
    wrong = mona.client.post("/settings/hours/", late)
    assert wrong.status_code == 422
    assert "Revisa: Día de Acción de Gracias." in wrong.content.decode()
    mona.client.post("/settings/hours/", form | {"opens": ["10:00"], "closes": ["12:00"]})
    kept = HolidayChoice.objects.get()
    assert (kept.name, kept.spans) == ("Thanksgiving Day", "10:00-12:00")


def test_names_of_countries_and_holidays() -> None:
    new_year, moved = date(2027, 1, 1), date(2027, 7, 5)
    known = set(country_names.NAMES)
    assert {name for _, name in countries()} <= known
    with override("es"):
        assert {code for code, _ in country_choices()} == {code for code, _ in countries()}
        names = [name for _, name in country_choices()]
        assert names.index("España") < names.index("Estados Unidos") < names.index("Etiopía")
        assert holiday_words(new_year, "New Year's Day", "MX", "") == "Año Nuevo"  # the library's
        said = holiday_words(moved, "Independence Day (observed)", "US", "")
        assert said == "Día de la Independencia (trasladado)"
        assert holiday_words(new_year, "Nobody knows it", "DE", "") == "Nobody knows it"
        assert note_words(new_year, "New Year's Day", "US", "") == "Año Nuevo"
        assert note_words(new_year, "Winter break", "US", "") == "Winter break"
    assert holiday_words(new_year, "New Year's Day", "MX", "") == "New Year's Day"


def test_a_reason_reads_in_each_colleagues_language(priya: Person, ana: Person) -> None:
    speak_spanish(priya)
    url = f"/people/{priya.membership.pk}/away/"
    page = priya.client.get(url).content.decode()
    assert 'value="en cirugía"' in page and '<option value="de vacaciones">' in page
    told = priya.client.post(url, {"reason": "en cirugía", "when": "hour"}, follow=True)
    assert re.search(r"Estás en cirugía hasta (las|mañana)", told.content.decode())
    away = Membership.objects.get(pk=priya.membership.pk)
    assert away.away_reason == "in surgery"
    now = timezone.now()
    assert away_words(away, now, NEW_YORK).startswith("in surgery until ")
    set_away(
        actor=ana.membership,
        member=ana.membership,
        until=now + timedelta(hours=1),
        reason="en un curso",
        stand_in=None,
        at=now,
    )
    own = Membership.objects.get(pk=ana.membership.pk)
    assert own.away_reason == "en un curso", "what somebody typed stays as it is"
    with override("es"):
        said = [until_words(NOON + timedelta(hours=h), NOON, NEW_YORK) for h in (1, 24, 72, 240)]
    assert said == [
        "las 13:00",
        "mañana a las 12:00",
        "el jue a las 12:00",
        "el 3 dic a las 12:00",
    ]


def test_the_roster_in_spanish(mona: Person, vera: Person, ana: Person, charlie: Person) -> None:
    for person in (mona, vera, charlie):
        speak_spanish(person)
    shift = {
        "member_id": ana.membership.pk,
        "starts": "09:00",
        "ends": "09:00",
        "repeat": "weekly",
        "first_on": "2030-01-07",
    }
    wrong = mona.client.post("/roster/add/", shift)
    assert wrong.status_code == 422
    assert "El inicio y el final son iguales." in wrong.content.decode()
    assert "Elige al menos un día de la semana." in wrong.content.decode()
    day = timezone.now().astimezone(mona.practice.zone).date()
    good = shift | {"ends": "12:00", "weekdays": ["0", "2"], "first_on": day.isoformat()}
    added = mona.client.post("/roster/add/", good, follow=True).content.decode()
    assert "Se agregaron 2 turnos." in added and "<span>Miércoles</span>" in added
    seen = vera.client.get("/roster/").content.decode()
    assert "Quién está de guardia en la bandeja de Lumen Aesthetics." in seen
    assert not re.search(r"\b(Roster|shift|Nobody|Monday|Save|watches)\b", _main(seen))
    assert "Lumen" not in charlie.client.get("/roster/").content.decode()
    assert ana.client.get("/roster/").content.decode().count("Monday") >= 1


def _main(page: str) -> str:
    """What a reader sees of the page's own part."""
    return re.sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
