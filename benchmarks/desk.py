"""The desk at a thousand and at a million mentions, through the real web server.

    python -m benchmarks.desk [--mentions 1000000] [--rounds 60]

Two databases of one PostgreSQL, each with its own web server as `manage.py up` starts it, and a
signed-in member of the front desk. Both are asked in turn, so that whatever else the machine does
slows both alike. Times are those of the client: connection kept open, the whole answer read.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.services import product_on_postgres
from practice_hub.ports import free_port
from practice_hub.processes import Layout, web

SMALL: Final = 1_000
HTMX: Final = {"HX-Request": "true"}
# Milliseconds in the middle at a million mentions; 95 % within twice that.
AIMS: Final = {
    "list": 20,
    "filtered list": 20,
    "deep page": 20,
    "conversation": 20,
    "conversation, page": 40,
    "search": 30,
    "search, page": 30,
    "count badges": 5,
}
MOST_GROWTH: Final = 1.3
WORDS: Final = ("parking", "kind mother", "bacedi", '"nobody said sorry"', "stings -coffee", "koj")


@dataclass
class Desk:
    """One database behind one server."""

    port: int
    cookie: str
    talks: int
    deep: str
    connection: http.client.HTTPConnection | None = None
    spent: dict[str, list[float]] = field(default_factory=dict)

    def requests(self, number: int) -> dict[str, tuple[str, dict[str, str]]]:
        """Name -> address and headers, another conversation and other words each time."""
        talk = 1 + number * 7919 % self.talks
        words = WORDS[number % len(WORDS)].replace(" ", "+").replace('"', "%22")
        return {
            "list": ("/inbox/", {}),
            "filtered list": ("/inbox/?queue=all&network=X&sentiment=NEGATIVE", {}),
            "deep page": (f"/inbox/?queue=all&after={self.deep}", HTMX),
            "conversation": (f"/inbox/{talk}/", HTMX),
            "conversation, page": (f"/inbox/{talk}/", {}),
            "search": (f"/inbox/?queue=all&q={words}", HTMX),
            "search, page": (f"/inbox/?queue=all&q={words}", {}),
            "count badges": ("/inbox/counts/", HTMX),
        }

    def ask(self, address: str, headers: dict[str, str]) -> float:
        """Seconds until the whole answer is here."""
        connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port)
        self.connection = connection
        started = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": self.cookie, **headers})
        answer = connection.getresponse()
        answer.read()
        spent = time.perf_counter() - started
        if answer.status != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        if answer.will_close:
            self.connection = None
        return spent


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the pages of the desk.")
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60)
    arguments = parser.parse_known_args()[0]
    with product_on_postgres() as url:
        # Only now is Django set up, so that its models can be imported.
        make = import_module("benchmarks.desk_practice")
        small_url = make.copy_of_database(url)
        desks: list[Desk] = []
        with servers([small_url, url]) as ports:
            for one, port, mentions in zip(
                (small_url, url), ports, (SMALL, arguments.mentions), strict=True
            ):
                started = time.perf_counter()
                made = make.fill_and_sign_in(one, mentions, datetime.now(UTC))
                desks.append(Desk(port, *made))
                print(f"{mentions:,} mentions made in {time.perf_counter() - started:.0f} s")
            measure(desks, arguments.rounds)
        report(desks, arguments.mentions)


@contextmanager
def servers(urls: Sequence[str]) -> Iterator[list[int]]:
    """A web server for each database."""
    running: list[subprocess.Popen[bytes]] = []
    ports: list[int] = []
    try:
        for url in urls:
            port = free_port()
            folder = Path(os.environ["DATA_DIR"])
            command = web(Layout(sys.executable, "127.0.0.1", port, port + 1, 0, folder))
            running.append(subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}))
            ports.append(port)
        yield ports
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def measure(desks: Sequence[Desk], rounds: int) -> None:
    """Small and large in turn; the first requests only warm up."""
    for number in range(-6, rounds):
        asked = [desk.requests(abs(number)) for desk in desks]
        for name in AIMS:
            for desk, requests in zip(desks, asked, strict=True):
                spent = desk.ask(*requests[name])
                if number >= 0:
                    desk.spent.setdefault(name, []).append(spent)


def report(desks: Sequence[Desk], mentions: int) -> None:
    print(f"\nThe desk at {SMALL:,} and at {mentions:,} mentions (milliseconds)")
    print(f"{'':20}{'p50':>8}{'p50':>8}{'p95':>8}{'least':>8}{'least':>8}{'growth':>8}  aim")
    for name, aim in AIMS.items():
        a, b = (sorted(1000 * spent for spent in desk.spent[name]) for desk in desks)
        p50, p95 = statistics.median(b), b[-(-len(b) * 95 // 100) - 1]
        growth = statistics.median(b) / statistics.median(a)
        missed = [
            word
            for word, is_missed in (
                ("p50", p50 > aim),
                ("p95", p95 > 2 * aim),
                ("growth", growth > MOST_GROWTH),
            )
            if is_missed
        ]
        verdict = f"MISSED: {', '.join(missed)}" if missed else "reached"
        print(
            f"{name:20}{statistics.median(a):8.1f}{p50:8.1f}{p95:8.1f}{a[0]:8.1f}{b[0]:8.1f}"
            f"{growth:8.2f}  {aim} ms: {verdict}"
        )
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"machine: {os.cpu_count()} cores, load {load}")


if __name__ == "__main__":
    main()
