"""Away and back: the rules, the forms in the practice's own time, and who may say it for whom."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from practice_hub.audit.models import AuditEvent
from practice_hub.practices import actions
from practice_hub.practices.away_form import AwayForm
from practice_hub.practices.away_words import away_words, cover_words, until_words
from practice_hub.practices.business_hours import BusinessHours
from practice_hub.practices.models import Membership
from practice_hub.practices.rules import may_stand_in
from practice_hub.roles import Role
from tests.people import Person, make_person

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # 10:00 in New York, a Sunday


@pytest.fixture
def leo(priya: Person) -> Person:
    return make_person(priya.practice, "Dr. Leo Marchetti", Role.PRACTITIONER)


def row(person: Person) -> Membership:
    return Membership.objects.get(pk=person.membership.pk)


def set_away(actor: Person, member: Person, **values: Any) -> None:
    given = {"until": NOW + timedelta(hours=4), "reason": " in surgery ", "stand_in": None}
    actions.set_away(actor=actor.membership, member=member.membership, at=NOW, **given | values)


def test_away_hands_over_and_back_ends_it(priya: Person, leo: Person) -> None:
    set_away(priya, priya, stand_in=leo.membership)
    away = row(priya)
    assert (away.away_until, away.away_reason) == (NOW + timedelta(hours=4), "in surgery")
    assert away.stand_in == leo.membership
    event = AuditEvent.objects.get()
    assert (event.name, event.actor, event.subject_id) == ("membership.away", priya.user, away.pk)
    assert event.details == {
        "until": (NOW + timedelta(hours=4)).isoformat(),
        "stand_in_id": leo.membership.pk,
    }
    for _ in range(2):  # pressed twice: one trace
        actions.come_back(actor=priya.membership, member=priya.membership, at=NOW)
    away = row(priya)
    assert (away.away_until, away.away_reason, away.stand_in) == (None, "", None)
    assert AuditEvent.objects.filter(name="membership.back").count() == 1


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (NOW, "passed"),
        (NOW - timedelta(seconds=1), "passed"),
        (NOW + timedelta(days=60, seconds=1), "60 days"),
    ],
)
def test_until_is_ahead_and_within_sixty_days(priya: Person, until: datetime, words: str) -> None:
    with pytest.raises(actions.PeopleError, match=words):
        set_away(priya, priya, until=until)
    assert row(priya).away_until is None
    set_away(priya, priya, until=NOW + timedelta(days=60))
    assert row(priya).is_away(NOW)


def test_who_can_stand_in(priya: Person, leo: Person, ana: Person, charlie: Person) -> None:
    outsider = make_person(charlie.practice, "Dr. Elsewhere", Role.PRACTITIONER)
    for wrong in (priya, ana, charlie, outsider):
        with pytest.raises(actions.PeopleError):
            set_away(priya, priya, stand_in=wrong.membership)
    Membership.objects.filter(pk=leo.membership.pk).update(left_at=NOW)
    with pytest.raises(actions.PeopleError, match="has left"):
        set_away(priya, priya, stand_in=leo.membership)
    assert row(priya).away_until is None
    assert not AuditEvent.objects.exists()
    for role in Role:
        assert may_stand_in(role, role)
        assert may_stand_in(role, Role.PRACTITIONER) is (role == Role.PRACTITIONER)
        assert not may_stand_in("KING", role)


def test_leaving_or_another_role_frees_a_stand_in(
    priya: Person, leo: Person, mona: Person, olga: Person
) -> None:
    set_away(priya, priya, stand_in=leo.membership)
    actions.change_role(actor=mona.membership, member=leo.membership, role="AGENT", at=NOW)
    assert (row(priya).stand_in, row(priya).is_away(NOW)) == (None, True)
    set_away(mona, mona, stand_in=olga.membership)
    actions.remove_member(actor=olga.membership, member=mona.membership, at=NOW)
    assert (row(mona).away_until, row(mona).stand_in) == (None, None)


def test_who_may_say_it_for_whom(
    priya: Person, leo: Person, ana: Person, vera: Person, mona: Person, olga: Person
) -> None:
    set_away(mona, priya)
    set_away(vera, vera)
    assert row(priya).is_away(NOW) and row(vera).is_away(NOW)
    for actor, member in ((ana, priya), (leo, priya), (vera, ana), (mona, olga)):
        with pytest.raises(actions.PeopleError, match="yourself only"):
            set_away(actor, member)
        with pytest.raises(actions.PeopleError, match="yourself only"):
            actions.come_back(actor=actor.membership, member=member.membership, at=NOW)
    Membership.objects.filter(pk=mona.membership.pk).update(left_at=NOW)
    with pytest.raises(actions.PeopleError):
        set_away(mona, priya)


def test_the_pages_say_who_may_open_them(
    priya: Person, ana: Person, vera: Person, mona: Person, charlie: Person
) -> None:
    for act in ("away", "back"):
        url = f"/people/{priya.membership.pk}/{act}/"
        assert charlie.client.post(url, {"when": "hour"}).status_code == 404
        for person in (ana, vera):
            assert person.client.post(url, {"when": "hour"}).status_code == 403
    assert charlie.client.get(f"/people/{priya.membership.pk}/away/").status_code == 404
    assert ana.client.get(f"/people/{priya.membership.pk}/away/").status_code == 403
    assert not row(priya).is_away(timezone.now())
    page = vera.client.get(f"/people/{vera.membership.pk}/away/").content.decode()
    assert "Away for a while" in page
    assert "Raman" not in page, "an agency reads no list of doctors here"
    assert mona.client.get(f"/people/{priya.membership.pk}/away/").status_code == 200


def test_in_surgery_from_the_account_page(priya: Person, leo: Person, mona: Person) -> None:
    page = priya.client.get("/account/").content.decode()
    assert re.search(r'name="reason"[^>]*value="in surgery"', page)
    form = {"reason": "in surgery", "stand_in": leo.membership.pk, "when": "hour"}
    url = f"/people/{priya.membership.pk}/away/"
    done = priya.client.post(url, form, follow=True)
    assert done.request["PATH_INFO"] == "/account/"
    assert "You are in surgery until" in done.content.decode()
    assert "Dr. Leo stands in." in done.content.decode()
    left = row(priya).away_until
    assert left and timedelta(minutes=59) < left - timezone.now() <= timedelta(hours=1)
    people = mona.client.get("/people/").content.decode()
    assert re.search(r"in surgery until (tomorrow )?\d\d:\d\d, Dr. Leo stands in", people)
    done = mona.client.post(f"/people/{priya.membership.pk}/back/", follow=True)
    assert done.request["PATH_INFO"] == "/people/"
    assert "Dr. Priya is back" in done.content.decode()
    assert not row(priya).is_away(timezone.now())


def test_a_refused_form_keeps_what_was_typed(priya: Person, ana: Person) -> None:
    url = f"/people/{priya.membership.pk}/away/"
    wrong: list[dict[str, Any]] = [
        {},
        {"clock": "25:00"},
        {"clock": "00:00", "day": "2020-01-01"},
        {"clock": "23:59", "day": "9999-12-31"},
        {"clock": "00:00", "day": "0001-01-01"},
        {"when": "hour", "stand_in": ana.membership.pk},
        {"when": "hour", "stand_in": "x"},
        {"when": "forever"},
    ]
    for values in wrong:
        answer = priya.client.post(url, values | {"reason": "at the fair", "next": "/inbox/"})
        assert answer.status_code == 422, values
        page = answer.content.decode()
        assert "at the fair" in page and 'value="/inbox/"' in page
        assert 'class="error"' in page or "notice bad" in page
    assert row(priya).away_until is None


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/inbox/?queue=mine", "/inbox/?queue=mine"),
        ("https://evil.example/", "/account/"),
        ("//evil.example/", "/account/"),
        ("javascript:alert(1)", "/account/"),
        ("account_logout", "/account/"),  # the name of a view is no address
        ("0", "/account/"),
    ],
)
def test_the_way_back_stays_with_us(priya: Person, wanted: str, leads: str) -> None:
    for act in ("away", "back"):
        url = f"/people/{priya.membership.pk}/{act}/"
        assert priya.client.post(url, {"when": "hour", "next": wanted})["Location"] == leads


def test_times_are_those_of_the_practice(priya: Person) -> None:
    member, hours = priya.membership, BusinessHours.assumed(priya.practice.zone)

    def until(**values: str) -> datetime:
        form = AwayForm(values, member=member, members=[member], now=NOW, hours=hours)
        assert form.is_valid(), form.errors
        found: datetime = form.cleaned_data["until"]
        return found

    assert until(clock="14:00") == datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
    assert until(clock="14:00", day="2026-12-03") == datetime(2026, 12, 3, 19, 0, tzinfo=UTC)
    assert until(when="hour", clock="14:00") == NOW + timedelta(hours=1)
    assert until(when="tomorrow") == datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # until it opens again, on Monday
    quick = AwayForm(member=member, members=[member], now=friday, hours=hours).quick
    assert quick[1] == ("tomorrow", "Until Mon 09:00")
    late = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # still the 22nd in New York
    form = AwayForm({"clock": "23:45"}, member=member, members=[], now=late, hours=hours)
    assert form.is_valid()
    assert form.cleaned_data["until"] == datetime(2026, 11, 23, 4, 45, tzinfo=UTC)


def test_words(priya: Person, leo: Person) -> None:
    zone, hour = priya.practice.zone, timedelta(hours=1)
    read = {4: "14:00", 22: "tomorrow 08:00", 46: "Tue 08:00", 24 * 11 - 2: "Dec 3, 08:00"}
    for hours, words in read.items():
        assert until_words(NOW + hours * hour, NOW, zone) == words
    away, other = priya.membership, leo.membership
    members = {away.pk: away, other.pk: other}
    assert away_words(away, NOW, zone) == ""
    away.away_until, away.stand_in = NOW + hour, other
    assert away_words(away, NOW, zone) == "away until 11:00"
    assert away_words(away, NOW + hour, zone) == ""
    assert cover_words(away, members, NOW) == "Dr. Leo stands in"
    other.away_until = NOW + hour
    assert "the next in line" in cover_words(away, members, NOW)
