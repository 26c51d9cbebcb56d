"""What the voice of the people hands out. Counts are mentions, unless said otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Feelings:
    """Mentions by how they feel; what staff said goes before what the scorer said (L4)."""

    positive: int = 0
    neutral: int = 0
    negative: int = 0

    @property
    def total(self) -> int:
        return self.positive + self.neutral + self.negative


@dataclass(frozen=True, slots=True)
class VoiceDay:
    """One bucket of the picture: a day, or a week that begins on `day`."""

    day: date
    last_day: date
    feelings: Feelings


@dataclass(frozen=True, slots=True)
class Subject:
    """A treatment or a topic, now and in the period before; `group` is TREATMENT or TOPIC.

    `percent` is None where the period before is too small for one (see `voice.PERCENT_FROM`).
    """

    key: str
    label: str
    group: str
    now: Feelings
    before: Feelings
    percent: int | None
    weight: float  # how far the change is from chance; below 0: it fell

    @property
    def change(self) -> int:
        return self.now.total - self.before.total

    @property
    def is_rise(self) -> bool:
        return self.change > 0


@dataclass(frozen=True, slots=True)
class Voice:
    """The four figures of the definitions; None where there is nothing to divide by.

    `last_day_mentions` and `busiest_day_mentions` are of 24 hours on the clock, up to `at_day`'s
    end or now. `followers` is the sum over `authors` whose number the network gives.
    """

    feelings: Feelings
    authors: int
    by_repeaters: int  # mentions by people who mention more than once in the period
    followers: int
    last_day_mentions: int
    busiest_day_mentions: int

    @property
    def mentions(self) -> int:
        return self.feelings.total

    @property
    def strength(self) -> float | None:
        """0 to 1: how close to the busiest day of the last 30."""
        busiest = self.busiest_day_mentions
        return self.last_day_mentions / busiest if busiest else None

    @property
    def sentiment(self) -> float | None:
        """Positive for each negative; None without a negative one."""
        return self.feelings.positive / self.feelings.negative if self.feelings.negative else None

    @property
    def passion(self) -> float | None:
        """0 to 1: the share that comes from people who come back."""
        return self.by_repeaters / self.mentions if self.mentions else None

    @property
    def reach(self) -> float | None:
        """0 to 1: different people for each mention."""
        return self.authors / self.mentions if self.mentions else None


@dataclass(frozen=True, slots=True)
class Advocate:
    """Somebody who speaks well of the practice again and again (L5); for the page only, no mail."""

    author_id: int
    label: str
    network: str
    happy: int
    happy_days: int
    followers: int | None
    last_day: date
    conversation_id: int | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of unhappy conversations (O3), counted in conversations.

    The four ways overlap; `recovered` has at least one of them.
    """

    unhappy: int = 0
    answered: int = 0
    edited: int = 0
    removed: int = 0
    happier: int = 0
    advocates: int = 0
    recovered: int = 0

    @property
    def recovery_share(self) -> float | None:
        """0 to 1, of the answered ones; None while none is answered."""
        return self.recovered / self.answered if self.answered else None
