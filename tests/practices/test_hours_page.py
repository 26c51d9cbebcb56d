"""The pages of opening hours: who may, what is kept, what is refused and stays typed."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice_hub.audit.models import AuditEvent
from practice_hub.practices.hours import HoursBook
from practice_hub.practices.models import (
    HolidayChoice,
    Location,
    OpeningDates,
    OpeningWeek,
    Practice,
)
from tests.people import Person

URL = "/settings/hours/"


def week_form(**days: list[tuple[str, str]]) -> dict[str, Any]:
    """The usual week as a browser sends it; mon=[("09:00", "13:00")]."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    form: dict[str, Any] = {"what": "week"}
    for weekday, name in enumerate(names):
        form[f"opens-{weekday}"] = [opens for opens, _ in days.get(name, [])]
        form[f"closes-{weekday}"] = [closes for _, closes in days.get(name, [])]
    return form


def post(person: Person, url: str, form: dict[str, Any], status: int) -> str:
    response = person.client.post(url, form)
    assert response.status_code == status, response.content.decode()[:2000]
    return str(response.content.decode())


def test_who_may_see_and_change(
    ana: Person, vera: Person, priya: Person, mona: Person, charlie: Person
) -> None:
    own = f"{URL}{mona.practice.locations.get().pk}/"
    for url in (URL, own):
        for person in (ana, vera, priya):
            assert person.client.get(url).status_code == 403
            assert person.client.post(url, week_form()).status_code == 403
        assert mona.client.get(url).status_code == 200
    assert "Lumen" not in charlie.client.get(URL).content.decode()
    assert charlie.client.get(own).status_code == 404
    assert charlie.client.post(own, week_form()).status_code == 404
    day = date(2030, 1, 2)
    dates = OpeningDates.objects.create(
        practice=mona.practice, first_on=day, last_on=day, note="Ours"
    )
    form = {"what": "remove_dates", "dates": dates.pk}
    assert charlie.client.post(URL, form).status_code == 404
    # Dates of the whole practice are not removed from the page of one location.
    assert mona.client.post(own, form).status_code == 404
    assert mona.client.post(URL, {"what": "everything"}).status_code == 404
    assert not OpeningWeek.objects.exists()
    assert OpeningDates.objects.exists()


def test_the_week_is_saved_in_plain_words(mona: Person, practice: Practice) -> None:
    assert "are assumed" in mona.client.get(URL).content.decode()
    form = week_form(
        mon=[("14:00", "18:00"), ("09:00", "13:00"), ("", "")],
        fri=[("20:00", "02:00")],
        sun=[("00:00", "00:00")],
    )
    post(mona, URL, form, 302)
    days = ["09:00-13:00, 14:00-18:00", "", "", "", "20:00-02:00", "", "00:00-24:00"]
    assert OpeningWeek.objects.get(location=None).days == days
    text = mona.client.get(URL).content.decode()
    assert "are assumed" not in text
    assert "Through the night, until 02:00 on Saturday." in text
    assert "20:00 to 02:00 the next morning" in text
    assert "Around the clock" in text
    post(mona, URL, week_form(), 302)  # closed all week is an answer too
    assert not HoursBook.load(practice.pk).is_assumed
    names = AuditEvent.objects.values_list("name", flat=True)
    assert list(names) == ["hours.week_set"] * 2


def test_a_wrong_week_is_refused_and_stays_typed(mona: Person) -> None:
    wrong = {
        "Give both times": ("08:17", ""),
        "would be a night of 16 hours": ("17:13", "09:13"),
        "Both times are the same": ("11:11", "11:11"),
        "Write times like 09:00": ("9 o&#x27;clock", "17:00"),
    }
    for words, (opens, closes) in wrong.items():
        form = week_form(wed=[(opens.replace("&#x27;", "'"), closes)])
        text = post(mona, URL, form, 422)
        assert words in text
        assert f'value="{opens}"' in text
        assert 'aria-invalid="true"' in text
    overlap = [("09:00", "13:00"), ("12:00", "18:00")]
    text = post(mona, URL, week_form(wed=overlap), 422)
    assert "09:00 to 13:00 and 12:00 to 18:00 overlap." in text
    assert "Look at Wednesday." in text
    assert not OpeningWeek.objects.exists()


