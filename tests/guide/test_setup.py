"""A new practice is led by the hand: steps, marks, the way back, and what an empty inbox says."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from listening.models import WatchTerm
from practice_hub.audit.models import AuditEvent
from practice_hub.guide.models import SetupMark
from practice_hub.guide.steps import Place, Setup, setup_of
from practice_hub.guide.words import counted, listed, week_words
from practice_hub.practices import actions
from practice_hub.practices.hours_text import read_spans
from practice_hub.practices.models import Invitation, OpeningWeek, Practice
from practice_hub.practices.zones import zone_choices, zone_words
from practice_hub.roles import Role
from practice_hub.roster.models import Roster, Shift
from tests.builders import make_account
from tests.people import Person, make_person


def standing(practice: Practice) -> Setup:
    return setup_of(Practice.objects.get(pk=practice.pk), timezone.now())


def done(practice: Practice) -> set[str]:
    return {each.step.key for each in standing(practice).standings if each.is_done}


def mark(person: Person, step: str, what: str) -> int:
    return person.client.post(f"/setup/steps/{step}/", {"mark": what}).status_code


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_the_facts_say_what_is_done(practice: Practice, mona: Person) -> None:
    Practice.objects.filter(pk=practice.pk).update(voice_notes="")
    assert [each.step.key for each in standing(practice).standings] == [
        place.name.lower() for place in Place
    ]
    assert done(practice) == set()
    make_person(practice, "Ana Alvarez", Role.AGENT)
    OpeningWeek.objects.create(practice=practice, days=["09:00-18:00"] * 5 + ["", ""])
    account = make_account(practice)
    term = WatchTerm.objects.create(practice=practice, query="lumen lakeside")
    Practice.objects.filter(pk=practice.pk).update(voice_notes="Warm and plain.")
    Roster.objects.create(practice=practice)
    Shift.objects.create(
        practice=practice,
        member=mona.membership,
        weekday=0,
        opens=540,
        closes=1020,
        first_on=timezone.now().date(),
    )
    assert done(practice) == {"practice", "people", "sources", "terms", "voice", "duty"}
    # What is undone is asked for again.
    account.status = account.Status.DISCONNECTED
    account.save()
    term.is_active = False
    term.save()
    assert done(practice) == {"practice", "people", "voice", "duty"}


def test_steps_are_skipped_done_by_word_and_taken_up_again(
    practice: Practice, mona: Person, olga: Person
) -> None:
    assert mark(mona, "voice", "skip") == 302
    assert mark(olga, "rehearsal", "done") == 302
    text = page(mona.client, "/setup/")
    assert "Skipped by Mona Weiss" in text and "Olga Petrov noted this step as done" in text
    # The hub sees by itself whether people were invited.
    assert mark(mona, "duty", "done") == 302
    assert "sees by itself" in page(mona.client, "/setup/")
    assert set(SetupMark.objects.values_list("step", "mark")) == {
        ("voice", "SKIPPED"),
        ("rehearsal", "DONE"),
    }
    assert mark(olga, "voice", "resume") == mark(olga, "voice", "resume") == 302
    assert mark(mona, "voice", "nonsense") == mark(mona, "moon", "skip") == 404
    names = AuditEvent.objects.filter(name__startswith="setup.").order_by("pk")
    assert [(row.name, row.details) for row in names] == [
        ("setup.skipped", {"step": "voice"}),
        ("setup.finished", {"step": "rehearsal"}),
        ("setup.resumed", {"step": "voice"}),
    ]


def test_only_who_manages_is_led(
    practice: Practice, mona: Person, ana: Person, vera: Person, charlie: Person
) -> None:
    for person in (ana, vera):
        assert person.client.get("/setup/").status_code == 403
        assert person.client.get("/setup/rehearsal/").status_code == 403
        assert mark(person, "voice", "skip") == 403
    assert mark(mona, "voice", "skip") == 302
    # Charlie is led through his own practice and sees nothing of this one.
    text = page(charlie.client, "/setup/")
    assert "Lumen" not in text and "Mona" not in text and "Skipped" not in text
    assert mark(charlie, "voice", "resume") == 302
    assert SetupMark.objects.get().practice == practice


def test_the_way_back_stands_on_the_pages_of_the_steps(mona: Person, olga: Person) -> None:
    assert "Setting up:" not in page(mona.client, "/people/")
    page(mona.client, "/setup/")
    for path in ("/people/", "/settings/hours/", "/settings/voice/", "/sources/", "/roster/"):
        assert "Setting up:" in page(mona.client, path), path
        assert "Setting up:" not in page(olga.client, path)
    assert "Setting up:" not in page(mona.client, "/inbox/")
    assert mona.client.post("/setup/leave/")["Location"] == "/inbox/"
    assert "Setting up:" not in page(mona.client, "/people/")


def test_an_empty_inbox_says_why(practice: Practice, mona: Person, ana: Person) -> None:
    assert 'href="/setup/"' in page(mona.client, "/inbox/")
    told = page(ana.client, "/inbox/")
    assert "Nothing is listened to yet" in told and 'href="/setup/"' not in told
    make_account(practice)
    assert "Nothing is listened to yet" not in page(mona.client, "/inbox/")


def test_the_rehearsal_is_honest(mona: Person, settings: LazySettings) -> None:
    text = page(mona.client, "/setup/rehearsal/")
    assert "No town runs beside this installation" in text and "Open the town" not in text
    settings.IS_DEMO = True
    text = page(mona.client, "/setup/rehearsal/")
    assert f"http://127.0.0.1:{settings.SANDBOX_PORT}/" in text and "No town" not in text


@pytest.mark.parametrize(("role", "leads"), [(Role.OWNER, "/setup/"), (Role.AGENT, "/inbox/")])
def test_who_opens_a_new_practice_lands_in_the_setup(
    practice: Practice, olga: Person, role: str, leads: str
) -> None:
    actions.invite(
        actor=olga.membership, name="", email="new@example.org", role=role, at=timezone.now()
    )
    key = Invitation.objects.get().key
    form = {"name": "New Comer", "password": "a long enough phrase"}
    answer = Client().post(f"/invitation/{key}/", form | {"password_again": form["password"]})
    assert (answer.status_code, answer["Location"]) == (302, leads)


def test_words() -> None:
    days = [list(read_spans(text)) for text in ["09:00-18:00"] * 5 + ["10:00-14:00", ""]]
    assert week_words(days) == (
        "Monday to Friday 09:00 to 18:00; Saturday 10:00 to 14:00; closed on Sunday."
    )
    assert week_words([[]] * 7) == "Closed on every day."
    every_day = [list(read_spans("00:00-24:00"))] * 7
    assert week_words(every_day) == "Monday to Sunday around the clock."
    assert week_words([[], [], *days[:2], [], [], []]) == (
        "Wednesday and Thursday 09:00 to 18:00; closed on Monday, Tuesday, Friday, Saturday and "
        "Sunday."
    )
    words = "%(count)s places, %(hours)s h"
    assert (counted(3, words, hours=2), counted(0, words, hours=2)) == (
        "3 places, 2 h",
        "no places, 2 h",
    )
    assert (listed(["no places", "", "two"]), listed([""])) == ("No places, two.", "")
    groups = dict(zone_choices())
    assert groups["UTC"] == "UTC"
    assert ("America/New_York", "New York") in groups["America"]
    assert ("America/Indiana/Knox", "Knox, Indiana") in groups["America"]
    assert zone_words("America/New_York") == "New York time"
