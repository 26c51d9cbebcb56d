"""Runs programs under the product's supervisor: `supervised.py NAME SCRIPT [NAME SCRIPT …]`.

A program of its own, so that tests can send it signals and kill it.
"""

from __future__ import annotations

import asyncio
import os
import sys

from practice_hub.console import Console
from practice_hub.supervise import Program, Supervisor


def turn_of(name: str) -> int:
    """As in `up`: beat before all others, the town after them."""
    return {"beat": 0, "sandbox": 2}.get(name, 1)


async def run(programs: list[Program]) -> None:
    supervisor = Supervisor(Console(sys.stdout, [program.name for program in programs]))
    supervisor.watch_signals()
    for program in programs:
        supervisor.start(program)
    await supervisor.run()
    await supervisor.stop()


if __name__ == "__main__":
    pairs = zip(sys.argv[1::2], sys.argv[2::2], strict=True)
    asyncio.run(
        run(
            [
                Program(name, [sys.executable, "-c", script], dict(os.environ), turn_of(name))
                for name, script in pairs
            ]
        )
    )
