"""`python -m tests.faults.drill polling|sending [--kills N] [--seed N]`."""

from __future__ import annotations

import argparse
import importlib
import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path

from tests.faults.drill.machine import Machine

WHAT = ("polling", "sending")
LAST_LINES = 40


def main() -> int:
    """0 when rows and truth agree; else says the seed and what differs."""
    options = _options()
    again = f"DRILL_SEED={options.seed} ({options.what}, {options.kills} kills)"
    print(again, flush=True)
    machine = Machine()
    try:
        started = time.monotonic()
        machine.start()
        _set_up_django(machine, options.schema)
        ready = time.monotonic()
        drill = importlib.import_module(f"tests.faults.drill.{options.what}").drill
        killed = drill(machine, random.Random(f"{options.what} {options.seed}"), options.kills)
        print(f"{sum(killed.values())} kills: {dict(killed.most_common())}")
        took, spent = time.monotonic() - ready, os.times()
        spent_seconds = spent.user + spent.system + spent.children_user + spent.children_system
        print(
            f"{ready - started:.1f} s to set up, {took:.1f} s of drill, CPU {spent_seconds:.0f} s"
        )
    except BaseException:
        traceback.print_exc()
        _keep_last_words(machine, f"drill-{options.what}-{options.seed}")
        print(f"The drill failed. Play it again with {again}", flush=True)
        return 1
    finally:
        machine.stop()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    parser.add_argument("--schema", type=Path, help="a dump of the tables, instead of migrations")
    return parser.parse_args()


def _set_up_django(machine: Machine, schema: Path | None) -> None:
    import django
    from django.core.management import call_command

    django.setup()
    if schema is None:
        call_command("migrate", verbosity=0)
    else:
        machine.load(schema)
    from tests.faults.warmth import load_everything, load_pages

    load_everything()
    load_pages()


def _keep_last_words(machine: Machine, name: str) -> None:
    """What the children said is kept when the folder goes."""
    log = machine.folder / "children.log"
    if log.exists():
        kept = Path(tempfile.gettempdir()) / f"practice-hub-{name}.log"
        kept.write_bytes(log.read_bytes())
        lines = log.read_text(errors="replace").splitlines()
        print("\n".join(lines[-LAST_LINES:]))
        print(f"All that was said: {kept}")


if __name__ == "__main__":
    sys.exit(main())
