"""Echo: a care detail that the person disclosed may not be repeated by the practice (P1)."""

from __future__ import annotations

import re

from inbox.domain.guard_book import book
from inbox.domain.guard_lexicon import Lexicon
from inbox.domain.guard_reading import Desk, Hit, Reading, read
from inbox.domain.guard_ties import CROWD, EVERY, mentions
from inbox.domain.guard_tokens import Token
from inbox.domain.guard_vocabulary import root, vocabulary

PRICE = re.compile(
    r"\b(?:how much|price|prices|pricing|cost|costs|charge for"
    r"|do you (?:do|offer|have|take|accept|sell|use|treat|see)"
    r"|deals?|specials?|offers?|open|hours|parking|book|where are|are you|can i|available)\b"
)
ASKING = frozenset({"price", "question", "hours", "booking", "other_question", "request"})
ASKERS = ("what", "how", "do you", "are you", "is ", "where", "when", "can ", "price", "any ")
SHORT = 120  # characters; a longer post is more than a question
RUN = 5  # so many words in a row, two of them rare, are a quotation
DETAILS = ("amount", "date", "time")
RARE = 3  # letters; shorter words are not rare
SPELLED = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "twelve": "12", "fifteen": "15", "twenty": "20",
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90",
}  # fmt: skip


def _heard(text: str, lex: Lexicon) -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Care words, all words, and sums, dates and times of the person's post; kept nowhere."""
    reading = read(text[:5000], Desk(None, frozenset(), frozenset()), lex, book())
    care = frozenset(
        _stem(reading.tokens[place].word)
        for within in reading.sentences()
        for mention in mentions(reading.tokens, within, lex)
        if mention.tag.is_strong or mention.tag.name.startswith("body")
        for place in range(mention.first, mention.last + 1)
    )
    details = {
        detail for place in range(len(reading.tokens)) if (detail := _detail(reading.tokens, place))
    }
    return care, tuple(token.word for token in reading.tokens), frozenset(details)


def _detail(tokens: list[Token], place: int) -> str:
    """A sum, date or time; or a count with its unit ("fifty minutes"). Else an empty text."""
    token = tokens[place]
    if any(token.has(tag) for tag in DETAILS):
        return token.word.rstrip(".,")
    if place + 1 < len(tokens) and (token.has("number") or token.has("numberword")):
        return f"{SPELLED.get(token.word, token.word)} {_stem(tokens[place + 1].word)}"
    return ""


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "en", "es", "s", "ed", "ly", "y"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word[: -len(ending)]
    return word


def _is_about_everyone(tokens: list[Token], within: range) -> bool:
    return any(tokens[p].word in CROWD or tokens[p].word in EVERY for p in within)


def is_public_question(desk: Desk) -> bool:
    """The person asked what anybody may ask: prices, hours, what is offered."""
    if desk.heard is None:
        return False
    if desk.heard.category.lower() in ASKING:
        return True
    said = desk.heard.text.lower().strip()
    is_question = said.endswith("?") or (said.startswith(ASKERS) and len(said) < SHORT)
    return is_question and bool(PRICE.search(said))


def echo_hits(reading: Reading, desk: Desk, lex: Lexicon) -> list[Hit]:
    """What the post and what else the person told may not come back in public."""
    if desk.heard is None:
        return []
    is_excused = is_public_question(desk)
    hits = _echo_of(reading, desk.heard.text, lex, is_excused=is_excused)
    # A public question excuses its own words only, never what was told elsewhere.
    return hits + _echo_of(reading, desk.heard.told, lex, is_excused=False)


def _echo_of(reading: Reading, said: str, lex: Lexicon, *, is_excused: bool) -> list[Hit]:
    if not said.strip():
        return []
    care, words, details = _heard(said, lex)
    hits: list[Hit] = []
    for within in () if is_excused else reading.sentences():
        hits += _details(reading, within, details)
        if not _is_about_everyone(reading.tokens, within):
            hits += _care(reading, within, care, lex)
    return [
        *hits,
        *([] if is_excused else _rare(reading, words)),
        *_quotations(reading, words, lex),
    ]


def _rare(reading: Reading, words: tuple[str, ...]) -> list[Hit]:
    """A word of the post that harmless answers do not have, taken up by the reply."""
    known = vocabulary().roots
    rare = {word for word in words if len(word) > RARE and word.isalpha()}
    return [
        reading.hit("echo.word", place, place)
        for place, token in enumerate(reading.tokens)
        if token.word in rare
        and root(token.word) not in known
        and not (token.has("first_name") or token.has("staffname") or "{safe}" in token.keys)
    ]


def _details(reading: Reading, within: range, details: frozenset[str]) -> list[Hit]:
    return [
        reading.hit("echo.detail", place, place)
        for place in within
        if _detail(reading.tokens, place) in details
    ]


def _care(reading: Reading, within: range, care: frozenset[str], lex: Lexicon) -> list[Hit]:
    hits = []
    for mention in mentions(reading.tokens, within, lex):
        if not (mention.tag.is_strong or mention.tag.name.startswith("body")):
            continue
        said = {_stem(reading.tokens[p].word) for p in range(mention.first, mention.last + 1)}
        if said & care:
            rule = "echo.care" if mention.tag.family == "care" else "echo.word"
            hits.append(reading.hit(rule, mention.first, mention.last))
    return hits


def _quotations(reading: Reading, heard: tuple[str, ...], lex: Lexicon) -> list[Hit]:
    runs = {heard[i : i + RUN] for i in range(len(heard) - RUN + 1)}
    tokens, hits = reading.tokens, []
    for place in range(len(tokens) - RUN + 1):
        run = tuple(token.word for token in tokens[place : place + RUN])
        if run in runs and sum(word not in lex.common for word in run) >= 2:
            hits.append(reading.hit("echo.quote", place, place + RUN - 1))
    return hits
