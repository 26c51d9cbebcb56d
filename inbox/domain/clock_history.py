"""What the clocks of responses say of a history, whatever order it was heard in. Pure Python.

For a past that is told afterwards (imported history, the demo), and for what arrived out of order.
The first word that is not answered starts a clock, the next word of the practice to that audience
stops it. Written on the network, an answer covers all that was posted before it; sent from here,
all that its author could have read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inbox.domain.clockwork import PUBLIC
from inbox.domain.targets import ClockKind


@dataclass(frozen=True, slots=True)
class Word:
    """Something said; `place` is what the caller knows it by. Ours are told by `is_ours`.

    `handed_in`: of an answer sent from here, when its author was done; None where times decide.
    """

    at: datetime
    seen_at: datetime
    audience: str
    is_ours: bool
    place: int = 0
    handed_in: datetime | None = None


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
    ordered = sorted(words, key=lambda word: (word.at, word.is_ours, word.place))
    has_public = any(word.audience == PUBLIC and not word.is_ours for word in ordered)
    runs: list[Run] = []
    for audience in sorted({word.audience for word in ordered}):
        here = [word for word in ordered if word.audience == audience]
        runs += _runs_of(here, is_first=audience == PUBLIC or not has_public)
    return sorted(runs, key=lambda run: (run.started_at, run.question))


def _runs_of(words: Sequence[Word], *, is_first: bool) -> list[Run]:
    waiting = [word for word in words if not word.is_ours]
    runs: list[Run] = []
    for answer in (word for word in words if word.is_ours):
        asked = [word for word in waiting if _covers(answer, word)]
        if asked:
            runs.append(_run(asked[0], is_first=is_first, answer=answer))
            is_first = False
        waiting = [word for word in waiting if not _covers(answer, word)]
    if waiting:
        runs.append(_run(waiting[0], is_first=is_first))
    return runs


def _covers(answer: Word, word: Word) -> bool:
    if answer.handed_in is None:
        return word.at <= answer.at
    return word.seen_at <= answer.handed_in


def _run(question: Word, *, is_first: bool, answer: Word | None = None) -> Run:
    return Run(
        kind=ClockKind.FIRST_RESPONSE if is_first else ClockKind.NEXT_RESPONSE,
        audience=question.audience,
        started_at=question.at,
        seen_at=question.seen_at,
        question=question.place,
        answer=answer.place if answer else None,
        stopped_at=answer.at if answer else None,
    )
