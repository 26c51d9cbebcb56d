"""The pages of the reports: who may read them, what they show, where their numbers lead."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest
from django.core.cache import caches
from django.utils import timezone

from inbox import actions
from practice_hub.charts.client import drawing_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

    from tests.inbox.view_desk import ViewDesk
    from tests.people import Person

PAGES = ("", "time/", "when/", "who/", "care/", "voice/", "behind/", "definitions/")


@pytest.fixture(autouse=True)
def no_pictures() -> Iterator[None]:
    caches["charts"].clear()
    yield
    caches["charts"].clear()


def _days() -> str:
    """The last three days, so that no test depends on the day of the week."""
    today = timezone.now().date()
    return f"from={today - timedelta(days=2)}&to={today + timedelta(days=1)}"


def _read(who: Person, page: str = "", query: str = "", **headers: str) -> str:
    response = who.client.get(f"/reports/{page}?{query or _days()}", headers=headers)
    assert response.status_code == 200, page
    return response.content.decode()


def _busy_week(desk: ViewDesk, ana: Person) -> None:
    """Answered and waiting, happy and unhappy, settled, closed without a word."""
    happy = desk.post("Thank you for the lovely team, best botox in town!")
    desk.answer(happy, ana, "Thank you so much for your kind words.")
    unhappy = desk.comment("Two hours of waiting time, never again.")
    desk.answer(unhappy, ana, "We are sorry to hear this and would like to talk.")
    desk.post("What does a consultation cost?")
    spam = desk.post("Cheap watches <b>here</b>")
    actions.mark_no_reply_needed(
        conversation_id=spam.pk, actor=ana.user, now=timezone.now(), reason="Spam & <i>ads</i>"
    )


def test_reports_are_for_those_who_lead(
    ana: Person, vera: Person, priya: Person, mona: Person, olga: Person, charlie: Person
) -> None:
    for page in PAGES:
        address = f"/reports/{page}"
        for who in (ana, vera):
            assert who.client.get(address).status_code == 403, page
        assert charlie.client.post(address).status_code == 405
    for who in (priya, mona, olga):
        assert who.client.get("/reports/").status_code == 200
    assert "Reports</span>" in _read(mona)
    assert "Reports</span>" not in ana.client.get("/inbox/").content.decode()


def test_a_place_without_accounts_has_pages_too(mona: Person) -> None:
    place = mona.practice.locations.get()
    for page in PAGES:
        _read(mona, page, f"{_days()}&location={place.pk}")


def test_a_stranger_sees_only_their_own_practice(
    view_desk: ViewDesk, ana: Person, charlie: Person
) -> None:
    _busy_week(view_desk, ana)
    html = _read(charlie, "behind/", f"{_days()}&set=total&staff={ana.user.pk}")
    assert "Nothing here" in html
    assert "Ana Alvarez" not in "".join(_read(charlie, page) for page in ("", "who/", "voice/"))
    charlie.membership.delete()
    for page in PAGES:
        assert charlie.client.get(f"/reports/{page}").status_code == 404


def test_every_number_leads_to_as_many_conversations_and_to_its_meaning(
    view_desk: ViewDesk, ana: Person, mona: Person
) -> None:
    _busy_week(view_desk, ana)
    pages = {page: _read(mona, page) for page in PAGES}
    found = re.findall(r'href="(/reports/[^"]*)"[^>]*>([^<]*)<', "".join(pages.values()))
    # One of each set, a count where there is one: hundreds differ by their day or part only.
    behind: dict[str, tuple[str, str]] = {}
    for address, text in sorted(found, key=lambda one: one[1].isdecimal()):
        if "/behind/" in address and "set=" in address:
            behind[re.search(r"set=([^&]*)", address)[1]] = (unescape(address), text)
    assert len(behind) > 40
    for which, (address, text) in behind.items():
        response = mona.client.get(address)
        assert response.status_code == 200, address
        if text.isdecimal() and not re.match(r"answered$|slowest|step", which):
            assert f'<p class="meta">{text} ·' in response.content.decode(), (address, text)
    meanings = {address.partition("#")[2] for address, _ in found if "definitions/#" in address}
    assert meanings - set(re.findall(r'<div id="([a-z_0-9]+)"', pages["definitions/"])) == set()
    for html in pages.values():
        assert " style=" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert "<b>here</b>" not in html
        assert "<i>ads</i>" not in html


def test_the_overview_says_it_in_a_minute(view_desk: ViewDesk, ana: Person, mona: Person) -> None:
    empty = _read(mona)
    assert "No grade yet" in empty
    assert "Nobody was answered in public in these days." in empty
    _busy_week(view_desk, ana)
    html = _read(mona)
    for words in (
        "Median first answer",
        "Slowest tenth",
        "What to do first",
        "Rational Interaction",
    ):
        assert words in html
    assert "hx-get" in html
    assert "<svg class=" not in html.partition("report-tabs")[2].replace('<svg class="lucide', "")


def test_pictures_follow_after_the_numbers(view_desk: ViewDesk, ana: Person, mona: Person) -> None:
    _busy_week(view_desk, ana)
    try:
        drawn = _read(mona, "when/", f"{_days()}&draw=1")
    finally:
        drawing_process.stop()
    assert drawn.count('<svg class="wide"') == 1
    assert "is being drawn" not in drawn
    # The same address without `draw` now finds it; nobody draws again.
    assert _read(mona, "when/").count('<svg class="wide"') == 1
    assert drawing_process.pid is None


def test_where_much_was_said_the_numbers_about_people_follow(
    view_desk: ViewDesk, ana: Person, mona: Person, settings: SettingsWrapper
) -> None:
    settings.REPORT_MENTIONS_AT_ONCE = 2
    _busy_week(view_desk, ana)
    first = _read(mona, "voice/")
    assert first.count("being counted") == 4 + 5
    (follows,) = re.findall(r'<a class="no-print" href="([^"]*)"', first)
    assert f'hx-get="{follows}" hx-trigger="load"' in first
    whole = mona.client.get(unescape(follows)).content.decode()
    assert "being counted" not in whole
    assert "1 happy, 1 unhappy" in whole
    targets = re.findall(r'hx-select-oob="([^"]*)"', first)[0].split(",")
    assert all(f'id="{target[1:]}"' in whole for target in targets)
    view_desk.post("The nicest team in town, thank you!")
    kept = _read(mona, "voice/")  # for some minutes, and it says so
    assert "1 happy, 1 unhappy" in kept
    assert "Numbers about people as of" in kept


def test_filters_live_in_the_address(view_desk: ViewDesk, ana: Person, mona: Person) -> None:
    _busy_week(view_desk, ana)
    html = _read(mona, "", f"{_days()}&network=FACEBOOK&sentiment=NEGATIVE&history=1")
    assert html.count("remove this filter") == 3
    assert "network=FACEBOOK" in html.partition("report-tabs")[2]
    assert _read(mona, "behind/", f"{_days()}&set=total&network=FACEBOOK").count("<tr><th") == 1 + 1
    listed = _read(mona, "behind/", f"{_days()}&set=kind:RESOLUTION/missed&network=X")
    assert 'name="set" value="kind:RESOLUTION/missed"' in listed
    assert "/reports/behind/?period=last-week&amp;network=X&amp;set=kind" in listed
    odd = _read(mona, "", "from=yesterday&network=<i>&staff=x&topic=%00&period=never")
    assert "is no date" in odd
    assert "<i>" not in odd
    for address in (
        "set=nonsense",
        "set=total&weekday=9",
        "set=total&day=2001-01-01",
        "set=step:x",
    ):
        assert mona.client.get(f"/reports/behind/?{address}").status_code == 404, address


def test_pages_cost_the_same_for_few_and_many(
    view_desk: ViewDesk,
    ana: Person,
    mona: Person,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    _busy_week(view_desk, ana)
    counts = []
    for _ in range(3):  # the first fills what is kept in the process
        spent = []
        for page in PAGES:
            with django_assert_max_num_queries(50) as seen:
                _read(mona, page)
            spent.append(len(seen))
        counts.append(spent)
        for number in range(6):
            view_desk.post(f"Is number {number} free?")
    assert counts[1] == counts[2]
