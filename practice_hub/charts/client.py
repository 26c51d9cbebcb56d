"""Asks the drawing process, which it starts when needed, and never waits for long."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from practice_hub.charts.errors import DrawingError
from practice_hub.hostuser import start_process

logger = logging.getLogger(__name__)
ROOT: Final = Path(__file__).resolve().parent.parent.parent
COMMAND: Final = (sys.executable, "-m", "practice_hub.charts.renderer")
# Two seconds on an idle machine, ten times that on a small and busy one; the table is there anyway.
FIRST_SECONDS: Final = 25.0
NEXT_SECONDS: Final = 10.0
# After a failure pages do without pictures for a while instead of waiting again and again.
REST_SECONDS: Final = 30.0
Job = dict[str, Any]
Answer = dict[str, Any]


class DrawingProcess:
    """One for each process that serves pages or mail; safe with threads and after a fork."""

    def __init__(
        self, command: Sequence[str] = COMMAND, first_seconds: float = FIRST_SECONDS
    ) -> None:
        self._command = command
        self._first_seconds = first_seconds
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._is_warm = False
        self._rests_until = 0.0

    @property
    def pid(self) -> int | None:
        """Of the process that draws; None when there is none."""
        return self._process.pid if self._process else None

    def draw(self, jobs: Sequence[Job]) -> list[Answer]:
        """One answer a job, in order. Raises DrawingError when there is no time or no process."""
        if time.monotonic() < self._rests_until:
            raise DrawingError("The drawing process rests after a failure.")
        if not self._lock.acquire(timeout=FIRST_SECONDS):
            raise DrawingError("Somebody else's pictures take too long.")
        try:
            return self._ask_twice(jobs)
        except (OSError, ValueError) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            logger.warning("no pictures for a while: %s", type(error).__name__)
            raise DrawingError("The drawing process failed.") from error
        finally:
            self._lock.release()

    def stop(self) -> None:
        """End the process and forget it."""
        with self._lock:
            self._end()

    def _ask_twice(self, jobs: Sequence[Job]) -> list[Answer]:
        """Once more with a new process: an idle one may just have gone home."""
        was_running = self._process is not None
        try:
            return self._ask(jobs)
        except (OSError, ValueError):
            self._end()
            if not was_running:
                raise
        try:
            return self._ask(jobs)
        except (OSError, ValueError):
            self._end()
            raise

    def _ask(self, jobs: Sequence[Job]) -> list[Answer]:
        process = self._running()
        seconds = NEXT_SECONDS if self._is_warm else self._first_seconds
        # Killed when it takes too long; the pipes then end, and so does the wait.
        guard = threading.Timer(seconds, process.kill)
        guard.daemon = True
        guard.start()
        try:
            line = _exchange(process, json.dumps(jobs).encode() + b"\n")
        finally:
            guard.cancel()
        answers: list[Answer] = json.loads(line)
        if len(answers) != len(jobs):
            raise ValueError("Not every picture was answered.")
        self._is_warm = True
        return answers

    def _running(self) -> subprocess.Popen[bytes]:
        """Ours; a new one where there is none, or only that of a process we forked from."""
        is_ours = self._owner == os.getpid()
        if self._process is not None and is_ours and self._process.poll() is None:
            return self._process
        if is_ours:
            self._end()
        self._is_warm = False
        self._owner = os.getpid()
        self._process = start_process(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8"},
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)
        process.wait()


def _exchange(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise OSError("The drawing process has no pipes.")
    process.stdin.write(line)
    process.stdin.flush()
    return process.stdout.readline()


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what was left in the buffer has no reader any more
        logger.debug("a pipe of the drawing process was broken already")


drawing_process = DrawingProcess()
