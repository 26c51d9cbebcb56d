"""How the practice answers in the past weeks: in general terms, signed, never twice the same."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from sandbox.town.texts import load
from sandbox.town.town_time import to_local

NAMES = {"ana": "Ana", "ben": "Ben", "mona": "Mona"}
OPENS, CLOSES = time(8, 30), time(19, 0)


class Desk:
    """Composes public answers from parts, so that no two people get the same words."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._used: set[str] = set()

    def who(self, kind: str) -> str:
        """Which member of staff answers."""
        if kind == "press":
            return "mona"
        mona = 4 if kind in ("urgent", "rude") else 1
        return self.rng.choices(list(NAMES), [8, 7, mona])[0]

    def answer(self, answer_kind: str, first_name: str, staff: str) -> str:
        """A signed public answer whose wording nobody else has got."""
        parts: list[list[str]] = load("answers")[answer_kind]["parts"]
        body = ""
        for _ in range(40):
            body = " ".join(self.rng.choice(options) for options in parts)
            if body not in self._used:
                break
        self._used.add(body)
        return body.format(first=first_name) + f" – {NAMES[staff]}"

    def delay(self, kind: str) -> timedelta:
        """How long an answer takes while the desk is open: median about 20 minutes."""
        minutes = self.rng.lognormvariate(3.0, 0.75)
        if kind in ("urgent", "aftercare"):
            minutes /= 2
        if self.rng.random() < 0.09:
            minutes += self.rng.uniform(90, 420)
        return timedelta(minutes=max(2.0, minutes))

    def answers_at(self, asked_at: datetime, kind: str) -> datetime:
        """When the answer goes out: in opening hours, else soon after the next opening."""
        wait = self.delay(kind)
        local = to_local(asked_at)
        if local.time() < OPENS:
            start = local.replace(hour=OPENS.hour, minute=OPENS.minute, second=0)
        elif local.time() >= CLOSES:
            tomorrow = local + timedelta(days=1)
            start = tomorrow.replace(hour=OPENS.hour, minute=OPENS.minute, second=0)
        else:
            return asked_at + wait
        # Times are added in UTC: adding to a local time would be an hour off on two days a year.
        return start.astimezone(asked_at.tzinfo) + min(wait, timedelta(minutes=55))
