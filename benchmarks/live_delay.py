"""From a post on the network, and from our commit, to the row in an open browser.

    python -m benchmarks.live_delay [--times 20]

The real processes (`manage.py up --demo` with its own pace: feeds every 3 s) and a real browser
with the inbox open. A townsperson posts; a second connection to PostgreSQL looks every 5 ms when
the conversation becomes visible (our commit), and the page notes when the row stands in the list.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from playwright.sync_api import Page, sync_playwright

from practice_hub.running import announced
from practice_hub.service_urls import database_from_url
from tests.support.chromium import FLAGS, chromium_path
from tests.support.hub import Hub

AIM_SECONDS = 1.0
PEOPLE = ("jo", "meera", "hamid", "wen", "dev", "nora", "oskar", "kenji", "theo", "mina")
SPIN = 200_000  # turns of an empty loop, some milliseconds
# Notes the moment at which a row with the awaited words first stands in the list.
WATCH = """words => {
  window.seenAt = 0;
  const look = () => {
    const rows = document.getElementById("rows");
    if (!window.seenAt && rows?.textContent.includes(words)) window.seenAt = Date.now();
  };
  window.watcher?.disconnect();
  window.watcher = new MutationObserver(look);
  window.watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from the post, and from the commit, to the row in the browser."""

    post: float
    commit: float


class CommitWatch(threading.Thread):
    """Looks every 5 ms whether other connections can see the conversation."""

    def __init__(self, url: str, words: str) -> None:
        super().__init__(daemon=True)
        self._url, self._words = url, words
        self.seen_at = 0.0

    def run(self) -> None:
        given = database_from_url(self._url)
        connection = psycopg2.connect(
            host=given["HOST"], user=given["USER"], dbname=given["NAME"], port=given["PORT"] or None
        )
        connection.autocommit = True
        deadline = time.time() + 60
        with connection.cursor() as cursor:
            while not self.seen_at and time.time() < deadline:
                cursor.execute(
                    "SELECT 1 FROM inbox_conversation WHERE preview LIKE %s LIMIT 1",
                    [f"%{self._words}%"],
                )
                if cursor.fetchone():
                    self.seen_at = time.time()
                time.sleep(0.005)
        connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the delay to an open browser.")
    parser.add_argument("--times", type=int, default=20)
    times = parser.parse_known_args()[0].times
    path = chromium_path()
    with tempfile.TemporaryDirectory(prefix="practice-hub-bench-") as name:
        folder = Path(name) / "data"
        pace = {"FEED_INTERVAL_SECONDS": "3", "FEED_SWEEP_SECONDS": "1"}  # as in the demo
        before = _noise()
        with Hub(folder, **pace) as hub, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(base_url=hub.url)
            seen = _measure(hub, page, announced(folder)["DATABASE_URL"], times)
            browser.close()
        _print(seen, before, _noise())


def _measure(hub: Hub, page: Page, database_url: str, times: int) -> list[Delays]:
    page.goto("/demo/")
    page.get_by_role("button", name="Sign in as Ana Alvarez").click()
    page.wait_for_url("**/inbox/**")
    page.mouse.move(1, 1)
    page.wait_for_timeout(2000)  # the stream is open, the page at rest
    return [_one(hub, page, database_url, number) for number in range(times)]


def _one(hub: Hub, page: Page, database_url: str, number: int) -> Delays:
    words = f"nobody rings me back, case {number + 1} of the day"  # complaints stand on top
    page.evaluate(WATCH, words)
    watch = CommitWatch(database_url, words)
    watch.start()
    # Not in step with the feeds.
    time.sleep(0.37 * (number % 8) + 0.2)
    person = PEOPLE[number % len(PEOPLE)]
    posted_at = time.time()
    hub.town.act("x_post", person=person, text=f"@lumenlakeside {words}")
    page.wait_for_function("() => window.seenAt > 0", timeout=60_000)
    watch.join(5)
    seen_at = page.evaluate("window.seenAt") / 1000
    return Delays(seen_at - posted_at, seen_at - watch.seen_at)


def _noise() -> list[float]:
    """How long the same small piece of work takes, again and again."""
    found = []
    for _ in range(40):
        started = time.perf_counter()
        for _ in range(SPIN):
            pass
        found.append(time.perf_counter() - started)
    return found


def _print(seen: Sequence[Delays], before: Sequence[float], after: Sequence[float]) -> None:
    print(f"\nDelay to an open browser, {len(seen)} posts, feeds every 3 s (seconds)")
    print(_line("post to browser", [delays.post for delays in seen]))
    commits = [delays.commit for delays in seen]
    verdict = "reached" if _high(commits) <= AIM_SECONDS else "MISSED"
    print(f"{_line('commit to browser', commits)}  aim {AIM_SECONDS:g}: {verdict} (95 %)")
    noise = sorted([*before, *after])
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"  machine: {os.cpu_count()} cores, load {load}; the same loop took "
        f"{noise[0] * 1000:.1f} to {noise[-1] * 1000:.1f} ms, median "
        f"{statistics.median(noise) * 1000:.1f}"
    )


def _line(name: str, values: Sequence[float]) -> str:
    return (
        f"  {name:<18} median {statistics.median(values):.2f}  "
        f"95 % {_high(values):.2f}  most {max(values):.2f}"
    )


def _high(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[max(-(-len(values) * 95 // 100) - 1, 0)]


if __name__ == "__main__":
    main()
