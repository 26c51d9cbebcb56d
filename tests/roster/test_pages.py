"""The roster's pages: who sees and may what, the line on every page, forms without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from practice_hub.practices.business_hours_spans import Span
from practice_hub.practices.models import Location
from practice_hub.roster import actions
from practice_hub.roster.models import DaysOff, HandOver, Roster, Shift, Swap, SwapRequest
from practice_hub.roster.week import DAY, WEEK, monday_of
from tests.people import Person
from tests.roster.conftest import Put

HTMX = {"HX-Request": "true"}


def today(person: Person) -> Any:
    return timezone.now().astimezone(person.practice.zone).date()


@pytest.fixture
def all_day(ana: Person, put: Put) -> Shift:
    """Ana watches the whole of next week's Monday, which is ahead at any hour."""
    return put(ana, "00:00-24:00", monday_of(today(ana)) + WEEK, at=timezone.now())


def asked(ana: Person, ben: Person, shift: Shift) -> SwapRequest:
    return actions.ask(
        actor=ana.membership,
        shift_id=shift.pk,
        on=shift.first_on,
        member_id=ben.membership.pk,
        at=timezone.now(),
    )


def test_every_address_says_who_may(
    ana: Person, ben: Person, vera: Person, mona: Person, charlie: Person, all_day: Shift
) -> None:
    now, base = timezone.now(), f"/roster/shifts/{all_day.pk}/{all_day.first_on}/"
    request = asked(ana, ben, all_day)
    note = actions.write_note(actor=ana.membership, text="x", is_for_agency=False, at=now)
    day = {"member_id": ana.membership.pk, "first_on": all_day.first_on, "stand_in_id": None}
    actions.add_days_off(actor=mona.membership, last_on=all_day.first_on, at=now, **day)
    theirs = [f"{base}{act}/" for act in ("change", "end", "put", "ask")]
    theirs += [f"/roster/requests/{request.pk}/{act}/" for act in ("answer", "withdraw")]
    theirs += [f"/roster/note/{note.pk}/read/", f"/roster/off/{DaysOff.objects.get().pk}/remove/"]
    for url in theirs:
        assert charlie.client.post(url).status_code == 404, url
        assert charlie.client.get(url).status_code == 405, url
    assert charlie.client.get(base).status_code == 404
    assert "Ana" not in charlie.client.get("/roster/").content.decode()
    editing = [*theirs[:3], "/roster/add/", "/roster/copy/", "/roster/always/"]
    for person in (ana, vera):
        assert person.client.get("/roster/").status_code == 200
        assert person.client.get(base).status_code == 200
        for url in editing:
            assert person.client.post(url).status_code == 403, url
    assert vera.client.post("/roster/watch/").status_code == 403
    assert vera.client.post(theirs[6]).status_code == 404, "a note of the desk"
    assert Client().get("/roster/").status_code == 302
    for wrong in ("2026-13-01", "x", "0001-01-01", str(all_day.first_on + DAY)):
        assert mona.client.get(f"/roster/shifts/{all_day.pk}/{wrong}/").status_code == 404
    for week in ("x", "9999-12-31", "2026-02-30", "0001-01-01"):
        assert mona.client.get("/roster/", {"week": week}).status_code == 200


