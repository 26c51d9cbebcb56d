"""Open browsers and people at work against a hub of its own.

    python -m benchmarks.load [--minutes 5] [--rate 50] [--agents 50] [--browsers 200]
                              [--practices 1] [--refresh] [--until-it-gives]

`manage.py up --demo` in a folder of its own, with all its processes; real HTTP, signed-in sessions,
forms with their tokens. Ends with 1 after an error: a 5xx, a refusal that is no colleague's being
first, a stream that ended, an event that a stream did not tell within fifteen seconds, an error in
the log.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import django

from benchmarks.load.run import Plan, Step, run
from practice_hub.running import announced
from tests.support.hub import Hub

if TYPE_CHECKING:
    from benchmarks.load.world import World

# As in production, not as in tests; and nothing that is queued here ever goes out.
PACE = {
    "FEED_INTERVAL_SECONDS": "60",
    "FEED_SWEEP_SECONDS": "5",
    "OUTBOX_SWEEP_SECONDS": "5",
    "UNDO_SECONDS": "3600",
}
STEP_SECONDS = 20.0
COMPLAINTS = (" ERROR ", " CRITICAL ", "Traceback")
STEPS = 12


def main() -> int:
    options = _parser().parse_args()
    with tempfile.TemporaryDirectory(prefix="practice-hub-load-") as name:
        folder = Path(name) / "data"
        with Hub(folder, **PACE) as hub:
            is_well = False
            try:
                is_well = _loaded(hub, folder, options)
            finally:
                is_quiet = _print_errors(hub.output) == 0
    return 0 if is_well and is_quiet else 1


def _loaded(hub: Hub, folder: Path, options: argparse.Namespace) -> bool:
    addresses = announced(folder)
    world = _world(folder, addresses, options)
    plan = Plan(hub.url, hub.events_url, addresses["REDIS_URL"], hub.pid, options.refresh)
    return asyncio.run(run(plan, world, _steps(options)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--rate", type=float, default=50.0, help="acts a second of all together")
    parser.add_argument("--agents", type=int, default=50)
    parser.add_argument("--browsers", type=int, default=200)
    parser.add_argument("--practices", type=int, default=1)
    parser.add_argument("--conversations", type=int, default=4000)
    parser.add_argument(
        "--refresh", action="store_true", help="open pages also fetch what changed, as ours do"
    )
    parser.add_argument(
        "--until-it-gives", action="store_true", help=f"raise the rate every {STEP_SECONDS:g} s"
    )
    return parser


def _steps(options: argparse.Namespace) -> list[Step]:
    if not options.until_it_gives:
        return [Step(options.rate, options.minutes * 60)]
    return [Step(options.rate * (2 + number) / 4, STEP_SECONDS) for number in range(STEPS)]


def _world(folder: Path, addresses: dict[str, str], options: argparse.Namespace) -> World:
    os.environ.update({**addresses, "DATA_DIR": str(folder), "LOG_LEVEL": "WARNING"})
    os.environ["DJANGO_SETTINGS_MODULE"] = "practice_hub.settings"
    django.setup()
    # Only now can its models be imported.
    made: World = import_module("benchmarks.load.world").build(
        practices=options.practices,
        agents=options.agents,
        browsers=options.browsers,
        conversations=options.conversations,
    )
    return made


def _print_errors(output: str) -> int:
    """What the processes complained of; mails that they print, and slow answers, are none of it."""
    said = [line for line in output.splitlines() if any(word in line for word in COMPLAINTS)]
    print(f"\nErrors in the log: {len(said)}")
    for text in said[-12:]:
        print(f"  {text[:160]}")
    return len(said)


if __name__ == "__main__":
    sys.exit(main())
