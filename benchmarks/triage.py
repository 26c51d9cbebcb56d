"""Fifty new items of a demo day, dealt with by keys alone: how many, and how long each one takes.

    python -m benchmarks.triage [--items 50]

The demo runs in its real processes, and its town talks until the queue is full, and goes on so.
Somebody of the front desk goes through it in a real browser without a mouse. What to do with an
item is read off the page as a person would: kind words, questions and complaints are answered with
a sentence of their own, what asks nothing of us is closed with a reason, every tenth is put off.
What is medical waits for approval then, as it does for everybody.

Counted for each item: the keys that act, the letters of what was written, and the seconds until the
page showed what had become of it, beginning when the item stood there. A script reads and types in
no time, so the seconds are those that the product takes. What a person takes is estimated by the
keystroke-level model (Card, Moran and Newell, 1980): 0.28 s a key or letter, 1.35 s to decide, and
reading at 240 words a minute.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Error, Page

from tests.support.chromium import open_chromium
from tests.support.hub import Hub

WHO: Final = "Ana Alvarez"
SECONDS_A_KEY: Final = 0.28
SECONDS_TO_DECIDE: Final = 1.35
WORDS_A_SECOND: Final = 240 / 60
PATIENCE_MS: Final = 60_000
EVERY: Final = 10  # so many items are between two that can wait
OPEN: Final = "#talk [data-conversation]"
# What the page shows when an act is done: on its way, waiting for approval, or refused.
SETTLED: Final = ", ".join(
    f"{place}:visible"
    for place in ("#composer .pending", "#composer .waiting", "#c-refusal", "#composer .error")
)
# A sentence for each kind of post; numbers and names keep each of them a sentence of its own (A8).
THANKS: Final = (
    "Thank you, {name}, we will pass it on. Ana",
    "How kind of you, {name}. Ana",
    "That is lovely to read, {name}, thank you. Ana",
)
QUESTIONS: Final = (
    "Good question, {name}, we look it up and write again today. Ana",
    "Thank you for asking, {name}, you hear from us today. Ana",
    "We find out for you, {name}, and write here. Ana",
)
SORRY: Final = (
    "We are sorry to read this, {name}, and look into it now. Ana",
    "Thank you for telling us, {name}. We look into it today. Ana",
    "This is not good enough, {name}. We are on it. Ana",
)
SENTENCES: Final = {"praise": THANKS, "question": QUESTIONS, "complaint": SORRY}


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what it was, how it ended, its keys and letters, the product's seconds, and the
    words that had to be read."""

    kind: str
    end: str
    keys: int
    letters: int
    seconds: float
    words: int

    @property
    def person_seconds(self) -> float:
        by_hand = (self.keys + self.letters) * SECONDS_A_KEY
        return self.words / WORDS_A_SECOND + SECONDS_TO_DECIDE + by_hand + self.seconds


