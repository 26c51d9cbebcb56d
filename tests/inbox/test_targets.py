"""Targets as data: which rule is the most particular, where its lines fall (T1-T4, L8, P5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from inbox.domain.targets import (
    DEFAULT_RULES,
    Basis,
    ClockKind,
    Line,
    Matter,
    PolicyError,
    Rule,
    due,
    dump_rules,
    parse_rules,
    rule_for,
)
from practice_hub.practices.business_hours import BusinessHours, spans

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = BusinessHours.of(BERLIN, dict.fromkeys(range(5), spans("09:00-12:00", "13:00-18:00")))
COMPLAINT = Matter("X", "COMPLAINT", "HIGH", "PUBLIC", is_medical=False)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


def lines(kind: ClockKind, matter: Matter, at: str) -> tuple[str, ...]:
    found = due(rule_for(DEFAULT_RULES, kind, matter), local(at), HOURS, BERLIN)
    moments = (found.warn_at, found.target_at, found.acceptable_at, found.lost_at)
    return tuple(m.astimezone(BERLIN).strftime("%a %H:%M") if m else "" for m in moments)


@pytest.mark.parametrize(
    ("kind", "matter", "at", "expected"),
    [
        # Wednesday in the morning: an hour, that evening, a day.
        (
            ClockKind.FIRST_RESPONSE,
            COMPLAINT,
            "2026-11-18T10:00",
            ("Wed 10:30", "Wed 11:00", "Wed 18:00", "Thu 10:00"),
        ),
        # Praise has the same time as a complaint (L8).
        (
            ClockKind.FIRST_RESPONSE,
            Matter("FACEBOOK", "PRAISE", "LOW", "PUBLIC", is_medical=False),
            "2026-11-18T10:00",
            ("Wed 10:30", "Wed 11:00", "Wed 18:00", "Thu 10:00"),
        ),
        # Friday night: acceptable on Monday morning, and yet lost on Saturday (T3 beside T4).
        (
            ClockKind.FIRST_RESPONSE,
            COMPLAINT,
            "2026-11-20T21:00",
            ("Fri 21:30", "Fri 22:00", "Mon 12:00", "Sat 21:00"),
        ),
        # Medical has times of its own, whatever else fits (P5).
        (
            ClockKind.FIRST_RESPONSE,
            Matter("X", "MEDICAL", "URGENT", "PUBLIC", is_medical=True),
            "2026-11-18T10:00",
            ("Wed 10:15", "Wed 10:30", "Wed 18:00", "Thu 10:00"),
        ),
        # Two opening hours over lunch.
        (
            ClockKind.NEXT_RESPONSE,
            COMPLAINT,
            "2026-11-18T11:00",
            ("Wed 13:30", "Wed 14:00", "Wed 18:00", "Thu 11:00"),
        ),
        (ClockKind.LOOP_CLOSE, COMPLAINT, "2026-11-20T17:00", ("", "Mon 17:00", "", "Fri 17:00")),
    ],
)
def test_where_the_lines_fall(
    kind: ClockKind, matter: Matter, at: str, expected: tuple[str, ...]
) -> None:
    assert lines(kind, matter, at) == expected


def test_the_hour_is_an_hour_when_the_clock_goes_back() -> None:
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in summer time, for the first time
    found = due(rule_for(DEFAULT_RULES, ClockKind.FIRST_RESPONSE, COMPLAINT), at, HOURS, BERLIN)
    assert found.target_at == at + timedelta(hours=1)


def test_the_most_particular_rule_wins_and_of_equals_the_last() -> None:
    wide = Rule(ClockKind.FIRST_RESPONSE, Line(Basis.WALL, 60))
    on_x = Rule(ClockKind.FIRST_RESPONSE, Line(Basis.WALL, 30), network="X")
    on_x_later = Rule(ClockKind.FIRST_RESPONSE, Line(Basis.WALL, 20), network="X")
    praise_on_x = Rule(
        ClockKind.FIRST_RESPONSE, Line(Basis.WALL, 5), network="X", category="PRAISE"
    )
    rules = [praise_on_x, on_x, on_x_later, wide]
    assert rule_for(rules, ClockKind.FIRST_RESPONSE, COMPLAINT) == on_x_later
    praise = Matter("X", "PRAISE", "LOW", "PUBLIC", is_medical=False)
    assert rule_for(rules, ClockKind.FIRST_RESPONSE, praise) == praise_on_x
    elsewhere = Matter("FACEBOOK", "PRAISE", "LOW", "PUBLIC", is_medical=False)
    assert rule_for(rules, ClockKind.FIRST_RESPONSE, elsewhere) == wide
    assert rule_for(rules, ClockKind.RESOLUTION, praise) is None


def test_rules_survive_being_stored() -> None:
    assert parse_rules(dump_rules(DEFAULT_RULES)) == DEFAULT_RULES


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"kind": "FIRST_RESPONSE"}, "it has no target"),
        ({"kind": "NOON", "target": {"basis": "WALL", "minutes": 5}}, "NOON"),
        ({"kind": "RESOLUTION", "target": {"basis": "WALL", "minutes": 0}}, "above zero"),
        ({"kind": "RESOLUTION", "target": {"basis": "WALL", "minutes": 10**9}}, "60 days"),
    ],
)
def test_rules_that_cannot_be_read_are_named(entry: dict[str, object], words: str) -> None:
    with pytest.raises(PolicyError, match=words) as caught:
        parse_rules([entry])
    assert str(caught.value).startswith("Rule 1 cannot be read")


def test_a_practice_that_never_opens_has_no_line_in_opening_hours() -> None:
    never = BusinessHours.of(BERLIN, {})
    found = due(
        rule_for(DEFAULT_RULES, ClockKind.LOOP_CLOSE, COMPLAINT),
        local("2026-11-18T10:00"),
        never,
        BERLIN,
    )
    assert found.target_at is None