def test_rows_are_added_copied_and_removed_without_saving(mona: Person) -> None:
    typed = week_form(mon=[("09:00", "13:00")], tue=[("01:23", "")], sat=[("10:00", "12:00")])

    def rows(do: str, **headers: str) -> tuple[str, list[tuple[str, str]]]:
        response = mona.client.post(URL, typed | {"do": do}, headers=headers)
        assert response.status_code == 200
        text = response.content.decode()
        return text, re.findall(r'name="opens-(\d)" value="([^"]*)"', text)

    text, added = rows("add-0", **{"HX-Request": "true"})
    assert "<html" not in text
    assert added == [("0", "09:00"), ("0", ""), ("1", "01:23"), ("5", "10:00")]
    assert text.count("autofocus") == 1
    assert rows("remove-1-0")[1] == [("0", "09:00"), ("5", "10:00")]
    copied = [(str(day), "09:00") for day in range(5)]
    assert rows("copy")[1] == [*copied, ("5", "10:00")]
    for odd in ("add-9", "remove-0-77", "remove-0", "add-x", "nonsense"):
        assert len(rows(odd)[1]) == 3
    assert not OpeningWeek.objects.exists()


def test_a_location_has_hours_of_its_own_or_those_of_the_practice(mona: Person) -> None:
    lakeside = mona.practice.locations.get()
    own = f"{URL}{lakeside.pk}/"
    post(mona, URL, week_form(mon=[("09:00", "13:00")]), 302)
    text = mona.client.get(own).content.decode()
    assert "has the hours of the whole practice" in text
    assert 'name="opens-0"' not in text
    assert 'name="opens-0" value="09:00"' in mona.client.get(f"{own}?own=1").content.decode()
    post(mona, own, week_form(tue=[("10:00", "12:00")]), 302)
    book = HoursBook.load(mona.practice.pk)
    assert book.place(lakeside.pk).has_own_week
    assert not book.place(None).has_own_week or book.hours(None) != book.hours(lakeside.pk)
    post(mona, own, {"what": "drop_week"}, 302)
    assert not HoursBook.load(mona.practice.pk).place(lakeside.pk).has_own_week
    assert mona.client.post(URL, {"what": "drop_week"}).status_code == 404
    zone = {"name": "Lakeside", "time_zone": "Europe/Berlin"}
    post(mona, f"/settings/locations/{lakeside.pk}/", zone, 302)
    assert "Berlin time" in mona.client.get(own).content.decode()
    assert HoursBook.load(mona.practice.pk).zone(lakeside.pk).key == "Europe/Berlin"


def test_dates_with_other_hours(mona: Person) -> None:
    form = {
        "what": "dates",
        "note": "Surgery day",
        "first_on": "2027-03-02",
        "last_on": "",
        "kind": "OPEN",
        "opens": ["07:00", "13:00"],
        "closes": ["12:00", "15:00"],
    }
    post(mona, URL, form, 302)
    dates = OpeningDates.objects.get()
    assert (dates.first_on, dates.last_on) == (date(2027, 3, 2), date(2027, 3, 2))
    assert (dates.note, dates.spans) == ("Surgery day", "07:00-12:00, 13:00-15:00")
    assert (
        "Tue, Mar 2, 2027 · 07:00 to 12:00, 13:00 to 15:00" in mona.client.get(URL).content.decode()
    )
    # The same dates said again are replaced; closed needs no hours.
    post(mona, URL, form | {"kind": "CLOSED", "note": "Closed after all"}, 302)
    assert OpeningDates.objects.get().spans == ""
    refused = {
        "Say in a few words what it is": {"note": " "},
        "Choose the day": {"first_on": ""},
        "Give a day like": {"first_on": "soon"},
        "The last day is before the first": {"last_on": "2027-03-01"},
        "more than a year": {"last_on": "2029-03-01"},
        "Check the year": {"first_on": "2207-03-02"},
        "Give the hours, or choose": {"opens": ["", ""], "closes": ["", ""]},
        "overlap": {"opens": ["07:00", "08:00"]},
        "Give both times": {"opens": ["07:00", ""]},
    }
    for words, changes in refused.items():
        text = post(mona, URL, form | changes, 422)
        assert words in text
        assert '<details class="fold" id="dates" open>' in text
        assert 'value="15:00"' in text or changes.get("closes")
    assert OpeningDates.objects.count() == 1
    post(mona, URL, {"what": "remove_dates", "dates": dates.pk}, 302)
    assert not OpeningDates.objects.exists()
    assert mona.client.post(URL, {"what": "remove_dates", "dates": dates.pk}).status_code == 404


