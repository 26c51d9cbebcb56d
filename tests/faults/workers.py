"""Starting and killing the workers of a nursery."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import redis

from tests.platform.helpers import is_alive
from tests.support.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]


def eventually(is_so: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s"
        time.sleep(0.01)


class Workers:
    """At most one worker at a time, on the queues and the database of the test."""

    def __init__(self, redis_client: redis.Redis, town: str, **environment: str) -> None:
        self._redis = redis_client
        self._port = urlsplit(town).port
        environment |= {"X_API_BASE_URL": town, "GRAPH_API_BASE_URL": town}
        self._nursery = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.nursery"],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._pid = 0
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._nursery.stdout is not None
        line = self._nursery.stdout.readline().strip()
        assert line, f"the nursery has ended: {self._nursery.wait(PATIENCE_SECONDS)}"
        return line

    def start(self) -> None:
        """A new worker, listening to its queues."""
        assert self._nursery.stdin is not None
        self._nursery.stdin.write("one\n")
        self._nursery.stdin.flush()
        self._pid = int(self._line())
        eventually(self._is_listening, "a worker that listens")

    def _is_listening(self) -> bool:
        return any(client["cmd"] == "brpop" for client in self._redis.client_list())

    def kill(self) -> None:
        """kill -9 of the worker and everything it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._pid, signal.SIGKILL)
        # Until Redis has noticed, it would hand the next task to the dead.
        eventually(lambda: not self._is_listening(), "Redis noticed")

    def ask_to_stop(self) -> None:
        """SIGTERM, as `up`, systemd and Docker send it, to the worker itself."""
        os.kill(self._pid, signal.SIGTERM)

    def has_stopped(self) -> bool:
        return not is_alive(self._pid)

    def kill_child(self) -> None:
        """kill -9 of the process at work only; the worker itself notices and starts another."""
        for child in psutil.Process(self._pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):
                if any(c.raddr and c.raddr.port == self._port for c in child.net_connections()):
                    child.kill()

    def rest(self) -> None:
        """No worker is left; the next test starts its own."""
        if self._pid:
            self.kill()
            self._pid = 0

    def stop(self) -> None:
        """End all of it."""
        self.rest()
        self._nursery.kill()
        self._nursery.wait(PATIENCE_SECONDS)
