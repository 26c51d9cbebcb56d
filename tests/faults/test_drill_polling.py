"""The seeded drill of polling: kill -9 of everything, at random and at named points, 200 times."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.drills import run_drill

pytestmark = pytest.mark.timeout(0)  # make drill runs it for as long as it is told


def test_drill_of_polling(tables: Path) -> None:
    run_drill("polling", tables)
