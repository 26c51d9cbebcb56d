"""Starting real processes, reading what they print, and seeing whether they are gone."""

from __future__ import annotations

import os
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from tests.support.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]


class Running:
    """A process whose lines are collected as they come."""

    def __init__(self, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            list(command),
            cwd=ROOT,
            env={**(environment or os.environ), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        self._arrivals: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def line_with(self, *texts: str, seconds: float = PATIENCE_SECONDS) -> str:
        """Wait for the next line that contains every one of `texts`."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._arrivals.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                raise AssertionError(f"no line with {texts} in:\n{self.output}") from None
            if line is None:
                raise AssertionError(f"ended without a line with {texts}:\n{self.output}")
            if all(text in line for text in texts):
                return line

    def exit_code(self, seconds: float = PATIENCE_SECONDS) -> int:
        return self.process.wait(seconds)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._arrivals.put(line.rstrip("\n"))
        self._arrivals.put(None)


def is_alive(pid: int) -> bool:
    """True for a process that runs; a zombie that nobody waits for has ended."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def eventually(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> bool:
    """Wait until something is so; False when it never was."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return is_so()
