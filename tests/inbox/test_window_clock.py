"""How long a private message may still be written, said before it is too late (A2, A4)."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from django.utils.html import strip_tags
from django.utils.translation import override

from inbox.models import Leg
from inbox.templatetags.inbox_time import long_span, span_left
from tests.inbox.view_desk import ViewDesk, move_clock
from tests.people import Person

MINUTE, HOUR, DAY = 60, 3600, 86400


def test_minutes_are_told_for_a_day_and_hours_after() -> None:
    told = {
        40: "40 s",
        59 * MINUTE: "59 min",
        HOUR: "1 h",
        3 * HOUR + 20 * MINUTE: "3 h 20 min",
        DAY - 1: "23 h 59 min",
        DAY: "1 day",
        2 * DAY + 4 * HOUR + 9: "2 days 4 h",
    }
    assert {seconds: long_span(seconds) for seconds in told} == told


def test_one_is_left_and_several_are_left_in_languages_that_tell_them_apart() -> None:
    spans = (1, 59, MINUTE, HOUR + 59 * MINUTE, 2 * HOUR, DAY, 2 * DAY + HOUR)
    with override("es"):
        told = [span_left(seconds) for seconds in spans]
    assert told[:4] == ["queda 1 s", "quedan 59 s", "queda 1 min", "queda 1 h"]
    assert told[4:] == ["quedan 2 h", "queda 1 día", "quedan 2 días"]
    assert span_left(HOUR, long_span(HOUR + MINUTE)) == "1 h 1 min left"


def test_the_clock_stands_beside_the_field_and_says_what_comes_after(
    ana: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    view_desk.writes_privately(row, "May I ask something?")
    view_desk.claim(row, ana)
    move_clock(row, first_answered_at=view_desk.now)
    path = f"/inbox/{row.pk}/"
    for ago, says, is_near in (
        (timedelta(hours=20, minutes=39), "(3 h 20 min left). After that it goes out as", False),
        (timedelta(hours=22, minutes=20), "(1 h 39 min left). After that it goes out as", True),
        (timedelta(days=2, hours=1), "(4 days 22 h left). After that only an e-mail", False),
        (timedelta(days=6, hours=2), "(21 h 59 min left). After that only an e-mail", True),
    ):
        Leg.objects.filter(conversation=row).update(last_inbound_at=view_desk.now - ago)
        page = unescape(ana.client.get(path).content.decode())
        assert says in " ".join(strip_tags(page).split()), ago
        assert ('class="left soon"' in page.split('data-tick="window"')[0][-200:]) is is_near, ago
    Leg.objects.filter(conversation=row).update(last_inbound_at=view_desk.now - timedelta(days=8))
    page = " ".join(strip_tags(unescape(ana.client.get(path).content.decode())).split())
    assert "window closed" in page and "use e-mail or phone. It closed" in page
    assert "You may write until" not in unescape(vera.client.get(path).content.decode())
    assert charlie.client.get(path).status_code == 404
