"""Who is asked now: away colleagues, their stand-ins, and everything that can go round in rings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from practice_hub.practices.duty import asked_in_order, available, in_order, in_their_place
from practice_hub.practices.models import Membership
from practice_hub.roles import Role
from tests.people import Person, make_person

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DOCTOR = Role.PRACTITIONER.value
DOCTORS = {DOCTOR}


def member(pk: int, role: str = DOCTOR, **values: Any) -> Membership:
    """Number `pk` to join, user `100 + pk`; `away=True` for an hour, `stand_in_id` as given."""
    if values.pop("away", False):
        values["away_until"] = NOW + timedelta(hours=1)
    joined_at = values.pop("joined_at", NOW - timedelta(days=100 - pk))
    return Membership(pk=pk, user_id=100 + pk, role=role, joined_at=joined_at, **values)


def order(*members: Membership, roles: Any = DOCTORS, exclude: Any = frozenset()) -> list[int]:
    # Given backwards, so that the order found is the rule's and not the list's.
    return [m.pk for m in in_order(members[::-1], roles, now=NOW, exclude=exclude)]


def test_longest_in_the_practice_first_and_only_the_roles_asked_for() -> None:
    same = NOW - timedelta(days=5)
    assert order(member(1), member(2, Role.AGENT), member(3)) == [1, 3]
    assert order(member(7, joined_at=same), member(6, joined_at=same)) == [6, 7]
    assert order() == []


def test_an_absence_is_over_at_its_very_time() -> None:
    ends = {-1: False, 0: False, 1: True}
    for seconds, is_away in ends.items():
        one = member(1, away_until=NOW + timedelta(seconds=seconds))
        assert one.is_away(NOW) is is_away
        assert available([one], NOW) == ([] if is_away else [one])
        assert order(one) == ([] if is_away else [1])


def test_a_stand_in_is_asked_in_the_place_of_who_is_away_and_once() -> None:
    away = member(1, away=True, stand_in_id=3)
    assert order(away, member(2), member(3)) == [3, 2]
    assert order(member(1, away=True), member(2)) == [2], "nobody named: the next in line"
    assert order(member(1, stand_in_id=3), member(2), member(3)) == [1, 2, 3], "back already"


def test_a_chain_is_followed_to_the_first_who_is_here() -> None:
    chain = [member(1, away=True, stand_in_id=2), member(2, away=True, stand_in_id=4), member(4)]
    assert order(*chain, member(3)) == [4, 3]
    assert in_their_place(chain[0], {m.pk: m for m in chain}, NOW) is chain[2]


def test_rings_of_people_who_are_all_away_end() -> None:
    for size in (1, 2, 3, 7):
        ring = [member(n, away=True, stand_in_id=n % size + 1) for n in range(1, size + 1)]
        assert order(*ring) == []
        assert order(*ring, member(20)) == [20]
    tail = [
        member(1, away=True, stand_in_id=2),
        member(2, away=True, stand_in_id=3),
        member(3, away=True, stand_in_id=2),
    ]
    assert order(*tail) == [], "a ring that does not lead back to where one began"


def test_who_left_is_not_asked_and_stands_in_for_nobody() -> None:
    # Only active members are given, so the one who left is simply not among them.
    assert order(member(1, away=True, stand_in_id=9), member(2)) == [2]


def test_four_eyes_and_who_was_asked_already() -> None:
    three = (member(1, away=True, stand_in_id=3), member(2), member(3))
    assert order(*three, exclude={103}) == [2]
    assert order(*three, exclude={101}) == [3, 2], "asked, then gone: the stand-in takes over"
    assert order(*three, exclude={101, 102, 103}) == []


def test_a_stand_in_whose_role_does_not_fit_any_more_is_not_asked() -> None:
    agent, owner = member(2, Role.AGENT), member(3, Role.OWNER)
    assert order(member(1, away=True, stand_in_id=2), agent) == []
    assert order(member(1, away=True, stand_in_id=3), owner) == [], "a doctor's place is a doctor's"
    manager = member(1, Role.MANAGER, away=True, stand_in_id=3)
    assert order(manager, owner, roles={Role.MANAGER}) == [3]


def test_asked_in_order_reads_one_practice_with_one_query(
    priya: Person, charlie: Person, django_assert_num_queries: Any
) -> None:
    practice = priya.practice
    leo = make_person(practice, "Dr. Leo Marchetti", DOCTOR)
    gone = make_person(practice, "Dr. Gone", DOCTOR)
    off = make_person(practice, "Dr. Off", DOCTOR)
    Membership.objects.filter(pk=gone.membership.pk).update(left_at=NOW)
    type(off.user).objects.filter(pk=off.user.pk).update(is_active=False)
    make_person(charlie.practice, "Dr. Elsewhere", DOCTOR)
    with django_assert_num_queries(1):
        found = asked_in_order(practice, DOCTORS, now=NOW, exclude=set())
        assert [m.user.name for m in found] == ["Dr. Priya Raman", "Dr. Leo Marchetti"]
    away = Membership.objects.filter(pk=priya.membership.pk)
    away.update(away_until=NOW + timedelta(hours=1), stand_in=gone.membership)
    assert asked_in_order(practice.pk, DOCTORS, now=NOW) == [leo.membership]
    assert list(Membership.objects.here(NOW).filter(practice=practice)) == [leo.membership]
    assert asked_in_order(practice, DOCTORS, now=NOW, exclude={leo.user.pk}) == []
