"""Doubt (P2): words about the person, or of care, in a sentence that no rule knows as harmless.

The safe constructions are known (`safe.toml`); what is left over is not certainly a disclosure,
so it is not blocked, but it does not leave without somebody who may approve.
"""

from __future__ import annotations

from itertools import pairwise

from inbox.domain.guard_echo import is_public_question
from inbox.domain.guard_lexicon import Lexicon
from inbox.domain.guard_reading import Desk, Hit, Reading
from inbox.domain.guard_ties import CROWD, EVERY, Mention, mentions
from inbox.domain.guard_tokens import Token

PERSONAL = ("person", "individual")
OFFERING = frozenset(
    [
        "price",
        "prices",
        "priced",
        "pricing",
        "cost",
        "costs",
        "fee",
        "fees",
        "list",
        "use",
        "uses",
        "website",
        "site",
        "online",
        "offer",
        "offers",
        "offering",
        "open",
        "hours",
        "menu",
        "bio",
        "link",
        "licensed",
        "certified",
        "trained",
        "training",
        "start",
        "starts",
        "available",
        "advice",
        "book",
        "booked",
        "sold",
        "sell",
        "do",
        "provide",
        "policy",
        "free",
        "complimentary",
    ]
)
OFFERED = frozenset({"treatment", "visit", "money", "record"})
SHOWN = 5  # words of an exclamation
ASKED = OFFERED | {"body"}  # what an answer to a public question may name


def _is_covered(token: Token, hits: list[Hit]) -> bool:
    return any(hit.start <= token.start and token.end <= hit.end for hit in hits)


def _offers(tokens: list[Token], within: range) -> bool:
    words = {tokens[place].word for place in within}
    return not words.isdisjoint(OFFERING)


def after_but(words: list[str]) -> list[str]:
    """ "Nobody likes surprises, but it was agreed": what follows is not said of everyone."""
    return words[len(words) - words[::-1].index("but") :] if "but" in words else words


def _about_everyone(tokens: list[Token], within: range) -> bool:
    words = after_but([tokens[place].word for place in within])
    if any(a == "like" and b in {"that", "this", "these"} for a, b in pairwise(words)):
        return False  # "nobody can promise anything with a tooth like that"
    return any(word in CROWD or word in EVERY for word in words)


def _is_shown(tokens: list[Token], mention: Mention, within: range) -> bool:
    """ "That smile!", "Those results!": somebody's, even if nobody is named."""
    if mention.tag.family != "care":
        return False
    before = mention.first - 1
    return before >= within.start and tokens[before].word in {"that", "those", "this", "these"}


def _is_inquiry(tokens: list[Token], within: range) -> bool:
    """ "If you have questions about a bill, call us": nobody is said to have one."""
    words = {tokens[place].word for place in within}
    return "question" in words or (
        tokens[within.start].word in {"if", "for"} and "questions" in words
    )


def is_emergency(tokens: list[Token], within: range) -> bool:
    """Where to turn in an emergency may always be said (P4)."""
    words = {tokens[place].word for place in within}
    return "911" in words or {"emergency", "room"} <= words or {"emergency", "call"} <= words


def _event(tokens: list[Token], within: range, hits: list[Hit]) -> int | None:
    """A word of the surgery in a sentence that tells of something that happened."""
    if not any(tokens[place].has("past") for place in within) or _offers(tokens, within):
        return None
    for place in within:
        if tokens[place].has("context") and not _is_covered(tokens[place], hits):
            return place
    return None


def _care(
    reading: Reading, within: range, lex: Lexicon, hits: list[Hit], *, is_asked: bool
) -> list[Hit]:
    """Words of care that no rule has taken up and that are no offer to everyone."""
    tokens, found = reading.tokens, []
    for mention in mentions(tokens, within, lex):
        name = mention.tag.name
        is_offer = name in ASKED if is_asked else name in OFFERED and _offers(tokens, within)
        is_shown = within.stop - within.start <= SHOWN and _is_shown(tokens, mention, within)
        if is_offer or _is_covered(tokens[mention.first], hits):
            continue
        if mention.tag.is_strong or is_shown:
            found.append(reading.hit("doubt.care", mention.first, mention.last))
    return found


def doubt_hits(reading: Reading, desk: Desk, lex: Lexicon, hits: list[Hit]) -> list[Hit]:
    """`hits`: what the other rules have found; a doubt inside one of them adds nothing."""
    tokens, found = reading.tokens, []
    is_asked = is_public_question(desk)
    for within in reading.sentences():
        if is_emergency(tokens, within):
            continue
        sentence = [tokens[place] for place in within]
        if any(t.has(tag) and not _is_covered(t, hits) for t in sentence for tag in PERSONAL):
            found.append(reading.hit("doubt.person", within.start, within.stop - 1))
        if _is_inquiry(tokens, within) or _about_everyone(tokens, within):
            continue
        if (event := _event(tokens, within, hits)) is not None:
            found.append(reading.hit("doubt.event", event, event))
        found += _care(reading, within, lex, hits, is_asked=is_asked)
    return found