def holiday_form(text: str, **choices: tuple[str, str, str]) -> dict[str, Any]:
    """Every row of the page as it stands, with `choices` by the first word of the name."""
    names = re.findall(r'name="holiday" value="([^"]*)"', text)
    selects = re.findall(r'<select class="input" name="choice".*?</select>', text)
    rows = []
    for name, select in zip(names, selects, strict=True):
        shown = re.search(r'value="(\w*)" selected', select)
        assert shown
        rows.append(choices.get(name.split(" ")[0], (shown[1], "", "")))
    plain = [name.replace("&#x27;", "'") for name in names]
    columns = zip(*rows, strict=True)
    said = dict(zip(("choice", "opens", "closes"), map(list, columns), strict=True))
    return {"what": "holidays", "holiday": plain, **said}


def test_public_holidays_of_country_and_region(mona: Person, practice: Practice) -> None:
    post(mona, URL, {"what": "region", "country": "XX"}, 422)
    post(mona, URL, {"what": "region", "country": "US", "region": "NY"}, 302)
    practice.refresh_from_db()
    # A region that was typed with another country means nothing in this one.
    assert (practice.country, practice.region) == ("US", "")
    post(mona, URL, {"what": "region", "country": "US", "region": "NY"}, 302)
    text = mona.client.get(URL).content.decode()
    assert "Thanksgiving Day" in text
    form = holiday_form(text, Columbus=("USUAL", "", ""), Election=("OWN", "08:00", ""))
    refused = post(mona, URL, form, 422)
    assert "Give both times" in refused
    assert "Look at Election Day." in refused
    assert 'value="08:00"' in refused
    assert not HolidayChoice.objects.exists()
    form = holiday_form(text, Columbus=("USUAL", "", ""), Election=("OWN", "08:00", "12:00"))
    post(mona, URL, form, 302)
    kept = HolidayChoice.objects.values_list("name", "choice", "spans")
    assert set(kept) == {
        ("Columbus Day", "USUAL", ""),
        ("Election Day", "OWN", "08:00-12:00"),
    }
    # The page of a location offers what holds above, and keeps only what differs.
    lakeside = practice.locations.get()
    own = f"{URL}{lakeside.pk}/"
    text = mona.client.get(own).content.decode()
    assert "As the practice: open as usual" in text
    assert "As the practice: 08:00 to 12:00" in text
    post(mona, own, holiday_form(text, Columbus=("CLOSED", "", "")), 302)
    choice = HolidayChoice.objects.get(location=lakeside)
    assert (choice.name, choice.choice) == ("Columbus Day", "CLOSED")
    post(mona, own, holiday_form(mona.client.get(own).content.decode(), Columbus=("", "", "")), 302)
    assert not HolidayChoice.objects.filter(location=lakeside).exists()
    # Back to closed at the practice: nothing is kept, so nothing has to be forgotten later.
    text = mona.client.get(URL).content.decode()
    closed = ("CLOSED", "", "")
    post(mona, URL, holiday_form(text, Columbus=closed, Election=closed), 302)
    assert not HolidayChoice.objects.exists()


def test_a_region_of_a_location(mona: Person, practice: Practice) -> None:
    Practice.objects.filter(pk=practice.pk).update(country="US", region="NY")
    lakeside = practice.locations.get()
    own = f"{URL}{lakeside.pk}/"
    post(mona, own, {"what": "region", "country": "", "region": "TX"}, 302)
    lakeside.refresh_from_db()
    assert (lakeside.country, lakeside.region) == ("", "TX")
    assert "Texas Independence Day" in mona.client.get(own).content.decode()
    post(mona, own, {"what": "region", "country": "DE", "region": "TX"}, 302)
    lakeside.refresh_from_db()
    assert (lakeside.country, lakeside.region) == ("DE", "")
    assert "German Unity Day" in mona.client.get(own).content.decode()


def test_constant_queries_and_nothing_inline(mona: Person, practice: Practice) -> None:
    def look() -> int:
        mona.client.get(URL)
        with CaptureQueriesContext(connection) as seen:
            text = mona.client.get(URL).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style", text)
        return len(seen)

    few = look()
    for number in range(4):
        place = Location.objects.create(practice=practice, name=f"Place {number}")
        OpeningWeek.objects.create(practice=practice, location=place, days=[""] * 7)
        day = date(2030, 1, 2 + number)
        OpeningDates.objects.create(practice=practice, first_on=day, last_on=day, note="x")
    assert look() == few
