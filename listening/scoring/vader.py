"""VADER's rules over our tokens and lexicon, in one linear pass that keeps each word's share.

VADER 3.3.2 (Hutto and Gilbert, 2014) looks at three words before and two after a word, but
lower-cases the whole text several times for each hit. Handing its rules a window of six
words gives the same valence in linear time, and only for words that carry any.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    normalize,
)

from listening.scoring.phrases import PhraseBook
from listening.scoring.tokens import Tokens, tokenize

_BEFORE, _AFTER = 3, 3
_NEGATIONS = frozenset(NEGATE)
# Words that make VADER look closer; without one of them near, a word has its own weight.
_TRIGGERS = frozenset(
    word for entry in (*NEGATE, *BOOSTER_DICT, *SPECIAL_CASES) for word in entry.split()
) | {"no", "nor", "or", "so", "this", "least"}
# Words after "but" weigh more than those before it (VADER's factors).
_BEFORE_BUT, _AFTER_BUT = 0.5, 1.5


@dataclass(frozen=True, slots=True)
class Share:
    """What the characters ``start`` to ``end`` add to the sum before normalizing."""

    valence: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of VADER's SentiText that its word rules read."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


class Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """One instance serves every text: nothing is kept between calls."""

    def __init__(
        self,
        words: Mapping[str, float],
        phrases: Mapping[str, float],
        courtesy: tuple[frozenset[str], float],
        foreign: tuple[Callable[[Tokens], bool], Callable[[str], bool]],
    ) -> None:
        super().__init__()
        self.lexicon: dict[str, float] = self.make_lex_dict()
        emojis = {
            emoji: self._emoji_valence(text)
            for emoji, text in self.emojis.items()
            if len(emoji) == 1
        }
        self.lexicon |= {emoji: valence for emoji, valence in emojis.items() if valence}
        self.lexicon |= words
        # Phrases are looked up under a name of their own, so VADER's rules hold for them too.
        units = {pattern: _unit(pattern) for pattern in phrases}
        self.lexicon |= {units[pattern]: valence for pattern, valence in phrases.items()}
        self.lexicon = {word: valence for word, valence in self.lexicon.items() if valence}
        self.emoticons = frozenset(w for w in self.lexicon if not w.isalnum() and w.isascii())
        self._phrases = PhraseBook(units)
        # Words that only strengthen in VADER ("incredible") but praise in our lexicon.
        self._boosters = frozenset(BOOSTER_DICT) - {w for w, valence in words.items() if valence}
        self._courtesy, self._courtesy_factor = courtesy
        self._is_foreign, self._is_kept = foreign

    def _emoji_valence(self, description: str) -> float:
        # VADER scores an emoji by the words of its name; adding them up once is the same
        # and spares a walk over every character of every text.
        return round(sum(self.lexicon.get(word, 0.0) for word in description.split()), 2)

    def read(self, cleaned: str) -> Tokens:
        """Tokens of a cleaned text, emoticons kept."""
        return tokenize(cleaned, self.emoticons)

    def shares(self, tokens: Tokens) -> tuple[float, list[Share]]:
        """(compound score in -1..1, share of each deciding word in reading order)."""
        units = self._fold(tokens)
        lowers = units.lowers
        hits = [i for i, word in enumerate(lowers) if word in self.lexicon]
        if hits and self._is_foreign(tokens):
            hits = [i for i in hits if self._is_kept(lowers[i])]
        if not hits:
            return 0.0, []
        is_cap_diff = 0 < sum(map(str.isupper, units.words)) < len(units)
        buts = [i for i, word in enumerate(lowers) if word == "but"]
        courtesy = self._courtesy_factor if "?" in tokens.text else 1.0
        found: list[Share] = []
        for i in hits:
            valence = self._valence(units, i, is_cap_diff) * _but_factor(units, i, buts)
            if lowers[i] in self._courtesy:
                valence *= courtesy
            if valence:
                found.append(Share(valence, units.starts[i], units.ends[i]))
        return self._compound(found, tokens.text), found

    def _fold(self, tokens: Tokens) -> Tokens:
        """The same tokens with each phrase as one unit, under its name."""
        matches = self._phrases.find(tokens)
        if not matches:
            return tokens
        units = tokens.copy()
        for match in reversed(matches):
            first, last = match.index, match.index + match.length
            units.words[first:last] = [match.value]
            units.lowers[first:last] = [match.value]
            del units.starts[first + 1 : last]
            del units.ends[first : last - 1]
        return units

    def _valence(self, units: Tokens, i: int, is_cap_diff: bool) -> float:
        words, lowers = units.words, units.lowers
        if lowers[i] in self._boosters:
            return 0.0
        first = max(0, i - _BEFORE)
        around = lowers[first : i + _AFTER]
        if not words[i].isupper() and _is_plain(around):
            return self.lexicon[lowers[i]]
        if lowers[i] == "kind" and lowers[i + 1 : i + 2] == ["of"]:
            return 0.0
        # A "not" before the full stop says nothing about this word; nor does one outside a
        # phrase that has its own ("never, do not recommend").
        while first < i and (_has_own_negation(units, i) or not units.is_same_sentence(first, i)):
            first += 1
        window = _Window(words[first : i + _AFTER], is_cap_diff)
        return float(self.sentiment_valence(0.0, window, words[i], i - first, [])[0])

    def _compound(self, found: list[Share], cleaned: str) -> float:
        total = sum(share.valence for share in found)
        emphasis = float(self._punctuation_emphasis(cleaned))
        if total > 0:
            total += emphasis
        elif total < 0:
            total -= emphasis
        return round(float(normalize(total)), 4)


def _unit(pattern: str) -> str:
    """A name under which VADER sees no negation that would turn round what follows."""
    return pattern.replace("n't", "nt")


def _but_factor(units: Tokens, i: int, buts: list[int]) -> float:
    """VADER lets the first "but" weigh on the whole text; here it weighs on its sentence."""
    place = bisect_left(buts, i)
    if place > 0 and units.is_same_sentence(buts[place - 1], i):
        return _AFTER_BUT
    if place < len(buts) and units.is_same_sentence(i, buts[place]):
        return 1.0 if buts[place] == i else _BEFORE_BUT
    return 1.0


def _has_own_negation(units: Tokens, i: int) -> bool:
    if " " not in units.lowers[i]:
        return False
    phrase = units.text[units.starts[i] : units.ends[i]].lower().split()
    return not _NEGATIONS.isdisjoint(phrase)


def _is_plain(around: list[str]) -> bool:
    return _TRIGGERS.isdisjoint(around) and not any("n't" in word for word in around)
