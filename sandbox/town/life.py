"""The life of the town while it runs: people keep posting and react to the practice's answers."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import os
from datetime import datetime, timedelta
from random import Random

from sandbox.town.acting import act
from sandbox.town.daily import Daily
from sandbox.town.played import Played
from sandbox.town.posting import move_in
from sandbox.town.reactions import Planned, Reactions
from sandbox.town.senses import Senses
from sandbox.town.texts import MEMORY, Writer
from sandbox.world import TownError, World

log = logging.getLogger(__name__)
DEFAULT_SECONDS = 65.0
SMALLEST_SECONDS = 0.2
TICK_SECONDS = 1.0


def seconds_between_posts() -> float:
    """TOWN_SECONDS from the environment: the mean time between two posts of the town.

    Raises ValueError, in plain words, when it is not a number of at least 0.2. Zero: only
    reactions, nobody posts by themselves.
    """
    text = os.environ.get("TOWN_SECONDS", "").strip()
    if not text:
        return DEFAULT_SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if seconds != 0 and not SMALLEST_SECONDS <= seconds < float("inf"):
        raise ValueError(f"TOWN_SECONDS must be 0 or a number from 0.2 upwards, not {text!r}.")
    return seconds


class Life:
    """Everything the town does by itself. `tick` is called often and does what is due.

    The world's clock and `rng` decide everything, so that a test can play an afternoon in no time.
    """

    def __init__(
        self,
        world: World,
        *,
        rng: Random | None = None,
        mean_seconds: float = DEFAULT_SECONDS,
        played: Played | None = None,
    ) -> None:
        self.world = world
        self.rng = rng or Random()  # noqa: S311 - small talk, not a secret
        self.mean_seconds = mean_seconds
        self.played = played or Played()
        self.writer = Writer(self.rng)
        self._remember_said()
        self.reactions = Reactions(world, self.rng, self.writer)
        self.daily = Daily(world, self.rng, self.writer, self.reactions)
        self.senses = Senses(world)
        self._order = itertools.count()
        self._planned: list[tuple[datetime, int, Planned]] = []
        self._seen_counter = -1
        self.next_post_at = self._after(world.clock.now())

    def _remember_said(self) -> None:
        """What was said before this start is not said again either."""
        handle = f"@{self.world.practice.x_username} "
        for post in reversed(self.world.x_timeline(MEMORY // 2)):
            self.writer.remember(post.text.removeprefix(handle) if post.text else post.id)
        for item in reversed(self.world.fb_page_timeline(MEMORY // 4)):
            self.writer.remember(item.text or item.id)

    def _after(self, moment: datetime) -> datetime:
        """Between two thirds and four thirds of the mean: 45 to 90 seconds by default."""
        return moment + timedelta(seconds=self.mean_seconds * self.rng.uniform(0.68, 1.32))

    def tick(self) -> int:
        """Do what is due; returns how many things happened."""
        now = self.world.clock.now()
        if self.world.changed.counter != self._seen_counter:
            self._notice(now)
        happened = self._act_on_plans(now)
        if self.mean_seconds and now >= self.next_post_at:
            self.next_post_at = self._after(now)
            happened += self._post()
        return happened

    def _notice(self, now: datetime) -> None:
        self._seen_counter = self.world.changed.counter
        for acted in self.senses.news():
            for planned in self.reactions.plan(acted, now):
                heapq.heappush(self._planned, (planned.due_at, next(self._order), planned))

    def _act_on_plans(self, now: datetime) -> int:
        done = 0
        while self._planned and self._planned[0][0] <= now:
            planned = heapq.heappop(self._planned)[2]
            if not self.played.is_played(planned.person, now):
                done += act(self.world, planned)
        return done

    def _post(self) -> int:
        move_in(self.world)  # after a reset the streets are empty
        try:
            self.daily.something()
        except TownError as error:
            log.info("A townsperson changed their mind: %s", error)
            return 0
        return 1


async def run(life: Life, tick_seconds: float = TICK_SECONDS) -> None:
    """Let the town live until cancelled. One failure never ends it: it is logged and forgotten."""
    while True:
        try:
            life.tick()
        except Exception:
            log.exception("The town stumbled and goes on")
        await asyncio.sleep(tick_seconds)
