"""The supervisor restarts what dies and leaves nothing behind, however it ends itself."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.platform.helpers import Running, eventually, is_alive

SLEEPER = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(300)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SLEEPER
PARENT = (
    "import subprocess, sys, time; "
    f"child = subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(300)"
)

Start = Callable[..., Running]


@pytest.fixture
def start() -> Iterator[Start]:
    started: list[Running] = []

    def _start(**programs: str) -> Running:
        script = str(Path(__file__).with_name("supervised.py"))
        pairs = [text for pair in programs.items() for text in pair]
        started.append(Running([sys.executable, script, *pairs]))
        return started[-1]

    yield _start
    for running in started:
        running.kill()


def pid_in(line: str) -> int:
    match = re.search(r"pid (\d+)", line)
    assert match, line
    return int(match[1])


def test_a_killed_child_is_started_again_and_lines_carry_names(start: Start) -> None:
    running = start(web=SLEEPER, worker=SLEEPER)
    first = pid_in(running.line_with("worker |", "pid"))
    os.kill(first, signal.SIGKILL)
    running.line_with("up     |", "worker was killed by SIGKILL; starting it again in 0.5 s")
    second = pid_in(running.line_with("worker |", "pid"))
    assert second != first
    assert is_alive(second)


def test_pauses_grow_while_a_child_keeps_dying(start: Start) -> None:
    running = start(web="raise SystemExit(3)")
    running.line_with("web stopped with exit code 3; starting it again in 0.5 s")
    running.line_with("starting it again in 1 s")
    running.line_with("starting it again in 2 s")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_child(start: Start, number: signal.Signals) -> None:
    running = start(web=SLEEPER, beat=SLEEPER)
    lines = [running.line_with("| pid"), running.line_with("| pid")]
    assert {line.split()[0] for line in lines} == {"web", "beat"}
    pids = [pid_in(line) for line in lines]
    running.process.send_signal(number)
    assert running.exit_code() == 0
    assert not any(is_alive(pid) for pid in pids)


def test_grandchildren_of_a_killed_child_are_killed(start: Start) -> None:
    running = start(worker=PARENT)
    grandchild = pid_in(running.line_with("worker |", "pid"))
    child = _parent_of(grandchild)
    os.kill(child, signal.SIGKILL)
    running.line_with("worker was killed")
    assert eventually(lambda: not is_alive(grandchild))


def test_grandchildren_are_gone_after_a_stop(start: Start) -> None:
    running = start(worker=PARENT)
    grandchild = pid_in(running.line_with("worker |", "pid"))
    running.process.send_signal(signal.SIGINT)
    assert running.exit_code() == 0
    assert eventually(lambda: not is_alive(grandchild))


def test_the_clock_ends_before_who_works_and_the_town_last(start: Start) -> None:
    busy = (
        "import signal, sys, time; "
        "signal.signal(signal.SIGTERM, lambda *_: (time.sleep(0.3), print('ended'), sys.exit())); "
        f"{SLEEPER}"
    )
    running = start(sandbox=busy, worker=busy, beat=busy)
    for _ in range(3):
        running.line_with("pid")
    running.process.send_signal(signal.SIGTERM)
    running.line_with("up ", "stopping: what is being sent or answered is finished first")
    assert running.exit_code() == 0
    ended = [line.split()[0] for line in running.lines if line.endswith("| ended")]
    assert ended == ["beat", "worker", "sandbox"]


def test_a_second_signal_kills_a_stubborn_child(start: Start) -> None:
    running = start(worker=STUBBORN)
    pid = pid_in(running.line_with("pid"))
    running.process.send_signal(signal.SIGINT)
    assert not eventually(lambda: not is_alive(pid), 1.2)
    running.process.send_signal(signal.SIGINT)
    assert running.exit_code(8) == 0  # left alone, it is killed after ten
    assert not is_alive(pid)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help exists on Linux only")
def test_children_stop_when_the_supervisor_is_killed(start: Start) -> None:
    running = start(web=SLEEPER)
    pid = pid_in(running.line_with("pid"))
    running.kill()
    assert eventually(lambda: not is_alive(pid))


def test_a_last_line_without_newline_is_shown(start: Start) -> None:
    running = start(web="import sys; sys.stdout.write('half a line'); sys.exit(1)")
    running.line_with("web |", "half a line")


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
