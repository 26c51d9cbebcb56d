"""What the clocks of responses would have said, had they run all along. Pure Python.

For the past that is told afterwards: imported history, conversations from before clocks were kept,
the demo. People take turns: the first unanswered word starts a clock, the next word of the practice
to the same audience stops it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from inbox.domain.clockwork import PUBLIC
from inbox.domain.targets import ClockKind


@dataclass(frozen=True, slots=True)
class Word:
    """Something said; `place` is what the caller knows it by. Ours are told by `is_ours`."""

    at: datetime
    seen_at: datetime
    audience: str
    is_ours: bool
    place: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a response clock; `question` and `answer` are places, None while unanswered."""

    kind: ClockKind
    audience: str
    started_at: datetime
    seen_at: datetime
    question: int
    answer: int | None = None
    stopped_at: datetime | None = None


def response_runs(words: Iterable[Word]) -> list[Run]:
    """In the order in which they started. Of the same moment, the person spoke first.

    An answer that nothing had asked for (a first word of the practice, an answer whose question
    is missing) stops nothing.
    """
    open_runs: dict[str, Run] = {}
    answered: set[str] = set()
    runs: list[Run] = []
    ordered = sorted(words, key=lambda word: (word.at, word.is_ours, word.place))
    has_public = any(word.audience == PUBLIC and not word.is_ours for word in ordered)
    for word in ordered:
        running = open_runs.get(word.audience)
        if word.is_ours:
            answered.add(word.audience)
            if running is not None:
                runs.append(_stopped(open_runs.pop(word.audience), word))
        elif running is None:
            is_first = word.audience not in answered and (word.audience == PUBLIC or not has_public)
            kind = ClockKind.FIRST_RESPONSE if is_first else ClockKind.NEXT_RESPONSE
            open_runs[word.audience] = Run(kind, word.audience, word.at, word.seen_at, word.place)
    runs += open_runs.values()
    return sorted(runs, key=lambda run: (run.started_at, run.question))


def _stopped(run: Run, word: Word) -> Run:
    return Run(
        run.kind, run.audience, run.started_at, run.seen_at, run.question, word.place, word.at
    )
