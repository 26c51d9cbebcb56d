"""Few histories in `make test`, always the same ones; `make drill` draws new ones."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

IN_A_DRILL = os.environ.get("DRILL_KILLS", "")
EXAMPLES = int(IN_A_DRILL) // 4 if IN_A_DRILL else 12
STEPS = 40


@pytest.mark.timeout(0 if IN_A_DRILL else 600)
def test_random_histories_of_a_conversation(db: None) -> None:
    from tests.property.histories import Histories

    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not IN_A_DRILL,
            deadline=None,
            # A history is read as it is: to shrink one takes minutes of database time.
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
