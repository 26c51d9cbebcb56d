"""What I was told, how I am told, who is told next, and what the desktop shows."""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from practice_hub.alerts.actions import acknowledge, saw_page
from practice_hub.alerts.groups import Group
from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import (
    Alert,
    AlertDelivery,
    AlertPhone,
    AlertSettings,
    ChainSettings,
)
from practice_hub.alerts.preferences import preferences
from practice_hub.practices.models import Practice
from tests.alerts.builders import raised
from tests.people import Person

SETTINGS, TEST, CHAIN = (
    "/account/notifications/",
    "/account/notifications/test/",
    "/settings/alerts/",
)
FORM: dict[str, Any] = {"rhythm": "HOURLY", "digest_at": "09:00"} | {
    f"{group}-mail": "NOW" for group in Group if group != Group.EMERGENCY
}


def page(person: Person, path: str) -> str:
    answer = person.client.get(path)
    assert answer.status_code == 200, path
    return str(answer.content.decode())


def test_who_may_see_what(practice: Practice, vera: Person, ana: Person, charlie: Person) -> None:
    for path in ("/alerts/", SETTINGS, "/alerts/desktop/"):
        assert vera.client.get(path).status_code == 403
        assert Client().get(path).status_code == 302
    for path in (TEST, "/alerts/desktop/shown/"):
        assert vera.client.post(path).status_code == 403
        assert ana.client.get(path).status_code == 405
    for person in (ana, vera):
        assert person.client.get(CHAIN).status_code == 403
        assert person.client.post(CHAIN, {"desk": 1}).status_code == 403
    raised(practice, ana)
    assert WORDS[Kind.RED_FLAG].label not in page(charlie, "/alerts/?who=all")
    assert charlie.client.get("/alerts/desktop/").json() == {"alerts": [], "rest": []}


def test_the_list_says_where_it_was_sent_and_who_has_it(
    practice: Practice, ana: Person, mona: Person
) -> None:
    alert = raised(practice, ana, kind=Kind.TARGET_MISSED)
    AlertDelivery.objects.filter(channel=Channel.MAIL).update(error="The mail server is away.")
    mine = page(ana, "/alerts/")
    assert WORDS[Kind.TARGET_MISSED].label in mine
    assert "The mail server is away." in mine
    assert f'id="told-{alert.pk}"' not in page(mona, "/alerts/")
    assert "Ana Alvarez" in page(mona, "/alerts/?who=all")
    assert f'id="told-{alert.pk}"' not in page(mona, "/alerts/?who=all&about=REPORTS")
    assert "Nothing here yet" in page(ana, "/alerts/?show=past&who=all")
    answer = ana.client.post(f"/alerts/{alert.pk}/acknowledge/", {"back": "list"})
    assert answer["Location"] == "/alerts/"
    assert "Nothing is open" in page(ana, "/alerts/")
    past = page(ana, "/alerts/?show=past")
    assert "took it" in past and "not needed any more" in past


