"""The link of a mail, the button, and the strip on every page."""

from __future__ import annotations

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert, AlertDelivery
from practice_hub.alerts.strip import Strip
from practice_hub.practices.middleware import SESSION_KEY
from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Role
from tests.alerts.builders import raised
from tests.people import Person
from tests.support.statements import text_of

HTMX = {"HX-Request": "true"}


def strip_of(person: Person, page: str = "/account/") -> str:
    """What stands in the strip of a page."""
    text = person.client.get(page).content.decode()
    found = re.search(r'<div id="alerts".*?(?=<div id="outage-line")', text, re.DOTALL)
    assert found, "every page has the place for alerts"
    return found[0]


def test_the_link_of_a_mail_leads_there_and_counts_as_read(
    practice: Practice, priya: Person, mona: Person, ana: Person
) -> None:
    alert = raised(practice, priya, mona)
    link = f"/alerts/{alert.pk}/"
    assert Client().get(link)["Location"] == f"/accounts/login/?next={link}"
    answer = priya.client.get(link)
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/12/")
    assert ana.client.get(link)["Location"] == "/inbox/12/"
    read = AlertDelivery.objects.exclude(read_at=None)
    assert [(row.user_id, row.channel) for row in read] == [(priya.user.pk, Channel.PAGE)]
    assert Alert.objects.get().is_open


def test_outsiders_and_the_agency_find_nothing(
    practice: Practice, priya: Person, charlie: Person, vera: Person
) -> None:
    alert = raised(practice, priya)
    for stranger, status in ((charlie, 404), (vera, 403)):
        for answer in (
            stranger.client.get(f"/alerts/{alert.pk}/"),
            stranger.client.post(f"/alerts/{alert.pk}/acknowledge/"),
            stranger.client.post(f"/alerts/{alert.pk}/acknowledge/", headers=HTMX),
        ):
            assert answer.status_code == status
        banner = stranger.client.get("/alerts/banner/", {"have": "7"})
        assert banner.status_code == 200
        assert "alert" not in banner.content.decode().replace("alerts-have", "").replace(
            "alert-count", ""
        )
        assert "emergency" not in strip_of(stranger)
    assert Alert.objects.get().is_open
    assert priya.client.get("/alerts/987654/").status_code == 404
    assert priya.client.get(f"/alerts/{alert.pk}/acknowledge/").status_code == 405
    assert Client().post(f"/alerts/{alert.pk}/acknowledge/").status_code == 302


def test_an_emergency_in_ones_other_practice_is_seen_and_opened_there(
    practice: Practice, other_practice: Practice, priya: Person, charlie: Person
) -> None:
    Membership.objects.create(practice=other_practice, user=priya.user, role=Role.PRACTITIONER)
    flag = raised(other_practice, priya, charlie)
    raised(other_practice, priya, kind=Kind.APPROVAL_WANTED)
    strip = strip_of(priya)
    assert strip.count('role="alert"') == 1
    assert "at Harbour Dental" in strip
    assert "waits for your approval" not in strip
    assert "<details" not in strip
    asked = priya.client.get(f"/alerts/{flag.pk}/")
    assert asked.status_code == 200 and "Go to Harbour Dental" in asked.content.decode()
    assert SESSION_KEY not in priya.client.session, "a link alone changes nothing"
    assert not AlertDelivery.objects.exclude(read_at=None).exists()
    assert priya.client.post(f"/alerts/{flag.pk}/")["Location"] == "/inbox/12/"
    assert priya.client.session[SESSION_KEY] == other_practice.pk
    assert priya.client.get(f"/alerts/{flag.pk}/")["Location"] == "/inbox/12/", "and now it is here"
    # For the agency's own people a practice of their own changes nothing here.
    Membership.objects.filter(practice=other_practice, user=priya.user).update(role=Role.VENDOR)
    for method in (priya.client.get, priya.client.post):
        assert method(f"/alerts/{flag.pk}/").status_code == 403