class Hands:
    """A keyboard that counts; letters of a text are counted apart from the keys that act."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.letters = page, 0, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.letters += len(text)


class Desk:
    """Somebody who goes through the queue from the top."""

    def __init__(self, page: Page) -> None:
        self.page, self.hands = page, Hands(page)
        self.done: set[str] = set()

    def open_pk(self) -> str:
        return self.page.locator(OPEN).get_attribute("data-conversation") or ""

    def begin(self) -> None:
        self.hands.press("j", "o")
        self.page.locator(OPEN).wait_for()

    def next(self) -> None:
        """On to what nobody has dealt with yet; each key on the way counts."""
        while (at := self.open_pk()) in self.done:
            self.hands.press("Escape", "Shift+J")
            with suppress(Error):  # at the end of the list it was "Show more", and once more opens
                self._moved_on(at, 5000)

    def _moved_on(self, pk: str, patience_ms: int = PATIENCE_MS) -> None:
        self.page.wait_for_function(
            "([place, pk]) => document.querySelector(place)?.dataset.conversation !== pk",
            arg=[OPEN, pk],
            timeout=patience_ms,
        )

    def deal_with(self, number: int) -> Item:
        pk, kind, words = self.open_pk(), self._kind(), self._words()
        begun = time.perf_counter()
        end = self._act(kind, number, pk)
        seconds = time.perf_counter() - begun
        self.done.add(pk)
        item = Item(kind, end, self.hands.keys, self.hands.letters, seconds, words)
        self.hands.keys = self.hands.letters = 0  # the way to the next one is part of the next
        return item

    # -- what a person sees ----------------------------------------------------------------------

    def _kind(self) -> str:
        said = self.page.locator("#rows .row[aria-current] .tags").all_inner_texts()
        chips = " ".join(said).lower()
        for word in ("spam", "complaint", "praise"):
            if word in chips:
                return word
        return "question" if re.search("question|price|advice|hours", chips) else "talk"

    def _words(self) -> int:
        said = self.page.locator("#thread article").all_inner_texts()
        return sum(len(text.split()) for text in said)

    def _name(self) -> str:
        words = self.page.locator("#head-who h1").inner_text().split()
        return words[0] if words and words[0] not in ("Someone", "@") else "you"

    # -- what a person does ----------------------------------------------------------------------

    def _act(self, kind: str, number: int, pk: str) -> str:
        if number % EVERY == EVERY - 1:
            self.hands.press("z", "Enter")
            self._moved_on(pk)
            return "put off"
        if kind in SENTENCES:
            return self._answer(SENTENCES[kind][number % 3].format(name=self._name()), pk)
        self.hands.press("d")
        self.hands.write("Spam" if kind == "spam" else "Asks nothing of us")
        self.hands.press("Control+Enter")
        self._moved_on(pk)
        return "closed"

    def _answer(self, text: str, pk: str) -> str:
        """Where the network takes an answer from here; else it is closed."""
        self.hands.press("r")
        try:
            self.page.locator("#composer textarea[name=body]:focus").wait_for(timeout=5000)
        except Error:
            return self._closed_instead(pk)
        if not self.page.locator("#composer form[data-audience] textarea:focus").count():
            self.hands.press("Escape")  # a field to write down what was answered elsewhere
            return self._closed_instead(pk)
        self.hands.write(text)
        self.hands.press("Control+Enter")
        self.page.locator(SETTLED).first.wait_for()
        return "answered"

    def _closed_instead(self, pk: str) -> str:
        self.hands.press("d")
        self.hands.write("Cannot be answered there")
        self.hands.press("Control+Enter")
        self._moved_on(pk)
        return "closed"


def main() -> None:
    parser = argparse.ArgumentParser(description="Go through new items by keyboard and count.")
    parser.add_argument("--items", type=int, default=50)
    wanted = parser.parse_known_args()[0].items
    with tempfile.TemporaryDirectory(prefix="practice-hub-bench-") as name:
        folder = Path(name) / "data"
        with Hub(folder, TOWN_SECONDS="1") as hub, _page(hub) as page:
            _wait_for(page, wanted)
            items = _go_through(page, wanted)
    _print(items)


@contextmanager
def _page(hub: Hub) -> Iterator[Page]:
    with open_chromium() as browser:
        context = browser.new_context(base_url=hub.url, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto("/demo/")
        page.get_by_role("button", name=f"Sign in as {WHO}").click()
        page.wait_for_url("**/inbox/**")
        yield page
        context.close()


def _wait_for(page: Page, wanted: int) -> None:
    """Until the queue holds so many items, and a few that nobody needs to reach."""
    while _waiting(page) < wanted + 5:
        time.sleep(2)
        page.reload()


def _waiting(page: Page) -> int:
    link = page.get_by_role("link", name=re.compile("^Unanswered")).first
    found = re.search(r"\d+", link.inner_text())
    return int(found.group()) if found else 0


def _go_through(page: Page, wanted: int) -> list[Item]:
    desk = Desk(page)
    desk.begin()
    items: list[Item] = []
    for number in range(wanted):
        desk.next()
        items.append(desk.deal_with(number))
    return items


def _print(items: Sequence[Item]) -> None:
    print(f"\n{len(items)} items by keyboard only, by {WHO} of the demo")
    print(f"  {'':<20}{'items':>6}{'keys':>7}{'letters':>9}{'seconds':>9}{'a person':>10}")
    groups = sorted({(each.kind, each.end) for each in items})
    for kind, end in groups:
        _line(f"{kind}, {end}", [each for each in items if (each.kind, each.end) == (kind, end)])
    _line("all", items)
    waited = sorted(each.seconds for each in items)
    high = waited[max(-(-len(waited) * 95 // 100) - 1, 0)]
    print(f"  seconds of the product: median {statistics.median(waited):.2f}, 95 % {high:.2f}")
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"  machine: {os.cpu_count()} cores, load {load}")


def _line(name: str, items: Sequence[Item]) -> None:
    keys, letters, seconds, person = (
        statistics.mean(values)
        for values in zip(
            *((each.keys, each.letters, each.seconds, each.person_seconds) for each in items),
            strict=True,
        )
    )
    print(f"  {name:<20}{len(items):>6}{keys:>7.1f}{letters:>9.1f}{seconds:>9.2f}{person:>10.1f}")


if __name__ == "__main__":
    main()
