"""Runs a drill as the program that it is, with tables from the test's own database."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from practice_hub.hostuser import runner
from practice_hub.wheels import postgres_programs

ROOT = Path(__file__).resolve().parents[2]
KILLS = 200  # of each kind; DRILL_KILLS for more


def dump_tables(database_url: str, target: Path) -> Path:
    """The tables of this run, so that a drill need not migrate once more."""
    program = str(postgres_programs(runner()) / "pg_dump")
    command = [program, "--schema-only", "--no-owner", "--file", str(target), database_url]
    subprocess.run(command, check=True)
    return target


def run_drill(what: str, schema: Path) -> None:
    """Fails with what the drill said, its seed included. DRILL_SEED plays one again."""
    kills = os.environ.get("DRILL_KILLS") or str(KILLS)
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.drill", what, "--kills", kills]
    command += ["--schema", str(schema)]
    if seed := os.environ.get("DRILL_SEED"):
        command += ["--seed", seed]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
