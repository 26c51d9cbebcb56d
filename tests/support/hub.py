"""The whole product in its real processes, `manage.py up --demo`, for tests and benchmarks."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from practice_hub.ports import free_port
from tests.platform.helpers import Running
from tests.support.patience import PATIENCE_SECONDS
from tests.support.sandbox_server import SandboxServer

READY_SECONDS = 4 * PATIENCE_SECONDS  # some ten processes start one after the other
UNDO_SECONDS = 8  # time for a slow machine to press Undo; tests say when it is over
_KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
# Quick enough for a test to wait for, and still the real waiting everywhere.
PACE = {
    "FEED_INTERVAL_SECONDS": "1.5",
    "FEED_SWEEP_SECONDS": "0.5",
    "OUTBOX_SWEEP_SECONDS": "1",
    "UNDO_SECONDS": str(UNDO_SECONDS),
    "TOWN_SECONDS": "0",  # the town only reacts; nobody posts by themselves
    "LOG_LEVEL": "WARNING",
    "DEMO_TOUR": "no",  # a card beside what it speaks of, and over what a test wants to press
}


class Hub:
    """Web, event stream, worker, beat and town, on free ports and a data folder of their own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._folder = folder
        self._environment = environment
        self._running: Running | None = None
        ports = {name: free_port() for name in ("PORT", "EVENTS_PORT", "SANDBOX_PORT")}
        self._ports = {name: str(port) for name, port in ports.items()}
        self.url = f"http://127.0.0.1:{ports['PORT']}"
        self.events_url = f"http://127.0.0.1:{ports['EVENTS_PORT']}"
        self.town = SandboxServer()  # only its controls: `up` starts the process
        self.town.base_url = f"http://127.0.0.1:{ports['SANDBOX_PORT']}"

    @property
    def output(self) -> str:
        """What all processes have printed."""
        return self._running.output if self._running else ""

    @property
    def pid(self) -> int:
        """Process id of `up`, the parent of all others."""
        assert self._running is not None
        return self._running.process.pid

    def start(self) -> Hub:
        """Start everything and wait until it says that it is ready."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment = {
            **kept,
            **PACE,
            **self._ports,
            "PRACTICE_HUB_ENV": "demo",
            "DATA_DIR": str(self._folder),
            **self._environment,
        }
        self._running = Running([sys.executable, "manage.py", "up", "--demo"], environment)
        try:
            self._running.line_with("Practice Hub is ready", seconds=READY_SECONDS)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End everything, as Ctrl-C does."""
        if self._running is None:
            return
        if self._running.process.poll() is None:
            self._running.process.send_signal(signal.SIGINT)
            try:
                self._running.exit_code()
            finally:
                self._running.kill()
        self._running = None

    def __enter__(self) -> Hub:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
