"""Numbers in words, round axes, tables and empty pictures."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from practice_hub.charts import theme
from practice_hub.charts.draw import revive
from practice_hub.charts.units import Unit, duration, in_words, ticks
from tests.charts import samples


def test_times_are_said_in_two_parts_at_most() -> None:
    said = {
        0.4: "0 s",
        59: "59 s",
        60: "1 min",
        3_569: "59 min",
        3_580: "1 h",
        7_800: "2 h 10",
        86_369: "23 h 59",
        86_400: "1 day",
        302_400: "3 days 12 h",
    }
    assert {seconds: duration(seconds) for seconds in said} == said


@pytest.mark.parametrize(
    ("top", "unit", "expected"),
    [
        (12_600, "seconds", [0, 3600, 7200, 10_800]),
        (0.5, "seconds", [0]),
        (7, "count", [0, 2, 4, 6]),
        (1, "count", [0, 1]),
        (137_000, "count", [0, 50_000, 100_000]),
        (1, "share", [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_axes_have_round_steps(top: float, unit: Unit, expected: list[float]) -> None:
    assert ticks(top, unit) == pytest.approx(expected)


def test_every_kind_has_a_table_and_says_when_it_is_empty() -> None:
    for name, shape in samples.ALL.items():
        table = shape.table()
        assert not shape.is_empty, name
        assert table.rows
        assert all(len(cells) == len(table.head) - 1 for _, _, cells in table.rows)
    assert all(shape.is_empty for shape in samples.EMPTY)
    assert samples.BARS.table().rows[1] == ("Tuesday", samples.HREF, ("11 min", "40 min"))
    assert samples.CUT.table().rows[-1][2] == ("–", "10 days 10 h")
    # The busiest hours come first, hours in which nothing happened are left out.
    assert samples.HEAT.table().rows[0][2] == ("4", "4")
    assert all(any(cell != "0" for cell in cells) for _, _, cells in samples.HEAT.table().rows)
    assert in_words(0.836, "share") == "84 %"


def test_a_shape_survives_the_way_to_the_drawing_process() -> None:
    for shape in samples.ALL.values():
        assert revive(type(shape).__name__, json.dumps(asdict(shape))) == shape


def test_every_tone_finds_its_way_back_to_its_own_token() -> None:
    colors = theme.colors()
    assert set(theme.TONES.values()) <= set(colors)
    assert len(set(colors.values())) == len(colors)
    assert all(len(color) == 7 for color in colors.values())
