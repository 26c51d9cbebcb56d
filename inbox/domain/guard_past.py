"""Past forms: does a verb tell of something that happened, or does it stand as an adjective?

"the swelling increased" happened; "we are licensed", "an insured practice" did not.
"""

from __future__ import annotations

from inbox.domain.guard_tokens import Token
from inbox.domain.guard_vocabulary import vocabulary, word_set


def _word_before(tokens: list[Token], place: int, first: int) -> str:
    """The word before, adverbs left out; empty at the start of the sentence."""
    for earlier in range(place - 1, first - 1, -1):
        word = tokens[earlier].word
        if not (word.endswith("ly") or word in word_set("adverbs")):
            return word
    return ""


def is_past(tokens: list[Token], place: int, first: int = 0) -> bool:
    """`first`: where the sentence begins."""
    word = tokens[place].word
    if word in word_set("copulas"):
        return True
    before = _word_before(tokens, place, first)
    is_standing = before in word_set("standing") or not before
    if word in vocabulary().told:
        return not is_standing
    return (
        word.endswith("ed") and len(word) > 4 and (before in word_set("having") or not is_standing)
    )
