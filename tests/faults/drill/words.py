"""Answers of its own for every conversation: no form letters (A8), nothing that tells of care."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator

from inbox.domain.similarity import nearly_same

_OPENINGS = ["Thank you for the", "We are glad about the", "Much obliged for the", "We read the"]
_THINGS_TEXT = """
note message post words patience honesty feedback comment question nudge line thought trust
kindness candor openness review story effort heads-up remark hint idea tip pointer signal
reminder postcard riddle proverb anecdote rhyme
"""
_LIKENESSES_TEXT = """
harbor lantern meadow violin orchard lighthouse teapot snowfall compass wagon feather anchor
pebble thunder velvet saddle copper willow marble canyon candle trumpet biscuit kettle ribbon
glacier hammock almanac bonfire carousel
"""
_THINGS, _LIKENESSES = _THINGS_TEXT.split(), _LIKENESSES_TEXT.split()
_ENDINGS = ["which stays with us", "and smile", "all day long", "at our desk", "over coffee"]


def answers(rng: random.Random, count: int) -> list[str]:
    """`count` short texts, none nearly the same as another."""
    drawn = _drawn(rng)
    found: list[str] = []
    while len(found) < count:
        text = next(drawn)
        if not list(nearly_same(text, found)):
            found.append(text)
    return found


def _drawn(rng: random.Random) -> Iterator[str]:
    pairs = list(itertools.product(_THINGS, _LIKENESSES))
    rng.shuffle(pairs)
    for thing, like in itertools.cycle(pairs):
        opening, ending = rng.choice(_OPENINGS), rng.choice(_ENDINGS)
        other = rng.choice(_LIKENESSES)
        yield f"{opening} {thing}, {like} or {other}, {ending}. Ana"
