"""What each program of the hub costs while it runs, from /proc: processor and memory."""

from __future__ import annotations

import asyncio
import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import psutil

EVERY_SECONDS = 2.0
METER = "this meter"
_BY_WORDS = (
    ("practice_hub.wsgi", "web"),
    ("practice_hub.asgi", "events"),
    ("worker", "worker"),
    ("beat", "beat"),
    ("sandbox", "town"),
)
_BY_NAME = {"postgres": "postgres", "redis-server": "redis"}


@dataclass(frozen=True, slots=True)
class Sample:
    """`cores` used since the one before, megabytes (each page of memory counted once), open files
    and sockets, and processes."""

    at: float
    cores: dict[str, float]
    megabytes: dict[str, float]
    processes: dict[str, int]


@dataclass(slots=True)
class Machine:
    """Watches the `up` with this process id, and the meter itself."""

    up_pid: int
    samples: list[Sample] = field(default_factory=list)
    _seconds: dict[int, float] = field(default_factory=dict)
    _at: float = field(default_factory=time.perf_counter)

    async def watch(self) -> None:
        """For ever, once every two seconds."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(EVERY_SECONDS)

    def look(self) -> None:
        now, seconds = time.perf_counter(), dict[int, float]()
        used: dict[str, float] = defaultdict(float)
        memory: dict[str, float] = defaultdict(float)
        count: dict[str, int] = defaultdict(int)
        for pid, name in self._programs():
            try:
                spent = psutil.Process(pid).cpu_times()
                memory[name] += _megabytes(pid)
            except (psutil.Error, OSError):
                continue  # it has just ended
            seconds[pid] = spent.user + spent.system
            used[name] += seconds[pid] - self._seconds.get(pid, seconds[pid])
            count[name] += 1
        span, self._at, self._seconds = now - self._at, now, seconds
        cores = {name: value / span for name, value in used.items()}
        self.samples.append(Sample(now, cores, dict(memory), dict(count)))

    def _programs(self) -> list[tuple[int, str]]:
        found = [(os.getpid(), METER)]
        for child in psutil.Process(self.up_pid).children():
            try:
                name = _role(child)
                found += [(one.pid, name) for one in (child, *child.children(recursive=True))]
            except psutil.Error:
                continue
        return found


def _role(process: psutil.Process) -> str:
    name = _BY_NAME.get(process.name())
    words = " ".join(process.cmdline())
    return name or next((role for word, role in _BY_WORDS if word in words), "other")


def _megabytes(pid: int) -> float:
    """Proportional set size: what processes share is divided between them."""
    for text in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if text.startswith("Pss:"):
            return int(text.split()[1]) / 1024
    return 0.0


def print_machine(samples: list[Sample]) -> None:
    """Cores and memory of each program over these samples, and what was used most of all."""
    if not samples:
        return
    names = sorted({name for sample in samples for name in sample.megabytes})
    print(f"\nPrograms on {os.cpu_count()} cores")
    print(f"  {'':<14}{'cores':>8}{'most':>8}{'MB first':>10}{'MB last':>10}{'processes':>11}")
    for name in names:
        cores = [sample.cores.get(name, 0.0) for sample in samples]
        megabytes = [sample.megabytes.get(name, 0.0) for sample in samples]
        print(
            f"  {name:<14}{sum(cores) / len(cores):>8.2f}{max(cores):>8.2f}"
            f"{megabytes[0]:>10,.0f}{megabytes[-1]:>10,.0f}{samples[-1].processes.get(name, 0):>11}"
        )


def busiest(samples: list[Sample]) -> str:
    """The program that used most, in words; the meter does not count."""
    totals: dict[str, float] = defaultdict(float)
    for sample in samples:
        for name, cores in sample.cores.items():
            totals[name] += cores / len(samples)
    totals.pop(METER, None)
    order = sorted(totals.items(), key=lambda pair: -pair[1])[:3]
    return ", ".join(f"{name} {cores:.2f}" for name, cores in order)