def test_many_lines_cost_no_more_queries_and_have_pages(
    practice: Practice, ana: Person, mona: Person
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            page(mona, "/alerts/?who=all")
        return len(seen)

    raised(practice, ana, mona, kind=Kind.MEDICAL)
    page(mona, "/alerts/")
    before = cost()
    kinds = [Kind.PROMISE_DUE, Kind.SNOWBALL, Kind.MARK_REMOVED, Kind.URGENT_ITEM]
    for kind in kinds:
        for person in (ana, mona):
            raised(practice, ana, mona, kind=kind, subject=person.user)
    assert cost() == before
    for kind in Kind:
        raised(practice, mona, kind=kind, subject=ana.membership)
    assert "Page 1 of 2" in page(mona, "/alerts/?who=all&page=nonsense")
    assert "Page 2 of 2" in page(mona, "/alerts/?who=all&page=2")


def test_ones_own_matter_ends_for_oneself_and_leaves_the_strip_calm(
    practice: Practice, ana: Person, ben: Person
) -> None:
    alert = raised(practice, ana, ben, kind=Kind.NOTE_MENTION)
    home = page(ana, "/account/")
    assert WORDS[Kind.NOTE_MENTION].label not in home
    assert re.search(r'id="alert-count">1<', home)
    saw_page("/inbox/99/", reader=ana.membership, at=timezone.now())
    saw_page("/inbox/12/", reader=ana.membership, at=timezone.now())
    assert re.search(r'id="alert-count"><', page(ana, "/account/"))
    assert re.search(r'id="alert-count">1<', page(ben, "/account/"))
    assert Alert.objects.get().is_open
    acknowledge(alert.pk, actor=ben.membership, now=timezone.now())
    assert Alert.objects.get().acknowledged_by == ben.user


def test_what_is_chosen_holds_and_what_is_wrong_is_said(
    practice: Practice, ana: Person, settings: Any
) -> None:
    settings.SMS_URL = "http://127.0.0.1:9/"
    wrong = {
        **FORM,
        "phone": "0151 23",
        "is_quiet": "on",
        "quiet_from": "22:00",
        "quiet_until": "22:00",
    }
    answer = ana.client.post(SETTINGS, wrong)
    assert answer.status_code == 422
    assert "country code" in answer.content.decode()
    assert "two different times" in answer.content.decode()
    assert not AlertSettings.objects.exists()
    right = {
        **wrong,
        "phone": "+1 415 555 0123",
        "quiet_until": "07:00",
        "is_desktop_on": "on",
        "LATE-mail": "NEVER",
        "LATE-desktop": "on",
        "MINE-sms": "on",
    }
    assert ana.client.post(SETTINGS, right).status_code == 302
    assert AlertPhone.objects.get().number == "+14155550123"
    ana.membership.refresh_from_db()
    chosen = preferences(ana.membership)
    assert chosen.choices[Group.LATE].page is False
    late = raised(practice, ana, kind=Kind.TARGET_MISSED)
    assert set(late.deliveries.values_list("channel", "is_in_strip")) == {
        ("PAGE", False),
        ("DESKTOP", False),
    }
    flag = raised(practice, ana)
    assert set(flag.deliveries.values_list("channel", "hold")) == {
        (channel.value, "") for channel in Channel
    }
    assert "+1 415" not in page(ana, SETTINGS) and "+14155550123" in page(ana, SETTINGS)


def test_the_desktop_shows_once_what_is_open(practice: Practice, ana: Person, ben: Person) -> None:
    AlertSettings.objects.create(
        membership=ana.membership, is_desktop_on=True, changed_at=timezone.now()
    )
    for kind in (Kind.PROMISE_DUE, Kind.MEDICAL, Kind.SNOWBALL, Kind.URGENT_ITEM):
        raised(practice, ana, ben, kind=kind)
    found = ana.client.get("/alerts/desktop/").json()
    assert (len(found["alerts"]), len(found["rest"])) == (3, 1)
    first = found["alerts"][0]
    assert first == {
        "id": first["id"],
        "label": WORDS[Kind.URGENT_ITEM].label,
        "url": f"/alerts/{first['id']}/",
        "is_urgent": False,
        "breaks_in": False,
    }
    ids = {"id": [first["id"], "nonsense"]}
    assert ben.client.post("/alerts/desktop/shown/", ids).status_code == 204
    assert len(ana.client.get("/alerts/desktop/").json()["rest"]) == 1
    assert ana.client.post("/alerts/desktop/shown/", ids).status_code == 204
    row = AlertDelivery.objects.get(alert=first["id"], channel=Channel.DESKTOP)
    assert (row.sent_count, row.next_try_at) == (1, None)
    assert ana.client.get("/alerts/desktop/").json()["rest"] == []


def test_a_test_and_the_chain(practice: Practice, mona: Person) -> None:
    assert "is not set up here" in page(mona, SETTINGS)
    assert mona.client.post(TEST)["Location"] == SETTINGS
    assert Alert.objects.get().kind == Kind.TEST
    mona.client.post(TEST)
    assert Alert.objects.count() == 1
    assert "Wait half a minute" in page(mona, SETTINGS)
    bad = mona.client.post(CHAIN, {"desk": "0", "managers": "x", "owners": "5"})
    assert bad.status_code == 422
    assert bad.content.decode().count("from 1 to 1440") == 2
    good = {"desk": 3, "managers": 4, "owners": 5, "kinds": ["SNOWBALL"]}
    assert mona.client.post(CHAIN, good).status_code == 302
    chain = ChainSettings.objects.get()
    assert (chain.desk_minutes, chain.owners_minutes, chain.kinds) == (3, 5, ["SNOWBALL"])
    assert 'value="3"' in page(mona, CHAIN)
