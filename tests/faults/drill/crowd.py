"""Keeps a number of children alive, kills them at random, and counts."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
from django.db import DatabaseError, connection

from tests.faults.drill import daggers
from tests.faults.drill.children import Role, forget_connection, fork
from tests.faults.drill.machine import Machine

LONGEST_LIFE = 0.09  # seconds between two kills from outside, at most
ARMED = 0.5  # share of children that carry a dagger
A_CHANCE = 0.4  # seconds in which they may die by it


@dataclass
class Crowd:
    """`roles`: what each place of the crowd does, and its share of the kills. A dead child is
    replaced at once."""

    machine: Machine
    rng: random.Random
    roles: Mapping[str, tuple[Role, int]]
    killed: Counter[str] = field(default_factory=Counter)
    _children: dict[str, int] = field(default_factory=dict)
    _spared: dict[str, float] = field(default_factory=dict)  # armed ones, until when
    _dead: set[int] = field(default_factory=set)

    @property
    def kills(self) -> int:
        return sum(self.killed.values())

    @property
    def log(self) -> Path:
        return self.machine.folder / "children.log"

    def fill(self, *, is_armed: bool) -> None:
        """Every place has a child; the armed die by themselves at a point drawn by chance."""
        self._bury()
        for place, (role, _) in self.roles.items():
            if place not in self._children:
                is_drawn = is_armed and place != "celery" and self.rng.random() < ARMED
                dagger = daggers.draw(self.rng) if is_drawn else None
                seed = f"{self.rng.random()}"
                self._children[place] = fork(role, seed, self.log, dagger)
                self._spared.pop(place, None)
                if dagger:
                    self._spared[place] = time.monotonic() + A_CHANCE

    def _bury(self) -> None:
        """Who died by a dagger is counted, and its place is free."""
        self._dead = {pid for pid in self._dead if not os.waitpid(pid, os.WNOHANG)[0]}
        for place, pid in list(self._children.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                del self._children[place]
                assert os.WIFSIGNALED(status), f"{place} ended by itself: {self.log.read_text()}"
                self.killed[f"{place} at a point"] += 1

    def kill(self, place: str) -> None:
        """kill -9 of whoever has `place`."""
        pid = self._children.pop(place, None)
        if pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self._dead.add(pid)
            self.killed[place] += 1

    def strike(self) -> None:
        """Wait a random moment, then kill something: mostly a child, at times a server."""
        time.sleep(self.rng.uniform(0, LONGEST_LIFE))
        what = self.rng.random()
        if what < 0.015:
            self.machine.kill_postgres()
            self.killed["PostgreSQL"] += 1
        elif what < 0.035:
            self._kill_backend()
        elif what < 0.06:
            self.machine.kill_redis()
            self.killed["Redis, with all it held"] += 1
        else:
            self._kill_somebody()

    def _kill_somebody(self) -> None:
        """One of those who do not wait to die by themselves."""
        now = time.monotonic()
        left = {k: share for k, (_, share) in self.roles.items() if self._spared.get(k, 0) < now}
        if left:
            self.kill(self.rng.choices(list(left), list(left.values()))[0])

    def _kill_backend(self) -> None:
        """One backend dies; PostgreSQL then ends all sessions and recovers."""
        mine = connection.connection.get_backend_pid() if connection.connection else 0
        for pid in _backends():
            if pid != mine:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                self.killed["a PostgreSQL backend"] += 1
                break
        wait_for_database()

    def dismiss(self, *places: str) -> None:
        """These go and nobody takes their place; they are not counted."""
        for place in places:
            if (pid := self._children.pop(place, None)) is not None:
                os.kill(pid, signal.SIGKILL)
                self._dead.add(pid)

    def end(self) -> None:
        """The last children go; they are not counted."""
        for pid in self._children.values():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in [*self._dead, *self._children.values()]:
            os.waitpid(pid, 0)
        self._dead.clear()
        self._children.clear()


def _backends() -> list[int]:
    question = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return [row[0] for row in cursor.fetchall()]
    except DatabaseError:
        forget_connection()
        return []


def wait_for_database(seconds: float = 20) -> None:
    """Until PostgreSQL has recovered."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return
        except (DatabaseError, psycopg2.Error):
            forget_connection()
            assert time.monotonic() < deadline, "PostgreSQL does not answer"
            time.sleep(0.01)


@contextlib.contextmanager
def steadily() -> Iterator[None]:
    """What fails because the database was just killed is not done, and the drill goes on."""
    try:
        yield
    except DatabaseError:
        forget_connection()
        wait_for_database()
