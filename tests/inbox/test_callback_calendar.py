"""What leaves for a calendar and for a telephone: a time, a link, a number (A5, A13)."""

from __future__ import annotations

from datetime import UTC

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from inbox.actions.callback_calls import cancel_callback
from inbox.actions.callbacks import move_callback
from inbox.callbacks import dialable
from practice_hub.practices.models import Membership, User
from tests.inbox.call_desk import HALF, NUMBER, WORDS, plan, text
from tests.inbox.view_desk import HTMX, ViewDesk
from tests.people import Person

pytestmark = pytest.mark.django_db


def test_a_calendar_knows_a_time_and_a_link_and_nothing_else(
    view_desk: ViewDesk, ana: Person, ben: Person
) -> None:
    row = view_desk.post()
    callback = plan(row, ana)
    page = text(ana.client.post("/callbacks/calendar/new/"))
    url = page.split('id="feed-url"')[1].split('value="')[1].split('"')[0]
    path = "/callbacks/" + url.split("/callbacks/")[1]
    assert path.split("/")[-1][:-4] not in text(ana.client.get("/callbacks/")), "shown once"
    nobody = Client()
    answer = nobody.get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in answer.content
    assert not [line for line in answer.content.split(b"\r\n") if len(line) > 75], "folded"
    for word in (NUMBER, WORDS, "Marisol", "Ana", row.author.name if row.author else "?"):
        assert word not in answer.content.decode()
    first = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert first["SUMMARY"] == "Callback for Practice Hub"
    User.objects.filter(pk=ana.user.pk).update(language="es")
    assert "Llamada de vuelta" in nobody.get(path).content.decode(), "no browser asks for it"
    User.objects.filter(pk=ana.user.pk).update(language="")
    assert first.decoded("DTSTART") == callback.due_at.astimezone(UTC).replace(microsecond=0)
    move_callback(
        callback_id=callback.pk,
        actor=ana.user,
        now=timezone.now(),
        due_at=callback.due_at + HALF,
        reason="Traffic",
    )
    second = Calendar.from_ical(nobody.get(path).content).walk("VEVENT")[0]
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], first["SEQUENCE"] + 1)
    now = timezone.now()
    cancel_callback(callback_id=callback.pk, actor=ana.user, now=now, reason="Traffic")
    for address in (path, f"/callbacks/{callback.pk}/call.ics"):
        third = Calendar.from_ical(ana.client.get(address).content).walk("VEVENT")[0]
        assert (third["STATUS"], third["SEQUENCE"]) == ("CANCELLED", 2)
    ana.client.post("/callbacks/calendar/new/")
    assert nobody.get(path).status_code == 404, "a new address ends the one before"
    second_page = text(ana.client.post("/callbacks/calendar/new/", headers=HTMX))
    path = "/callbacks/" + second_page.split("/callbacks/calendar/")[3].split('"')[0]
    Membership.objects.filter(pk=ana.membership.pk).update(role="VENDOR")
    assert nobody.get("/callbacks/calendar/x.ics").status_code == 404
    Membership.objects.filter(pk=ana.membership.pk).update(role="AGENT")
    assert ana.client.post("/callbacks/calendar/stop/").status_code == 303


def test_what_a_telephone_can_dial() -> None:
    numbers = {
        "+1 (555) 010-0142": "+15550100142",
        "112": "112",
        "ask for Jo": "",
        "x 555": "",
        "": "",
    }
    assert {text: dialable(text) for text in numbers} == numbers
