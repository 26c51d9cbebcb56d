"""One text, read: its tokens without those that say nothing about anyone, and hits in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from inbox.domain.guard_book import Book
from inbox.domain.guard_evidence import is_without_sign
from inbox.domain.guard_fold import Folded, fold
from inbox.domain.guard_grammar import Indexed, find, index
from inbox.domain.guard_lexicon import Lexicon
from inbox.domain.guard_repair import repair
from inbox.domain.guard_tokens import Token, tokenize
from inbox.domain.guard_types import Finding, Heard, Reason

_JOINERS = frozenset({"and", "&", "of", "the", "by"})  # within a practice's name
NEAR = 2  # words beside a finding in which a person or an event may stand


@dataclass(frozen=True, slots=True)
class Hit:
    """A reason and its place: original indices, end exclusive. Doubtful: it never blocks."""

    rule: str
    start: int
    end: int
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """What the practice knows: names that are its own, and the mention that is answered."""

    heard: Heard | None
    staff_names: frozenset[str]
    practice_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    folded: Folded  # before any repair
    tokens: list[Token]
    indexed: Indexed
    shields: tuple[tuple[int, int, bool], ...]
    disguised: tuple[tuple[int, int], ...]

    def hit(self, rule: str, first: int, last: int) -> Hit:
        """A hit from token `first` to token `last`, inclusive."""
        return Hit(rule, self.tokens[first].start, self.tokens[last].end)

    def is_shielded(self, first: int, end: int, *, is_strict: bool) -> bool:
        return any(
            a <= first and end <= b and (is_for_all or not is_strict)
            for a, b, is_for_all in self.shields
        )

    def sentences(self) -> list[range]:
        firsts = [*self.indexed.firsts, len(self.tokens)]
        return [range(a, b) for a, b in pairwise(firsts)]


def _mask(tokens: list[Token], first: int, end: int) -> None:
    for token in tokens[first:end]:
        token.spans.clear()
        token.keys = {token.word, "{safe}"}


def _own_names(tokens: list[Token], desk: Desk, lex: Lexicon) -> None:
    """Names of staff get a tag; names of the practice are about nobody."""
    staff = {word for name in desk.staff_names for word in fold(name).text.split()}
    place = {word for name in desk.practice_names for word in fold(name).text.split()}
    for token in tokens:
        if token.word in staff and token.is_upper:
            token.spans["staffname"] = 1
            token.keys.add("{staffname}")
    for run in _runs(tokens, place):
        # "Botox" of the "Botox Clinic" is a name beside the rest of it, and care when alone.
        if any(not _is_care(tokens[at], lex) for at in run):
            for at in run:
                tokens[at].keys = {tokens[at].word, "{safe}"}
                tokens[at].spans.clear()


def _runs(tokens: list[Token], names: set[str]) -> list[list[int]]:
    """Places of the capitalized words of `names` that are no staff, in runs of neighbors."""
    runs: list[list[int]] = []
    for at, token in enumerate(tokens):
        if not token.is_upper or token.word not in names or token.has("staffname"):
            continue
        last = runs[-1][-1] if runs else at
        between = tokens[last + 1 : at]
        is_next = last < at and tokens[last].sentence == token.sentence
        if is_next and all(each.word in _JOINERS for each in between):
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _is_care(token: Token, lex: Lexicon) -> bool:
    tags = [lex.tags[name] for name in token.spans if name in lex.tags]
    return any((tag.is_strong and tag.family) or tag.name.startswith("body") for tag in tags)


def _mark_names(tokens: list[Token], lex: Lexicon) -> None:
    """A capital letter within a sentence, on a word that is no word of the language."""
    for before, token in pairwise(tokens):
        is_inside = before.sentence == token.sentence
        if is_inside and token.is_upper and token.word not in lex.known and token.word.isalpha():
            token.spans.setdefault("name", 1)
            token.keys.add("{name}")


def read(text: str, desk: Desk, lex: Lexicon, book: Book) -> Reading:
    plain = fold(text)
    repaired, disguised = repair(plain, lex)
    tokens = tokenize(repaired, text, lex)
    _mark_names(tokens, lex)
    _own_names(tokens, desk, lex)
    indexed = index(tokens)
    shields = tuple(
        (first, end, is_for_all)
        for pattern, is_for_all in book.shields
        for first, end in find(pattern, indexed)
    )
    for pattern in book.masks:
        for first, end in find(pattern, indexed):
            _mask(tokens, first, end)
    return Reading(text, plain, tokens, index(tokens), shields, tuple(disguised))


def pattern_hits(
    reading: Reading, book: Book, *, is_private: bool, is_asked: bool = False
) -> list[Hit]:
    hits = []
    for rule in book.rules:
        if is_private and not rule.is_for_private:
            continue
        is_strict = rule.reason.rule.startswith(("reviews.", "clinical.advice"))
        for pattern in rule.patterns:
            for first, end in find(pattern, reading.indexed):
                if not reading.is_shielded(first, end, is_strict=is_strict):
                    hits.append(
                        _weighed(reading, rule.reason.rule, first, end - 1, is_asked=is_asked)
                    )
    return hits


def _weighed(reading: Reading, rule: str, first: int, last: int, *, is_asked: bool) -> Hit:
    """A hit, doubtful when nothing in or beside it points at a person or an event."""
    hit = reading.hit(rule, first, last)
    stop = min(reading.indexed.stops[first], last + 1 + NEAR)
    start = first
    while start > max(first - NEAR, 0) and (
        reading.tokens[start - 1].sentence == reading.tokens[first].sentence
    ):
        start -= 1
    around = reading.tokens[start:stop]
    return replace(hit, is_doubtful=is_without_sign(rule, around, is_asked=is_asked))


def to_finding(hit: Hit, text: str, reasons: dict[str, Reason]) -> Finding:
    reason = reasons[hit.rule]
    said = text[hit.start : hit.end]
    return Finding(hit.rule, hit.start, hit.end, said, reason.why, reason.source, reason.suggestion)