def test_a_manager_makes_a_roster_with_plain_forms(ana: Person, mona: Person) -> None:
    Location.objects.create(practice=ana.practice, name="Harbour")
    page = mona.client.get("/roster/").content.decode()
    assert "No roster yet" in page and "alerts go to the whole desk" in page
    assert "There is no roster yet" in mona.client.get("/settings/").content.decode()
    assert "<form" not in re.sub(r"(?s)<nav.*?</nav>", "", page).split('id="add"')[0]
    first = monday_of(today(ana)) + WEEK
    form = {"member_id": ana.membership.pk, "starts": "19:00", "ends": "03:00", "repeat": "weekly"}
    form |= {"first_on": str(first), "weekdays": ["0", "4"], "week": str(first)}
    for change, words in (
        ({"weekdays": []}, "at least one day"),
        ({"ends": "19:00"}, "are the same"),
        ({"starts": "25:00"}, "a time like"),
        ({"member_id": "77"}, "somebody of the practice"),
        ({"first_on": "2020-01-06"}, "day is over"),
        ({"last_on": "2020-01-06"}, "before the first"),
    ):
        answer = mona.client.post("/roster/add/", form | change)
        assert answer.status_code == 422 and words in answer.content.decode(), change
    assert not Shift.objects.exists()
    done = mona.client.post("/roster/add/", form, follow=True)
    assert done.redirect_chain[-1][0] == f"/roster/?week={first}"
    assert "on duty" in mona.client.get("/settings/").content.decode()
    assert "2 shifts were added." in done.content.decode()
    assert done.content.decode().count("19:00 to 03:00") == 2
    assert "says so already" in mona.client.post("/roster/add/", form, follow=True).content.decode()
    shift = Shift.objects.get(weekday=4)
    url, on = f"/roster/shifts/{shift.pk}/{shift.first_on}/", shift.first_on
    change = {
        "member_id": mona.membership.pk,
        "starts": "09:00",
        "ends": "00:00",
        "last_on": str(on),
    }
    assert mona.client.post(f"{url}change/", change | {"ends": "x"}).status_code == 422
    assert mona.client.post(f"{url}change/", change).status_code == 302
    shift.refresh_from_db()
    assert (str(shift.span), shift.member_id, shift.is_once) == (
        "09:00-24:00",
        mona.membership.pk,
        True,
    )
    mona.client.post(f"{url}put/", {"member_id": "nobody"})
    assert Swap.objects.get().member is None
    week = mona.client.get("/roster/", {"week": str(first)}).content.decode()
    assert "Nobody watches Friday 09:00 to 18:00." in week and "shift of Mona" in week
    assert mona.client.post(f"{url}put/", {"member_id": "x"}).status_code == 302
    assert Swap.objects.get().member is None
    mona.client.post(f"{url}end/")
    copied = mona.client.post("/roster/copy/", {"week": str(first + WEEK)}, follow=True)
    assert "Nothing was missing." in copied.content.decode()
    mona.client.post("/roster/always/", {"is_always": "1"})
    assert Roster.objects.get().is_watched_always


def test_the_line_asks_and_i_watch_answers(
    ana: Person, ben: Person, vera: Person, mona: Person
) -> None:
    assert 'id="roster-have" name="have" value=""' in ana.client.get("/account/").content.decode()
    now = timezone.now()
    wish = actions.Wish(ana.membership.pk, Span.parse("09:00-10:00"), today(ana) + 3 * DAY)
    actions.add_shifts(actor=mona.membership, wishes=[wish], at=now)
    actions.set_always(actor=mona.membership, is_always=True, at=now)
    page = ben.client.get("/account/").content.decode()
    assert "Nobody watches right now." in page and "Watch until" in page
    assert "Nobody watches right now." not in vera.client.get("/account/").content.decode()
    assert "Nobody watches right now</h2>" in vera.client.get("/roster/").content.decode()
    have = re.search(r'id="roster-have" name="have" value="([^"]+)"', page)
    assert have
    assert ben.client.get("/roster/line/", {"have": have[1]}).status_code in {200, 204}
    done = ben.client.post("/roster/watch/", {"next": "/account/"}, follow=True)
    assert done.request["PATH_INFO"] == "/account/"
    assert "Thank you. You watch until" in done.content.decode()
    for wanted in ("https://evil.example/", "//evil.example/"):
        assert ana.client.post("/roster/watch/", {"next": wanted})["Location"] == "/roster/"
    again = ana.client.post("/roster/watch/", headers=HTMX).content.decode()
    assert "Somebody is on duty already: Ben." in again and "Nobody watches" not in again
    page = ben.client.get("/roster/").content.decode()
    assert "Ben watches until" in page and "Nobody watches right now</h2>" not in page


