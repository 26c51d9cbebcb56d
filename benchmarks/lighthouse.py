"""What Lighthouse says about the pages people have open all day, and how soon a phone shows a row.

    python -m benchmarks.lighthouse [--runs 3] [--npx "npx --yes lighthouse@12.8.2"]

Needs Node.js with npm, which nothing else here does: Lighthouse comes from npm, runs in the
Chromium of the tests and looks at a demo that is started for it. Asked for: 95 of 100 in
performance, accessibility and best practices, at desktop and as its throttled phone, in the middle
of the runs; 150 KB compressed for the inbox with everything that it loads; the first row within a
second on a phone (100 ms away, 10 Mbit/s, a processor four times slower than this one).
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import statistics
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.chromium import FLAGS, chromium_path, open_chromium
from tests.support.hub import Hub

CATEGORIES: Final = ("performance", "accessibility", "best-practices")
AIM: Final = 95
MOST_KB: Final = 150
FIRST_ROW_SECONDS: Final = 1.0
SHAPES: Final = {"phone": (), "desktop": ("--preset=desktop",)}
# As the network of a phone in a town: latency in ms, bytes per second.
NETWORK: Final = {
    "offline": False,
    "latency": 100,
    "downloadThroughput": 10e6 / 8,
    "uploadThroughput": 5e6 / 8,
}
SLOWER: Final = 4
# The first frame in which a row stands on the screen, in milliseconds from the address typed.
WATCH: Final = """
const look = () => {
  const row = document.querySelector("#rows a");
  const isPainted = performance.getEntriesByName("first-contentful-paint").length;
  if (row && isPainted && row.getBoundingClientRect().height) window.rowAt = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Ask Lighthouse about the pages of the desk.")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--npx", default="npx --yes lighthouse@12.8.2")
    arguments = parser.parse_known_args()[0]
    with tempfile.TemporaryDirectory() as folder, open_chromium() as browser:
        with Hub(Path(folder) / "data") as hub:
            context, talk = signed_in(browser, hub.url)
            cookie = "; ".join(f"{one['name']}={one['value']}" for one in context.cookies())
            pages = {
                "sign-in": (f"{hub.url}/accounts/login/", ""),
                "inbox": (f"{hub.url}/inbox/", cookie),
                "conversation": (f"{hub.url}{talk}", cookie),
            }
            ask = Asking(shlex.split(arguments.npx), Path(folder))
            for name, (address, with_cookie) in pages.items():
                for shape, options in SHAPES.items():
                    found = [ask(address, with_cookie, options) for _ in range(arguments.runs)]
                    report(f"{name}, {shape}", found)
            phone(browser, context, f"{hub.url}/inbox/", arguments.runs)
        load = " ".join(f"{value:.1f}" for value in os.getloadavg())
        print(f"machine: {os.cpu_count()} cores, load {load}")


def signed_in(browser: Browser, address: str) -> tuple[BrowserContext, str]:
    """Somebody of the front desk, and the path of the first conversation."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{address}/demo/")
    page.get_by_role("button", name="Sign in as Ana").click()
    page.wait_for_load_state()
    path = page.locator("#rows a").first.get_attribute("href")
    page.close()
    assert path
    return context, path


class Asking:
    """One run of Lighthouse; its whole report."""

    def __init__(self, command: Sequence[str], folder: Path) -> None:
        self._command, self._folder = command, folder

    def __call__(self, address: str, cookie: str, options: Sequence[str]) -> dict[str, Any]:
        headers = self._folder / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookie} if cookie else {}))
        answer = subprocess.run(
            [
                *(*self._command, address, *options, "--quiet", "--output=json"),
                *(f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}"),
                f"--chrome-flags=--headless=new {' '.join(FLAGS)}",
            ],
            env={**os.environ, "CHROME_PATH": chromium_path()},
            capture_output=True,
            text=True,
            check=False,
        )
        if answer.returncode:
            raise SystemExit(f"Lighthouse did not run: {answer.stderr.strip()[-800:]}")
        told: dict[str, Any] = json.loads(answer.stdout)
        return told


def report(name: str, found: Sequence[Mapping[str, Any]]) -> None:
    """Scores in the middle of the runs, and each audit that is to blame for a missing point."""
    scores = {
        one: statistics.median(100 * (run["categories"][one]["score"] or 0) for run in found)
        for one in CATEGORIES
    }
    last = found[-1]
    paint = [run["audits"]["largest-contentful-paint"]["numericValue"] for run in found]
    size = last["audits"]["total-byte-weight"]["numericValue"] / 1024
    verdict = "reached" if min(scores.values()) >= AIM else "MISSED"
    words = " ".join(f"{one} {score:.0f}" for one, score in scores.items())
    print(f"{name:22}{words}  LCP {statistics.median(paint):.0f} ms  {size:.0f} KB  {verdict}")
    for audit in to_blame(last):
        print(f"    {audit['id']}: {audit['title']}")


def to_blame(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Audits that count and are below 0.9."""
    counted = {
        ref["id"]
        for one in CATEGORIES
        for ref in told["categories"][one]["auditRefs"]
        if ref["weight"]
    }
    return [
        told["audits"][name]
        for name in sorted(counted)
        if (told["audits"][name]["score"] or 0) < 0.9
        and told["audits"][name]["scoreDisplayMode"] not in ("notApplicable", "informative")
    ]


def phone(browser: Browser, signed: BrowserContext, address: str, runs: int) -> None:
    """Nothing in the cache: the weight of the inbox, and the moment of its first row."""
    spent: list[float] = []
    weights: list[float] = []
    for _ in range(runs):
        context = browser.new_context(
            viewport={"width": 390, "height": 844},
            storage_state=signed.storage_state(),
        )
        page = context.new_page()
        weights.append(weighed(page, address))
        spent.append(page.evaluate("window.rowAt") / 1000)
        context.close()
    row, weight = statistics.median(spent), statistics.median(weights)
    print(
        f"inbox on a slow phone: first row after {row:.2f} s, {verdict_of(row, FIRST_ROW_SECONDS)}"
    )
    print(f"inbox with all it loads: {weight:.0f} KB compressed, {verdict_of(weight, MOST_KB)}")


def weighed(page: Page, address: str) -> float:
    """KB that came over the wire until the page is at rest."""
    wire = page.context.new_cdp_session(page)
    came: list[float] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: came.append(event["encodedDataLength"]))
    wire.send("Network.emulateNetworkConditions", NETWORK)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("window.rowAt")
    page.wait_for_timeout(3000)  # what is loaded late counts too; the stream never ends
    return sum(came) / 1024


def verdict_of(value: float, most: float) -> str:
    return "reached" if value <= most else f"MISSED (at most {most:g})"


if __name__ == "__main__":
    main()
