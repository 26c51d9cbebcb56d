"""Tell texts that are plainly not English, where VADER's word list would mislead.

German "die" and "war", Spanish "no", French "pain" are strong English words. A handful of
function words is enough here; it is not a language detector and names no language.
"""

from __future__ import annotations

from listening.scoring.lexicon import foreign_feelings, load_json
from listening.scoring.tokens import Tokens

_DATA = load_json("foreign_words")
_FOREIGN = frozenset(str(_DATA["foreign"]).split())
_ENGLISH = frozenset(str(_DATA["english"]).split())

_FEELINGS = foreign_feelings()


def is_foreign(tokens: Tokens) -> bool:
    """At least two foreign function words, and more of them than English ones."""
    foreign = sum(word in _FOREIGN for word in tokens.lowers)
    return foreign >= 2 and foreign > sum(word in _ENGLISH for word in tokens.lowers)


def has_no_english_weight(word: str) -> bool:
    """Emojis, and words that we weigh in their own language."""
    return word in _FEELINGS or not any(map(str.isalpha, word))
