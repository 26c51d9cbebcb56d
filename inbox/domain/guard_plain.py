"""The last doubt (P2): a sentence that no rule knows and that is not made of harmless words.

Harmless answers are much alike: thanks, regret, an invitation, hours and prices, what is true for
everyone. Disclosures are not. So what is not known as harmless needs approval: a word that tells
of care, something told in the past, or a word of which the guard knows nothing in a sentence that
is not the practice's own statement about itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from inbox.domain.guard_doubt import after_but, is_emergency
from inbox.domain.guard_echo import is_public_question
from inbox.domain.guard_identity import shown_names
from inbox.domain.guard_past import is_past
from inbox.domain.guard_reading import Desk, Hit, Reading
from inbox.domain.guard_ties import CROWD
from inbox.domain.guard_tokens import Token
from inbox.domain.guard_vocabulary import SHORTEST, Vocabulary, root, vocabulary, word_set

FEELINGS = ("glad", "sorry", "hopeful")
GENERAL = CROWD | {"every", "each"}
SIGNATURE = 5
ACRONYM = 4  # letters


def _is_bare(token: Token) -> bool:
    """Not masked, and neither a number, a name, a link nor a sign."""
    if "{safe}" in token.keys or not token.word.isalpha() or len(token.word) < SHORTEST:
        return False
    return not token.has("staffname")


def _points(tokens: list[Token], place: int) -> bool:
    """ "a mistake like this", "we should have talked": somebody is meant."""
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if tokens[place].word in {"should", "would"} and following == "have":
        last = tokens[place + 2].word if place + 2 < len(tokens) else ""
        return root(last) not in {root(word) for word in word_set("amends")}
    return tokens[place].word == "like" and following in {"this", "that", "these", "those"}


def _is_deed(tokens: list[Token], place: int, first: int, plain: Vocabulary) -> bool:
    """A past form that is not one of those a practice tells of itself."""
    word = tokens[place].word
    if word == "had" and place + 1 < len(tokens) and tokens[place + 1].word == "to":
        return True
    if word in word_set("copulas") or root(word) in plain.own_deeds:
        return False  # of "was done" the second word decides
    return is_past(tokens, place, first)


def _is_pointed_at(tokens: list[Token], place: int, first: int, plain: Vocabulary) -> bool:
    """ "the chart", "one appointment", "four visits", "a patient from out of town"."""
    if tokens[place].word not in plain.named:
        return False
    before = tokens[max(first, place - 2) : place]
    if not before:
        return not tokens[place].word.endswith("s")  # "Appointments can be booked online."
    pointers = word_set("pointers")
    return any(
        token.word in pointers or token.has("number") or token.has("numberword") for token in before
    )


@dataclass(frozen=True, slots=True)
class _Sentence:
    within: range
    is_own: bool  # the practice's statement about itself
    is_crowd: bool  # it speaks of everyone
    is_invited: bool  # "if anyone is worried"
    is_signature: bool


def _is_of_it(tokens: list[Token], sentence: _Sentence, plain: Vocabulary) -> bool:
    """ "It is still settling", "both sides will even out": said of what the post told."""
    within = [tokens[place] for place in sentence.within]
    if within[0].word not in word_set("it") or len(within) < SHORTEST:
        return False
    if sentence.is_own or sentence.is_crowd:
        return False
    return not any(root(token.word) in plain.of_it for token in within[1:])


def _strange(reading: Reading, sentence: _Sentence, plain: Vocabulary) -> int | None:
    if _is_of_it(reading.tokens, sentence, plain):
        return sentence.within.start
    for place in sentence.within:
        if _is_bare(reading.tokens[place]) and _is_strange(reading, sentence, plain, place):
            return place
    return None


def _is_strange(reading: Reading, sentence: _Sentence, plain: Vocabulary, place: int) -> bool:
    token, first = reading.tokens[place], sentence.within.start
    if (token.word in plain.telling and not sentence.is_invited) or _points(reading.tokens, place):
        return True
    if reading.is_shielded(place, place + 1, is_strict=False):
        return False
    if _is_deed(reading.tokens, place, first, plain):
        return True
    if sentence.is_crowd:
        return False
    if token.word in plain.of_one or _is_pointed_at(reading.tokens, place, first, plain):
        return True
    is_name = _is_written_as_name(reading, place) and (place > first or sentence.is_signature)
    return not sentence.is_own and not is_name and root(token.word) not in plain.roots


def _is_written_as_name(reading: Reading, place: int) -> bool:
    """ "Lakeside", "CDC"; not a word that is shouted or written in mixed case."""
    token = reading.tokens[place]
    said = reading.text[token.start : token.end]
    if not token.is_upper:
        return False
    return said[1:].islower() or (len(said) <= ACRONYM and not _is_shouted(reading, place))


def _is_shouted(reading: Reading, place: int) -> bool:
    """A word beside it stands in capitals, too."""
    beside = reading.tokens[max(place - 1, 0) : place] + reading.tokens[place + 1 : place + 2]
    said = (reading.text[token.start : token.end] for token in beside)
    return any(len(word) > 1 and word.isupper() for word in said)


def _sentence(reading: Reading, within: range, *, is_asked: bool) -> _Sentence:
    tokens = [reading.tokens[place] for place in within]
    words = {token.word for token in tokens}
    feels = any(token.has(tag) for token in tokens for tag in FEELINGS)
    tells = not words.isdisjoint({"was", "were", "had"})
    is_own = not (feels or tells or words.isdisjoint(word_set("practice") | word_set("offered")))
    is_invited = tokens[0].word in word_set("openers") and not feels
    is_last = within.stop == len(reading.tokens) and within.start > 0
    return _Sentence(
        within=within,
        is_own=is_asked or is_own,
        is_invited=is_invited and not words.isdisjoint(GENERAL | {"questions", "question"}),
        is_crowd=is_invited or not GENERAL.isdisjoint(after_but([t.word for t in tokens])),
        is_signature=is_last and len(within) <= SIGNATURE,
    )


def plain_hits(reading: Reading, desk: Desk, hits: list[Hit]) -> list[Hit]:
    """`hits`: what the other rules have found; a sentence that has one needs no further doubt."""
    plain, found, shown = vocabulary(), [], shown_names(desk)
    is_asked = is_public_question(desk)
    for within in reading.sentences():
        start, end = reading.tokens[within.start].start, reading.tokens[within.stop - 1].end
        if any(start <= hit.start < end for hit in hits) or is_emergency(reading.tokens, within):
            continue
        sentence = _sentence(reading, within, is_asked=is_asked)
        place = _strange(reading, sentence, plain)
        if place is not None and reading.tokens[place].word not in shown:
            found.append(reading.hit("doubt.word", place, place))
    return found
