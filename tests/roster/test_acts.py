"""Shifts added, changed from a day on, ended and copied; requests and notes; who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from practice_hub.audit.models import AuditEvent
from practice_hub.practices.actions import PeopleError
from practice_hub.practices.business_hours_spans import Span
from practice_hub.practices.models import Membership
from practice_hub.roster import actions
from practice_hub.roster.actions import RosterError, Wish
from practice_hub.roster.demo import ensure_demo_roster
from practice_hub.roster.models import (
    DaysOff,
    HandOver,
    HandOverRead,
    Shift,
    Swap,
    SwapRequest,
    SwapState,
)
from practice_hub.roster.selectors import load_book, on_duty
from practice_hub.roster.wanted import open_gaps
from tests.people import Person
from tests.roster.conftest import MONDAY, NOW, Put

DAY = timedelta(days=1)
WEEK = 7 * DAY
MORNING = Span.parse("09:00-13:00")


def wish(person: Person, **values: Any) -> Wish:
    given: dict[str, Any] = {"span": MORNING, "first_on": MONDAY}
    return Wish(person.membership.pk, **given | values)


def test_what_is_refused(ana: Person, mona: Person, charlie: Person, put: Put) -> None:
    wrong = [
        (mona, wish(ana, first_on=MONDAY - DAY), "day is over"),
        (mona, wish(ana, first_on=MONDAY + 400 * DAY), "year ahead"),
        (mona, wish(ana, last_on=MONDAY - DAY), "before the first"),
        (mona, wish(charlie), "no longer belongs"),
        (mona, wish(ana, location_id=charlie.practice.locations.get().pk), "location was removed"),
        (ana, wish(ana), "role does not allow"),
    ]
    for actor, wanted, words in wrong:
        with pytest.raises(PeopleError, match=words):
            actions.add_shifts(actor=actor.membership, wishes=[wanted], at=NOW)
    assert not Shift.objects.exists() and not AuditEvent.objects.exists()
    shift = put(ana)
    again = [wish(ana), wish(ana, first_on=MONDAY + WEEK, last_on=MONDAY + WEEK)]
    assert actions.add_shifts(actor=mona.membership, wishes=again, at=NOW) == 0
    for stranger in (charlie, ana):
        with pytest.raises(PeopleError):
            actions.end_shift(actor=stranger.membership, shift_id=shift.pk, on=MONDAY, at=NOW)
    with pytest.raises(RosterError, match="changed in the meantime"):
        actions.end_shift(actor=mona.membership, shift_id=shift.pk, on=MONDAY + DAY, at=NOW)


def test_a_change_keeps_what_was_and_swaps_to_come(
    ana: Person, ben: Person, mona: Person, put: Put
) -> None:
    shift, second, third = put(ana), MONDAY + WEEK, MONDAY + 2 * WEEK
    about = {"actor": mona.membership, "shift_id": shift.pk, "at": NOW}
    for on in (MONDAY, third):
        actions.put_on(on=on, member_id=ben.membership.pk, **about)
    ask = {"shift_id": shift.pk, "on": second, "member_id": ben.membership.pk, "at": NOW}
    request = actions.ask(actor=ana.membership, **ask)
    later = wish(mona, span=Span.parse("14:00-18:00"))
    actions.change_shift(on=second, wish=later, **about)
    before, after = Shift.objects.order_by("first_on")
    assert (before.member_id, before.span, before.last_on) == (
        ana.membership.pk,
        MORNING,
        second - DAY,
    )
    assert (after.pk, after.member_id, str(after.span)) == (
        shift.pk,
        mona.membership.pk,
        "14:00-18:00",
    )
    assert {(each.shift_id, each.on) for each in Swap.objects.all()} == {
        (before.pk, MONDAY),
        (after.pk, third),
    }
    request.refresh_from_db()
    assert request.state == SwapState.WITHDRAWN
    actions.end_shift(on=third, **about)
    assert Shift.objects.get(pk=shift.pk).last_on == third - DAY
    assert Swap.objects.get().shift == before
    actions.end_shift(on=second, **about)
    assert Shift.objects.get() == before


def test_copying_a_week_adds_only_what_is_missing(
    ana: Person, ben: Person, mona: Person, put: Put
) -> None:
    put(ana)
    extra = put(ben, "18:00-02:00", MONDAY + 5 * DAY, last_on=MONDAY + 5 * DAY)
    actor, monday = mona.membership, MONDAY + WEEK
    assert actions.copy_week(actor=actor, monday=monday, at=NOW) == 1
    copied = Shift.objects.latest("pk")
    assert (copied.member_id, copied.span, copied.first_on, copied.is_once) == (
        ben.membership.pk,
        extra.span,
        monday + 5 * DAY,
        True,
    )
    assert actions.copy_week(actor=actor, monday=monday, at=NOW) == 0
    with pytest.raises(RosterError, match="day is over"):
        actions.copy_week(actor=actor, monday=MONDAY - WEEK, at=NOW)


def test_requests_are_answered_once(ana: Person, ben: Person, mona: Person, put: Put) -> None:
    shift = put(ana)
    ask = {"shift_id": shift.pk, "on": MONDAY, "at": NOW}
    bens = {"member_id": ben.membership.pk}
    with pytest.raises(RosterError, match="not yours"):
        actions.ask(actor=ben.membership, member_id=mona.membership.pk, **ask)
    with pytest.raises(RosterError, match="Choose a colleague"):
        actions.ask(actor=ana.membership, member_id=ana.membership.pk, **ask)
    request = actions.ask(actor=ana.membership, **bens, **ask)
    with pytest.raises(RosterError, match="asked somebody already"):
        actions.ask(actor=ana.membership, member_id=mona.membership.pk, **ask)
    answer = {"actor": ben.membership, "at": NOW}
    actions.answer(request_id=request.pk, is_taken=False, **answer)
    with pytest.raises(RosterError, match="answered or withdrawn"):
        actions.answer(request_id=request.pk, is_taken=True, **answer)
    again = actions.ask(actor=ana.membership, **bens, **ask)
    with pytest.raises(RosterError, match="Only who asked"):
        actions.withdraw(actor=ben.membership, request_id=again.pk, at=NOW)
    actions.put_on(actor=mona.membership, member_id=mona.membership.pk, **ask)
    assert SwapRequest.objects.get(pk=again.pk).state == SwapState.WITHDRAWN
    assert Swap.objects.get().member == mona.membership


def test_notes_stay_out_of_the_audit(ana: Person, vera: Person, charlie: Person) -> None:
    write = {"text": " Ring the lab ", "is_for_agency": False, "at": NOW}
    note = actions.write_note(actor=ana.membership, **write)
    assert note.text == "Ring the lab"
    with pytest.raises(RosterError, match="Please write"):
        actions.write_note(actor=ana.membership, **write | {"text": "  "})
    for stranger in (vera, charlie):
        with pytest.raises(RosterError, match="gone"):
            actions.mark_read(actor=stranger.membership, note_id=note.pk, at=NOW)
    theirs = actions.write_note(actor=vera.membership, **write)
    assert theirs.is_for_agency, "an agency has nothing to hide from its own people"
    for _ in range(2):
        actions.mark_read(actor=ana.membership, note_id=theirs.pk, at=NOW)
    assert HandOverRead.objects.count() == 1 and HandOver.objects.count() == 2
    assert not AuditEvent.objects.filter(details__icontains="lab").exists()


@pytest.mark.parametrize("days", (0, 3, 5, 6))
def test_the_demo_begins_without_a_gap_and_leaves_one_for_later(
    days: int, ana: Person, ben: Person, vera: Person, mona: Person
) -> None:
    now = NOW + days * DAY
    for _ in range(2):
        ensure_demo_roster(ana.practice, now)
    book = load_book(ana.practice.pk)
    assert book and not open_gaps(book, now, now + DAY, now)
    assert DaysOff.objects.get().stand_in == mona.membership and SwapRequest.objects.get()
    assert not Shift.objects.filter(weekday=5, last_on=None).exists(), "a gap to be seen"
    watching = Membership.objects.filter(pk__in=[each.pk for each in on_duty(ana.practice.pk, now)])
    assert days > 4 or watching.get() == ana.membership
