"""What the reports say of the week that is worked out by hand in `frozen_week.py`."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone

from inbox.models import Approval, Clock, Leg, Reply
from inbox.reports.approvals import approvals
from inbox.reports.behind import Place, behind
from inbox.reports.behind_rows import UnknownSetError
from inbox.reports.card import report_card
from inbox.reports.filters import Filters
from inbox.reports.guard import guard
from inbox.reports.loops import loops, no_reply
from inbox.reports.rollups import rebuild_marked
from inbox.reports.split import NOBODY, by_location, by_network, by_staff
from inbox.reports.steps import clock_kinds, steps
from inbox.reports.times import hour_grid
from inbox.reports.trend import by_day, target_line
from inbox.reports.words import first_things
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership
from tests.inbox.reports.build import House, clock, make_house, store
from tests.inbox.reports.frozen_week import HOUR, MINUTE, MONDAY, NOW, SUNDAY, at, rows_of_week

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["live", "counted beforehand"])
def week(request: pytest.FixtureRequest) -> tuple[House, dict[str, Clock], Filters]:
    house = make_house(conversations=2)
    rows = rows_of_week(house)
    if request.param != "live":
        rebuild_marked(NOW)
    return house, rows, house.filters(MONDAY, SUNDAY, NOW)


def test_the_week_by_hand(week: tuple[House, dict[str, Clock], Filters]) -> None:
    house, rows, f = week
    card = report_card(f)
    t = card.tally
    assert (t.total, t.counted, t.excused, t.pending, t.waiting) == (11, 9, 1, 1, 2)
    assert (t.met, t.acceptable, t.lost, t.never_answered, t.answered) == (3, 5, 2, 2, 7)
    assert (t.acceptable_only, t.late, t.detected_late, t.late_heard) == (2, 4, 1, 1)
    assert (card.wall.count, card.wall.median_seconds, card.wall.p90_seconds) == (7, 3660, 108_000)
    assert (card.open.median_seconds, card.open.p90_seconds) == (1220, 36_000)
    assert card.fastest and card.slowest
    assert (card.fastest.clock_id, card.fastest.seconds) == (rows["a"].pk, 600)
    assert (card.slowest.clock_id, card.slowest.local_day) == (rows["f"].pk, date(2026, 11, 5))
    assert card.grade.letter == "F"
    assert card.grade.reason == "3 of 9 were answered within target."
    with_history = report_card(house.filters(MONDAY, SUNDAY, NOW, is_imported_too=True))
    assert with_history.tally.total == 12
    assert with_history.fastest and with_history.fastest.seconds == 120
    assert report_card(f.before()).tally.total == 1  # m, on Sunday the 1st in New York

    days = by_day(f)
    assert [day.tally.total for day in days] == [2, 1, 1, 2, 2, 1, 2]
    assert [day.wall.median_seconds for day in days] == [
        600,
        3660,
        18_000,
        25_200,
        None,
        None,
        1200,
    ]
    assert target_line(f) is None  # k has another target
    assert target_line(f.for_days(MONDAY, MONDAY)) == 3600

    found = {step.key: step for step in steps(f)}
    assert (found["detect"].times.count, found["detect"].left_out) == (3, 1)
    assert found["detect"].times.median_seconds == 30
    assert (found["claim"].times.count, found["claim"].times.p90_seconds) == (4, 3000)

    cells = {(cell.weekday, cell.hour): cell for cell in hour_grid(f)}
    assert len(cells) == 168
    assert sum(cell.written for cell in cells.values()) == 11
    assert (cells[1, 23].written, cells[1, 23].answered, cells[1, 23].median_seconds) == (
        1,
        0,
        3660,
    )
    assert (cells[2, 0].written, cells[2, 0].answered) == (0, 1)  # c was out after midnight
    assert (cells[6, 21].written, cells[6, 21].answered) == (1, 1)  # j, by the clock of New York

    assert [(g.key, g.tally.total) for g in by_network(f)] == [("X", 10), ("FACEBOOK", 1)]
    assert [(g.label, g.tally.total) for g in by_location(f)] == [
        ("No location", 10),
        ("Harbor", 1),
    ]


def test_people_are_named_and_never_ranked(
    week: tuple[House, dict[str, Clock], Filters],
) -> None:
    house, _, f = week
    Membership.objects.filter(user=house.users[1]).update(left_at=timezone.now())
    groups = by_staff(f)
    assert [(g.label, g.tally.answered, g.is_former) for g in groups] == [
        ("Ana Bell", 5, False),
        ("Ben Cole", 2, True),
        (NOBODY, 0, False),
    ]
    assert groups[0].wall.median_seconds == 3600
    assert (groups[1].wall.count, groups[1].wall.median_seconds) == (2, None)  # too few for a time
    assert (
        report_card(house.filters(MONDAY, SUNDAY, NOW, staff_id=house.users[1].pk)).wall.count == 2
    )


def test_every_number_leads_to_its_list(
    week: tuple[House, dict[str, Clock], Filters],
) -> None:
    house, rows, f = week

    def clocks(which: str, **place: object) -> list[datetime]:
        return [row.at for row in behind(f, which, Place(**place)).rows]

    def starts(names: str) -> list[datetime]:
        return [rows[name].started_at for name in names]

    assert clocks("met") == starts("jba")  # newest first
    assert clocks("missed") == starts("ifedhc")  # slowest first, and i waits for 43 h by now
    assert clocks("slowest")[0] == rows["f"].started_at
    assert clocks("never_answered")[0] == rows["i"].started_at  # longest without an answer
    assert clocks("pending") == starts("k")
    assert clocks("total", day=date(2026, 11, 5)) == starts("fe")
    assert clocks("total", weekday=1, hour=23) == starts("c")
    assert clocks("answered_then", weekday=2, hour=0) == starts("c")
    assert clocks("total", group=("network", "FACEBOOK")) == starts("d")
    assert clocks("total", group=("staff", str(house.users[1].pk))) == starts("fc")
    assert clocks("total", group=("topic", "waiting")) == starts("e")
    assert clocks("step:detect") == sorted(starts("abc"), reverse=True)
    assert clocks("step:detect_late") == starts("d")
    shown = {row.at: row.verdict for row in behind(f, "total").rows}
    assert shown[rows["i"].started_at] == "Still waiting, past the target"
    assert shown[rows["c"].started_at] == "In acceptable time"
    assert shown[rows["f"].started_at] == "Lost"
    assert behind(f, "total", page=9).rows  # past the end: the first page
    for wrong in ("nothing", "kind:NONE", "step:none", "kind:APPROVAL/none", "approvals:none"):
        with pytest.raises(UnknownSetError):
            behind(f, wrong)
    with pytest.raises(UnknownSetError):
        behind(f, "total", Place(day=date(2026, 1, 1)))
    with pytest.raises(UnknownSetError):
        behind(f, "total", Place(group=("password", "x")))


def test_what_to_do_first(week: tuple[House, dict[str, Clock], Filters]) -> None:
    _, _, f = week
    said = first_things(f, limit=9)
    assert said[0].text == ("2 posts were never answered: answer now, or close with a reason.")
    texts = " ".join(one.text for one in said)
    assert "33 % were answered within target (3 of 9)" in texts
    assert len(first_things(f)) <= 3
    for one in said:
        assert one.behind is None or behind(f, one.behind).total
    empty = f.for_days(date(2026, 1, 5), date(2026, 1, 11))
    assert [one.key for one in first_things(empty)] == ["nothing"]


def _request(house: House, asked_at: datetime, **fields: object) -> Approval:
    row = house.conversations[0]
    leg = Leg.objects.get_or_create(
        conversation=row,
        channel="PUBLIC",
        defaults={"account": house.account, "opened_at": asked_at},
    )[0]
    reply = Reply.objects.create(
        practice=house.practice,
        conversation=row,
        leg=leg,
        author=house.users[0],
        audience="PUBLIC",
        body="Thank you.",
        status=Reply.Status.WITHDRAWN,
    )
    return Approval.objects.create(
        practice=house.practice,
        conversation=row,
        reply=reply,
        requested_by=house.users[0],
        requested_at=asked_at,
        asked_body="Thank you.",
        fingerprint="x",
        due_at=asked_at,
        expires_at=asked_at,
        **fields,
    )


def test_loops_reasons_approvals_and_the_guard() -> None:
    """Three loops due (closed after 1 h, skipped, open), one opened again; two reasons for not
    answering, one of them twice in other letters; six requests; one answer stopped, one let out."""
    house = make_house(conversations=2)
    f = house.filters(MONDAY, SUNDAY, NOW)
    ana, ben = house.users
    row = house.conversations[0]
    loop = {"kind": "LOOP_CLOSE"}
    no = {"ending": "NO_REPLY_NEEDED", "after": HOUR}
    rows = store(
        [
            clock(house, at(3, 9), after=HOUR, **loop),
            clock(house, at(3, 10), after=HOUR, ending="SKIPPED", **loop),
            clock(house, at(3, 11), **loop),
            clock(house, at(3, 12), after=HOUR, ending="DROPPED", **loop),
            clock(house, at(4, 9), round=1, **no),
            clock(house, at(5, 9), round=2, **no),
            clock(house, at(6, 9), conversation=house.conversations[1], **no),
        ]
    )

    def noted(
        name: str, moment: datetime, who: object = ana, on: object = row, **more: object
    ) -> None:
        record(name, practice=house.practice, subject=on, actor=who, at=moment, **more)

    noted("conversation.loop_skipped", rows[1].stopped_at, reason="They asked us not to")
    noted("conversation.no_reply_needed", rows[4].stopped_at, reason="Spam")
    noted("conversation.reopened", at(5, 8))
    noted("conversation.no_reply_needed", rows[5].stopped_at, reason="spam ")
    noted("guard.blocked", at(6, 9), rules=["P1.visit"])
    noted("guard.overridden", at(6, 10), who=ben, rules=["P1.visit"], reason="It was said before")
    noted("guard.blocked", at(9, 9), rules=["P1.visit"])  # next week

    found = loops(f)
    assert (found.due, found.closed, found.skipped, found.open) == (3, 1, 1, 1)
    assert (found.times.median_seconds, found.reopened) == (3600, 1)
    assert [(one.label, one.count) for one in found.skip_reasons] == [("They asked us not to", 1)]
    reasons = no_reply(f)
    assert [(one.label.strip().lower(), one.count) for one in reasons] == [
        ("spam", 2),
        ("no reason was kept", 1),
    ]
    assert behind(f, f"no_reply:{reasons[0].key}").total == 2
    assert behind(f, f"skip:{found.skip_reasons[0].key}").total == 1
    assert [behind(f, f"loops_{name}").total for name in ("due", "closed", "skipped", "open")] == [
        *(3, 1, 1, 1)
    ]
    assert behind(f, "reopened").total == 1

    by_ben = {"decided_by": ben}
    soon, late = at(3, 9, 10), at(3, 11)
    _request(house, at(3, 9), status="APPROVED", decided_at=soon, **by_ben)
    _request(house, at(3, 9), status="APPROVED", decided_at=late, is_edited=True, **by_ben)
    _request(house, at(3, 9), status="REJECTED", decided_at=soon, **by_ben)
    _request(house, at(3, 9), status="VOID", void_reason="NEW_MESSAGE", reasons=["DOUBT"])
    _request(house, at(3, 9), status="EXPIRED")
    _request(house, at(8, 23), status="WAITING")
    _request(house, at(9, 0, 30), status="WAITING")  # Monday: next week
    asked = approvals(f)
    assert (asked.asked, asked.approved, asked.edited, asked.rejected) == (6, 2, 1, 1)
    assert (asked.voided, asked.expired, asked.withdrawn, asked.open) == (1, 1, 0, 1)
    assert (asked.times.count, asked.times.median_seconds, asked.times.p90_seconds) == (
        3,
        600,
        7200,
    )
    assert [(one.key, one.count) for one in asked.void_reasons] == [("NEW_MESSAGE", 1)]
    assert behind(f, "approvals:edited").rows[0].wall_seconds == 7200
    assert behind(f, "void:NEW_MESSAGE").total == behind(f, "guard_needed").total == 1

    stopped = guard(f)
    assert (stopped.blocked, stopped.needed_approval, stopped.overridden) == (1, 1, 1)
    assert [(one.label, one.count) for one in stopped.overriders] == [("Ben Cole", 1)]
    assert [(one.key, one.count) for one in stopped.rules] == [("P1.visit", 2)]
    assert behind(f, "guard_rule:P1.visit").total == 2
    assert behind(f, f"guard_by:{ben.pk}").total == 1
    narrowed = house.filters(MONDAY, SUNDAY, NOW, network="FACEBOOK")
    assert (guard(narrowed).blocked, approvals(narrowed).asked, loops(narrowed).due) == (0, 0, 0)


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries) -> None:
    house = make_house()
    many = [
        clock(house, at(2 + n % 7, n % 24), after=n * MINUTE, kind=kind, topics=["waiting"])
        for n in range(60)
        for kind in ("FIRST_RESPONSE", "NEXT_RESPONSE", "LOOP_CLOSE")
    ]
    store(many)
    f = house.filters(MONDAY, SUNDAY, NOW)
    for most, ask in ((3, report_card), (1, by_day), (1, clock_kinds), (2, steps), (2, hour_grid)):
        with django_assert_max_num_queries(most):
            ask(f)
    for most, ask in ((2, by_staff), (5, loops), (4, approvals), (6, guard), (22, first_things)):
        with django_assert_max_num_queries(most):
            ask(f)
    with django_assert_max_num_queries(4):
        assert len(behind(f, "total").rows) == 50