def test_i_have_it_without_javascript_and_with_it(
    practice: Practice, priya: Person, mona: Person
) -> None:
    flag, calm = raised(practice, priya, mona), raised(practice, priya, kind=Kind.MARK_REMOVED)
    answer = mona.client.post(f"/alerts/{flag.pk}/acknowledge/")
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/12/")
    flag.refresh_from_db()
    assert flag.acknowledged_by == mona.user
    late = priya.client.post(f"/alerts/{flag.pk}/acknowledge/", headers=HTMX)
    text = late.content.decode()
    assert late.status_code == 200
    assert "Mona Weiss already has this one." in text
    assert "hx-swap-oob" in text
    assert f'value="{calm.pk}"' in text
    assert "emergency" not in text
    flag.refresh_from_db()
    assert flag.acknowledged_by == mona.user


def test_the_strip_says_kind_and_time_and_comes_anew_only_when_it_changed(
    practice: Practice, priya: Person, mona: Person
) -> None:
    assert "<section" not in strip_of(priya)
    raised(practice, priya, mona, kind=Kind.PROMISE_DUE)
    flag = raised(practice, priya)
    strip = strip_of(priya)
    assert strip.index(WORDS[Kind.RED_FLAG].label) < strip.index(WORDS[Kind.PROMISE_DUE].label)
    assert strip.count('role="alert"') == 1
    assert f'href="/alerts/{flag.pk}/"' in strip
    for secret in ("Priya", "Raman", "Lumen", "/inbox/12"):
        assert secret not in strip
    mark = re.search(r'name="have" value="([^"]*)"', strip)
    assert mark
    same = priya.client.get("/alerts/banner/", {"have": mark[1]}, headers=HTMX)
    assert (same.status_code, same.content) == (204, b"")
    AlertDelivery.objects.filter(alert=flag, channel=Channel.MAIL).update(error="away")
    fresh = priya.client.get("/alerts/banner/", {"have": mark[1]}, headers=HTMX)
    assert "Mail does not go out" in fresh.content.decode()
    assert "emergency" not in mona.client.get("/alerts/banner/").content.decode()


def test_many_alerts_leave_room_for_the_page_and_cost_one_query(
    practice: Practice, priya: Person, mona: Person, ana: Person, olga: Person, vera: Person
) -> None:
    def queries(person: Person) -> int:
        person.client.get("/account/")
        with CaptureQueriesContext(connection) as seen:
            person.client.get("/account/")
        return len([query for query in seen if "alerts_alert" in text_of(query["sql"])])

    for subject in (priya, mona, ana, olga):
        raised(practice, priya, subject=subject.user)
    raised(practice, priya, kind=Kind.APPROVAL_LATE)
    strip = strip_of(priya)
    assert strip.index("<details") > strip.index('role="alert"')
    assert "4 more, 3 of them possible emergencies" in strip
    ids = re.findall(r'\bid="([^"]+)"', strip)
    assert len(ids) == len(set(ids)) == 2 + 2 * 5  # the place, its mark, two acts each
    assert (queries(priya), queries(olga), queries(vera)) == (1, 1, 0)


def test_every_page_has_it(practice: Practice, olga: Person) -> None:
    raised(practice, olga)
    for page in ("/inbox/", "/sources/", "/people/", "/settings/"):
        text = olga.client.get(page).content.decode()
        # In words, and read out with both acts.
        assert text.count(WORDS[Kind.RED_FLAG].label) == 3, page


def test_calm_alerts_are_one_line_however_many(practice: Practice, priya: Person) -> None:
    alerts = [raised(practice, priya, kind=kind) for kind in (Kind.PROMISE_DUE, Kind.MARK_REMOVED)]
    strip = Strip(alerts)
    assert (strip.shown, strip.more) == (None, alerts)
    assert strip.summary == "A promise is about to lapse, and 1 more"
    assert (Strip(alerts[:1]).shown, Strip(alerts[:1]).more) == (alerts[0], [])
    flags = [raised(practice, priya), *alerts]
    assert (Strip(flags).shown, Strip(flags).summary) == (flags[0], "2 more")
    assert (Strip([flags[0], flags[0]]).summary) == "1 more, 1 of them a possible emergency"
