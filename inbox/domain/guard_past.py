"""Past forms: does a verb tell of something that happened, or does it stand as an adjective?

"the swelling increased" happened; "we are licensed", "an insured practice" did not.
"""

from __future__ import annotations

from inbox.domain.guard_tokens import Token
from inbox.domain.guard_vocabulary import vocabulary

COPULAS = frozenset({"was", "were", "had", "did"})
# Before an -ed word these make it an adjective or a rule, not something that happened.
STANDING = frozenset(
    {"a", "an", "the", "our", "your", "am", "is", "are", "be", "being", "get", "gets", "getting",
     "feel", "feels", "and", "or", "of", "with", "by", "for", "as", "on", "in", "to", "no", "all",
     "every", "each", "board"}
)  # fmt: skip
ADVERBS = frozenset(
    {
        "not",
        "very",
        "so",
        "more",
        "most",
        "always",
        "also",
        "just",
        "even",
        "already",
        "never",
    }
)
HAVING = frozenset({"have", "has", "had", "was", "were"})


def _word_before(tokens: list[Token], place: int, first: int) -> str:
    """The word before, adverbs left out; empty at the start of the sentence."""
    for earlier in range(place - 1, first - 1, -1):
        word = tokens[earlier].word
        if not (word.endswith("ly") or word in ADVERBS):
            return word
    return ""


def is_past(tokens: list[Token], place: int, first: int = 0) -> bool:
    """`first`: where the sentence begins."""
    word = tokens[place].word
    if word in COPULAS:
        return True
    before = _word_before(tokens, place, first)
    is_standing = before in STANDING or not before
    if word in vocabulary().told:
        return not is_standing
    return word.endswith("ed") and len(word) > 4 and (before in HAVING or not is_standing)
