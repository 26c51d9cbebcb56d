"""Forms and addresses that no page of ours makes, and words that are not for everybody."""

from __future__ import annotations

import base64
import json

import pytest

from tests.inbox.view_desk import ViewDesk, expire_claim, post_to
from tests.people import Person

pytestmark = pytest.mark.django_db
FAR = json.dumps(["2026-11-01T00:00:00+00:00", 1e400])
MARK = base64.urlsafe_b64encode(FAR.encode()).decode().rstrip("=")


def test_a_refused_send_shows_no_private_words_to_a_vendor(
    vera: Person, ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    view_desk.claim(row, vera)
    data = view_desk.form(row)
    view_desk.writes_privately(row, "my bank card number is")
    answer = post_to(vera, row, "send", data)
    assert answer.status_code == 409
    assert "my bank card" not in answer.content.decode()


def test_a_refused_send_shows_private_words_to_the_desk(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.post()
    view_desk.claim(row, ana)
    data = view_desk.form(row)
    view_desk.writes_privately(row, "my bank card number is")
    assert "my bank card" in post_to(ana, row, "send", data).content.decode()


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ED%A0%80", "queue=all&staff=²", "seen=²", "draft=²", f"queue=all&after={MARK}"],
)
def test_odd_addresses_are_no_faults(ana: Person, view_desk: ViewDesk, query: str) -> None:
    row = view_desk.post()
    assert ana.client.get(f"/inbox/?{query}").status_code == 200
    assert ana.client.get(f"/inbox/{row.pk}/?{query}").status_code == 200


@pytest.mark.parametrize("value", ["²", "9" * 5000, "-1", "x"])
def test_odd_numbers_in_forms_are_no_faults(ana: Person, view_desk: ViewDesk, value: str) -> None:
    row = view_desk.post()
    assert post_to(ana, row, "renew", {"claim_token": value}).status_code == 409
    answer = post_to(ana, row, "label", {"mention": value, "label": "POSITIVE"})
    assert answer.status_code == 404


@pytest.mark.parametrize("until", ["9999-12-31 23:59", "0001-01-01 00:00", "2400-01-01 09:00"])
def test_nothing_sleeps_for_centuries(ana: Person, view_desk: ViewDesk, until: str) -> None:
    row = view_desk.post()
    assert post_to(ana, row, "snooze", {"until": until}).status_code == 422
    row.refresh_from_db()
    assert row.snoozed_until is None


def test_a_refused_send_shows_no_private_answer_to_a_vendor(
    vera: Person, ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    data = view_desk.form(row)
    view_desk.answer(row, ana, "your appointment is on Monday", "PRIVATE")
    expire_claim(row)
    token = view_desk.claim(row, vera)
    answer = post_to(vera, row, "send", data | {"claim_token": token})
    assert answer.status_code == 409
    assert "your appointment" not in answer.content.decode()


def test_filters_tell_a_vendor_nothing_of_private_words(
    vera: Person, ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post("Is the car park yours?")
    view_desk.writes_privately(row, "this is the worst, most awful, horrible clinic")
    row.refresh_from_db()
    query = f"queue=all&sentiment={row.sentiment}"
    address = f'id="row-{row.pk}"'
    assert row.sentiment == "NEGATIVE"
    assert address in ana.client.get(f"/inbox/?{query}").content.decode()
    assert address not in vera.client.get(f"/inbox/?{query}").content.decode()
    assert address in vera.client.get("/inbox/?queue=all").content.decode()
