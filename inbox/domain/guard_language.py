"""What the guard cannot read it does not let pass: other scripts, other languages, riddles (P2)."""

from __future__ import annotations

import unicodedata

from inbox.domain.guard_lexicon import Lexicon
from inbox.domain.guard_reading import Desk, Hit, Reading

LEAST_WORDS, LEAST_KNOWN = 3, 0.4


def script_hits(reading: Reading, desk: Desk) -> list[Hit]:
    """Letters of other scripts, unless they write the author's own name."""
    shown = f"{desk.heard.author_name} {desk.heard.text}" if desk.heard else ""
    shown += " ".join(desk.staff_names | desk.practice_names)
    hits, start = [], -1
    for place, character in enumerate(f"{reading.text} "):
        is_other = character.isalpha() and not _is_latin(character) and character not in shown
        if is_other and start < 0:
            start = place
        elif not is_other and start >= 0:
            hits.append(Hit("text.script", start, place))
            start = -1
    return hits


def _is_latin(character: str) -> bool:
    if character.isascii():
        return True
    plain = unicodedata.normalize("NFKD", character)
    # Styled letters (mathematical, full-width) are a disguise only if the fold cannot read them.
    return all(
        unicodedata.name(part, "LATIN").startswith("LATIN") for part in plain if part.isalpha()
    )


def language_hits(reading: Reading, lex: Lexicon) -> list[Hit]:
    hits = []
    for within in reading.sentences():
        words = [p for p in within if reading.tokens[p].word.isalpha()]
        words = [p for p in words if not (reading.tokens[p].is_upper and p > within.start)]
        unknown = [
            p
            for p in words
            if reading.tokens[p].word not in lex.known
            and reading.tokens[p].word not in lex.first_names
        ]
        foreign = sum(reading.tokens[p].word in lex.foreign for p in words)
        is_unknown = len(words) >= LEAST_WORDS and 1 - len(unknown) / len(words) < LEAST_KNOWN
        is_foreign = foreign >= 2 or (foreign and len(words) < LEAST_WORDS)
        if is_unknown or (is_foreign and len(unknown) * 2 >= len(words)):
            hits.append(reading.hit("text.language", within.start, within.stop - 1))
    return hits


def disguise_hits(reading: Reading) -> list[Hit]:
    """Letters set apart, and words set apart: "take. it. down."."""
    hits = [Hit("text.disguised", start, end) for start, end in reading.disguised]
    single = [within.start for within in reading.sentences() if len(within) == 1]
    for first, middle, last in zip(single, single[1:], single[2:], strict=False):
        if last - first == 2 and middle - first == 1:
            hits.append(reading.hit("text.disguised", first, last))
    return hits
