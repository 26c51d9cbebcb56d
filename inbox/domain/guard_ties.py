"""Words of care that are tied to a person: owned, near, or told as a thing that happened.

A word of the trade says nothing by itself ("all our procedures follow strict standards"). It is a
disclosure when the sentence hangs it on somebody: "your crown", "she had filler", "the swelling
was normal", "sorry about the scar".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inbox.domain.guard_lexicon import Lexicon, Tag
from inbox.domain.guard_reading import Hit, Reading
from inbox.domain.guard_tokens import Token

OWNER_REACH, PERSON_REACH, PAST_REACH, GLAD_REACH, GENERAL_REACH = 5, 14, 8, 10, 6
DEFINITE = frozenset({"the", "this", "that", "these", "those", "no", "said", "both"})
ARTICLES = DEFINITE | {"a", "an", "such", "any", "of", "with", "about", "for"}
EVERY = frozenset({"every", "each", "any", "anyone", "everyone", "everybody", "anybody", "all"})
OFFERS = frozenset({"offer", "offers", "provide", "sell", "carry", "offering"})
CROWD = frozenset(
    {"patients", "clients", "people", "everyone", "everybody", "anyone", "anybody", "visitors",
     "guests", "individuals", "customers", "nobody", "whoever", "persons"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    first: int
    last: int
    tag: Tag


def mentions(tokens: list[Token], within: range, lex: Lexicon) -> Iterator[Mention]:
    """Words of care in a sentence; of overlapping ones the longest, then the strongest."""
    place = within.start
    while place < within.stop:
        token = tokens[place]
        tags = [lex.tags[name] for name in token.spans if name in lex.tags]
        tags = [tag for tag in tags if tag.family]
        if not tags:
            place += 1
            continue
        best = max(tags, key=lambda tag: (token.spans[tag.name], tag.is_strong))
        size = token.spans[best.name]
        yield Mention(place, min(place + size, within.stop) - 1, best)
        place += size


def _owner(tokens: list[Token], mention: Mention, within: range) -> int | None:
    """Place of the "your" that owns the mention, looking back over its adjectives."""
    for place in range(mention.first - 1, max(mention.first - OWNER_REACH, within.start) - 1, -1):
        token = tokens[place]
        if token.has("owner"):
            return place
        if token.word == "'s" and place and tokens[place - 1].has("relative"):
            return place - 1
        if token.has("stopper") or (tokens[place + 1].mark and place + 1 < mention.first):
            return None
    return None


def _is_general(tokens: list[Token], mention: Mention, within: range) -> bool:
    """ "every", "our patients'", "anyone's" stands before the mention, and no person between."""
    start = max(mention.first - GENERAL_REACH, within.start)
    for place in range(mention.first - 1, start - 1, -1):
        if tokens[place].has("person") or tokens[place].has("individual"):
            return False
        if tokens[place].word in EVERY or tokens[place].word in CROWD:
            return True
    return False


def _near(places: list[int], mention: Mention, reach: int) -> int | None:
    close = [p for p in places if min(abs(mention.first - p), abs(p - mention.last)) <= reach]
    return min(close, key=lambda p: abs(mention.first - p), default=None)


@dataclass(frozen=True, slots=True)
class _Sentence:
    tokens: list[Token]
    within: range
    persons: list[int]
    pasts: list[int]
    feelings: list[int]
    has_crowd: bool


def _sentence(tokens: list[Token], within: range) -> _Sentence:
    def having(*tags: str) -> list[int]:
        return [p for p in within if any(tokens[p].has(tag) for tag in tags)]

    crowd = any(tokens[p].word in CROWD and tokens[p].has("general") for p in within)
    return _Sentence(
        tokens=tokens,
        within=within,
        persons=having("person", "individual", "relative"),
        pasts=having("past"),
        feelings=having("glad", "sorry", "hopeful"),
        has_crowd=crowd,
    )


def _anchor(sentence: _Sentence, mention: Mention) -> int | None:
    """The token that ties the mention to a person or to an event; None when nothing does."""
    tokens, before = sentence.tokens, mention.first - 1
    owner = _owner(tokens, mention, sentence.within)
    if owner is not None:
        return owner
    determiner = tokens[before].word if before >= sentence.within.start else ""
    if mention.tag.is_strong and not _is_general(tokens, mention, sentence.within):
        person = _near(sentence.persons, mention, PERSON_REACH)
        if person is not None:
            return person
        if sentence.has_crowd or determiner == "our":
            return None
        if determiner in DEFINITE or (before > 0 and tokens[before - 1].word in DEFINITE):
            past = _near(sentence.pasts, mention, PAST_REACH)
            if past is not None:
                return past
        return _feeling(sentence, mention)
    return None


def _feeling(sentence: _Sentence, mention: Mention) -> int | None:
    """ "sorry about the swelling", "so glad the filler" """
    before = [place for place in sentence.feelings if place < mention.first]
    nearest = _near(before, mention, GLAD_REACH)
    if nearest is None:
        return None
    words = {token.word for token in sentence.tokens[nearest : mention.first]}
    is_offer = not words.isdisjoint(OFFERS) or {"we", "do"} <= words
    return None if is_offer else nearest


def _mild(sentence: _Sentence, mention: Mention) -> bool:
    """ "sorry about the wait", "glad the results": likely about one person, not surely."""
    before = mention.first - 1
    if not mention.tag.is_mild or before < sentence.within.start or sentence.has_crowd:
        return False
    return sentence.tokens[before].word in DEFINITE and _feeling(sentence, mention) is not None


def tie_hits(reading: Reading, lex: Lexicon) -> list[Hit]:
    hits = []
    for within in reading.sentences():
        sentence = _sentence(reading.tokens, within)
        for mention in mentions(reading.tokens, within, lex):
            if reading.is_shielded(mention.first, mention.last + 1, is_strict=True):
                continue
            anchor = _anchor(sentence, mention)
            family = mention.tag.family
            if anchor is not None:
                first, last = min(anchor, mention.first), max(anchor, mention.last)
                suffix = "maybe" if mention.tag.needs_only_approval else "tie"
                hits.append(reading.hit(f"{family}.{suffix}", first, last))
            elif _mild(sentence, mention):
                hits.append(reading.hit(f"{family}.maybe", mention.first - 1, mention.last))
    return hits
