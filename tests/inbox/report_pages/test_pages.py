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
        for who in (priya, mona, olga):
            assert who.client.get(address).status_code == 200, page
        for who in (ana, vera):
            assert who.client.get(address).status_code == 403, page
        assert charlie.client.post(address).status_code == 405
    assert "Reports</span>" in _read(mona)
    assert "Reports</span>" not in ana.client.get("/inbox/").content.decode()


def test_a_stranger_sees_only_their_own_practice(
    view_desk: ViewDesk, ana: Person, charlie: Person
) -> None:
    _busy_week(view_desk, ana)
    html = _read(charlie, "behind/", f"{_days()}&set=total&staff={ana.user.pk}")
    assert "Nothing here" in html
    assert "Ana Alvarez" not in "".join(_read(charlie, page) for page in PAGES)
    charlie.membership.delete()
    for page in PAGES:
        assert charlie.client.get(f"/reports/{page}").status_code == 404


def test_every_number_leads_somewhere_and_means_something(
    view_desk: ViewDesk, ana: Person, mona: Person
) -> None:
    _busy_week(view_desk, ana)
    pages = {page: _read(mona, page) for page in PAGES}
    addresses = {
        unescape(found)
        for html in pages.values()
        for found in re.findall(r'href="(/(?:reports|inbox)/[^"]*)"', html)
    }
    # One of each kind: hundreds differ by their day, hour or part only.
    kinds = {
        re.sub(r"((day|hour|weekday|part|from|to)=)[^&]*", r"\1", one): one for one in addresses
    }
    assert len([one for one in kinds if one.startswith("/reports/behind/")]) > 40
    for address in kinds.values():
        assert mona.client.get(address).status_code == 200, address
    meanings = {one.partition("#")[2] for one in addresses if "definitions/#" in one}
    known = set(re.findall(r'<div id="([a-z_0-9]+)"', pages["definitions/"]))
    assert meanings - known == set()
    for html in pages.values():
        assert " style=" not in html
        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert "<b>here</b>" not in html
        assert "<i>ads</i>" not in html


def test_the_number_and_its_list_agree(view_desk: ViewDesk, ana: Person, mona: Person) -> None:
    _busy_week(view_desk, ana)
    cells = re.findall(
        r'<td class="num"><a href="(/reports/behind/[^"]*)">(\d+)</a></td>',
        "".join(_read(mona, page) for page in ("", "time/", "who/", "voice/")),
    )
    # A cell that says a time ("0") leads to what was timed.
    counted = [cell for cell in cells if not re.search(r"set=(answered|slowest|step)", cell[0])]
    assert len(counted) > 20
    for address, number in counted:
        html = mona.client.get(unescape(address)).content.decode()
        assert f'<p class="meta">{number} ·' in html, (address, number)


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


def test_filters_live_in_the_address(view_desk: ViewDesk, ana: Person, mona: Person) -> None:
    _busy_week(view_desk, ana)
    html = _read(mona, "", f"{_days()}&network=FACEBOOK&sentiment=NEGATIVE&history=1")
    assert html.count("remove this filter") == 3
    assert "network=FACEBOOK" in html.partition("report-tabs")[2]
    assert _read(mona, "behind/", f"{_days()}&set=total&network=FACEBOOK").count("<tr><th") == 1 + 1
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
            with django_assert_max_num_queries(45) as seen:
                _read(mona, page)
            spent.append(len(seen))
        counts.append(spent)
        for number in range(6):
            view_desk.post(f"Is number {number} free?")
    assert counts[1] == counts[2]