def test_a_note_waits_for_who_is_on_duty(
    ana: Person, ben: Person, vera: Person, mona: Person, put: Put
) -> None:
    now = timezone.now()
    for person in (ana, vera):
        for back in (DAY, 0 * DAY):
            put(person, "00:00-24:00", today(ana) - back, at=now - back)
    secret = {"text": "Two <b>wait</b>", "is_for_agency": ""}
    assert ben.client.post("/roster/note/", {"text": " "}).status_code == 422
    assert ben.client.post("/roster/note/", secret).status_code == 302
    assert HandOver.objects.get().is_for_agency is False
    line = "From Ben</a>: Two &lt;b&gt;wait"
    assert line in ana.client.get("/account/").content.decode()
    assert line not in mona.client.get("/account/").content.decode(), "she is not on duty"
    for url in ("/account/", "/roster/"):
        assert "wait&lt;" not in vera.client.get(url).content.decode()
    read = f"/roster/note/{HandOver.objects.get().pk}/read/"
    assert line not in ana.client.post(read, headers=HTMX).content.decode()
    assert line not in ana.client.get("/account/").content.decode()
    ben.client.post("/roster/note/", secret | {"text": "For all", "is_for_agency": "on"})
    assert "For all" in vera.client.get("/account/").content.decode()
    HandOver.objects.update(written_at=now - timedelta(hours=25))
    actions.set_always(actor=mona.membership, is_always=True, at=now)  # read anew
    assert "For all" not in vera.client.get("/account/").content.decode()


def test_a_swap_by_hand(ana: Person, ben: Person, vera: Person, all_day: Shift) -> None:
    base = f"/roster/shifts/{all_day.pk}/{all_day.first_on}/"
    assert "Ask a colleague to take it" in ana.client.get(base).content.decode()
    assert "Only a manager changes this shift." in ben.client.get(base).content.decode()
    ana.client.post(f"{base}ask/", {"member_id": vera.membership.pk})
    request = SwapRequest.objects.get()
    assert "Ana asks you to take a shift." in vera.client.get("/account/").content.decode()
    assert "Ana asks you to take a shift." not in ben.client.get("/account/").content.decode()
    page = ben.client.post(
        f"/roster/requests/{request.pk}/answer/", {"answer": "take"}, follow=True
    )
    assert "Somebody else was asked." in page.content.decode()
    vera.client.post(f"/roster/requests/{request.pk}/answer/", {"answer": "take"})
    assert Swap.objects.get().member == vera.membership
    week = {"week": str(all_day.first_on)}
    assert "for Ana" in ana.client.get("/roster/", week).content.decode()
    off = {"member_id": vera.membership.pk, "first_on": str(all_day.first_on)}
    assert ana.client.post("/roster/off/", off).status_code == 422
    assert vera.client.post("/roster/off/", off | {"first_on": "x"}).status_code == 422
    assert vera.client.post("/roster/off/", off).status_code == 302
    assert DaysOff.objects.get().last_on == all_day.first_on
    assert "nobody stands in" in ana.client.get("/roster/").content.decode()


def test_the_page_needs_as_many_queries_for_few_as_for_many(
    ana: Person, ben: Person, mona: Person, put: Put, django_assert_max_num_queries: Any
) -> None:
    now, first = timezone.now(), today(ana)
    put(ana, on=first, at=now)
    mona.client.get("/roster/")
    with django_assert_max_num_queries(14) as few:
        mona.client.get("/roster/")
    count = len(few.captured_queries)
    spans = ("06:00-07:00", "07:00-08:00", "18:00-22:00")
    for number in range(6):
        for hours in spans:
            put(ben, hours, first + number * DAY, at=now)
    mona.client.get("/roster/")
    with django_assert_max_num_queries(count):
        mona.client.get("/roster/")
