"""How things stand at the moment of a look: numbers out of the rows, a few cheap queries a part.

The kernel knows nothing of feeds and answers: who does registers what it can say (`register`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

logger = logging.getLogger(__name__)
Values = dict[tuple[str, ...], float]  # by the values of the labels


@dataclass(frozen=True, slots=True)
class Measure:
    """A number for each set of labels; without labels the only key is `()`.

    A name of ours, `practice_hub_…`, ending in its unit if it has one. Labels take few values, all
    of them words of the code: nothing that a person or a network wrote.
    """

    name: str
    help: str
    values: Values
    labels: tuple[str, ...] = ()


Measuring = Callable[[datetime], Iterable[Measure]]
_parts: dict[str, Measuring] = {}


def register(part: str, fn: Measuring) -> None:
    """Let `fn(now)` say the numbers of one part; it may raise DatabaseError or OSError."""
    _parts[part] = fn


def measured(now: datetime, *, is_database_there: bool) -> Iterator[Measure]:
    """All parts, and at last which of them could not be told."""
    unknown: Values = {}
    for part, fn in _parts.items():
        found = _measured(part, fn, now) if is_database_there else None
        unknown[(part,)] = float(found is None)
        yield from found or ()
    yield Measure("practice_hub_part_unknown", "1: not to be measured now", unknown, ("part",))


def _measured(part: str, fn: Measuring, now: datetime) -> list[Measure] | None:
    try:
        return list(fn(now))
    except (DatabaseError, OSError) as error:
        logger.warning("%s could not be measured (%s)", part, type(error).__name__)
        return None


def seconds_since(moment: datetime | None, now: datetime) -> float:
    """0 when nothing waits, and for what lies ahead."""
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
