"""A text is read once: what it was read with decides, and not a word of it is kept."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from inbox.domain.guard_again import MOST, Again, mark_of
from inbox.domain.guard_reading import Desk, Hit
from inbox.domain.guard_types import Heard

_DESK = Desk(Heard(text="Lovely place", told="I had fillers"), frozenset({"Ana"}), frozenset())


def test_whatever_is_read_with_a_text_makes_another_mark() -> None:
    asked = [
        ("Thank you", "PUBLIC", _DESK, False),
        ("Thank you.", "PUBLIC", _DESK, False),
        ("Thank you", "PRIVATE", _DESK, False),
        ("Thank you", "PUBLIC", _DESK, True),
        ("Thank you", "PUBLIC", replace(_DESK, heard=None), False),
        ("Thank you", "PUBLIC", replace(_DESK, heard=Heard(text="Lovely place")), False),
        ("Thank you", "PUBLIC", replace(_DESK, staff_names=frozenset()), False),
        ("Thank you", "PUBLIC", replace(_DESK, practice_names=frozenset({"Ana"})), False),
        ("\ud83d", "PUBLIC", _DESK, False),
        ("\\ud83d", "PUBLIC", _DESK, False),
    ]
    marks = [
        [mark_of(text, to, desk, has_attachment=has) for text, to, desk, has in asked]
        for _ in range(2)
    ]
    assert marks[0] == marks[1]
    assert len(set(marks[0])) == len(asked)


def test_names_in_another_order_are_the_same_names() -> None:
    names = [f"Name {number}" for number in range(50)]
    one, other = frozenset(names), frozenset(reversed(names))
    marks = {
        mark_of("Thank you", "PUBLIC", Desk(None, each, each), has_attachment=False)
        for each in (one, other)
    }
    assert len(marks) == 1


def test_the_same_is_looked_for_once_and_the_oldest_goes() -> None:
    again, asked = Again(), []

    def find(mark: bytes) -> tuple[Hit, ...]:
        asked.append(mark)
        return (Hit(str(mark), 0, 1),)

    marks = [bytes([number % 256, number // 256]) for number in range(MOST)]
    for mark in (*marks, marks[0]):
        assert again.hits(mark, partial(find, mark)) == (Hit(str(mark), 0, 1),)
    assert asked == marks
    again.hits(b"new", lambda: find(b"new"))
    again.hits(marks[0], lambda: find(marks[0]))  # asked for again meanwhile, so not the oldest
    again.hits(marks[1], lambda: find(marks[1]))
    assert asked[MOST:] == [b"new", marks[1]]


def test_a_reading_that_failed_is_done_anew() -> None:
    again = Again()

    def fail() -> tuple[Hit, ...]:
        raise ValueError

    with pytest.raises(ValueError):
        again.hits(b"mark", fail)
    assert again.hits(b"mark", tuple) == ()
