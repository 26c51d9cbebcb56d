"""Undoing disguises in folded text: spaced letters, signs for letters, stretched and split words.

A word is only rewritten when the result is a word that the guard knows, so ordinary writing is
left alone. What looks disguised and cannot be read is reported: doubt is never silent (P2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from inbox.domain.guard_fold import Folded, rewrite
from inbox.domain.guard_lexicon import Lexicon

SIGNS = {
    "0": "o", "1": "li", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "2": "z", "@": "a", "$": "s", "!": "il", "|": "li", "+": "t", "€": "e", "£": "l", "(": "c",
    "¡": "i", "¢": "c", "¥": "y",
}  # fmt: skip
LETTER = r"[a-z0-9@$!|€£]"
SPACED = re.compile(
    rf"(?<![a-z0-9'])(?:{LETTER}[^a-z0-9@$€£'\n]{{1,3}}|{LETTER}\n){{2,}}{LETTER}(?![a-z0-9'])"
)
CHUNK = re.compile(r"[^\s,;\"]+")
SKIP = re.compile(r"https?://|www\.|[^@\s]+@[^@\s]+\.[a-z]{2,}|^@\w+$|^[\d.,:/$£€%+()-]+$")
CORE = re.compile(rf"{LETTER}(?:[^\s]*[a-z0-9@$€£|])?")
RUNS = re.compile(r"(.)\1*")
STRETCHED = re.compile(r"(.)\1\1")
MASKED = re.compile(r"^[a-z](?:[a-z]*[*#_?•·.-]+)+[a-z]+$")
HARMLESS = re.compile(
    r"^(?:\d{1,2}[ap]\.?m|[ap]\.?m|[a-z]\.[a-z]|u\.?s\.?a?|e\.?g|i\.?e|[dm]\.?d\.?[ms]?|p\.?s|q.?a)\.?$"
)
LIMIT = 64


def plain_spellings(word: str) -> Iterator[str]:
    """What `word` may stand for when signs stand for letters ("b0t0x"), at most 64 readings."""
    choices = [SIGNS.get(character, character) for character in word]
    for number, letters in enumerate(product(*choices)):
        if number >= LIMIT:
            return
        yield "".join(letters)


def _shrunk(word: str) -> Iterator[str]:
    """`word`, then with its repeated letters written twice or once ("booootox")."""
    yield word
    pieces = [match.group() for match in RUNS.finditer(word)]
    choices = [(piece,) if len(piece) == 1 else (piece[0], piece[0] * 2) for piece in pieces]
    for number, letters in enumerate(product(*choices)):
        if number >= LIMIT:
            return
        yield "".join(letters)


def read_word(word: str, words: frozenset[str]) -> str:
    """The word of `words` that `word` is a disguise of, else an empty string."""
    for spelling in plain_spellings(word):
        for candidate in _shrunk(spelling):
            if candidate in words:
                return candidate
    return ""


def segment(letters: str, lex: Lexicon, longest: int = 16) -> list[str]:
    """`letters` cut into known words, fewest first; empty when that is impossible."""
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest), end):
            head, piece = best[start], letters[start:end]
            if head is None or not (piece in lex.known and (len(piece) > 1 or piece in "ai")):
                continue
            current = best[end]
            if current is None or len(head) + 1 < len(current):
                best[end] = [*head, piece]
    return best[-1] or []


def _read_spaced(run: str, lex: Lexicon) -> str:
    letters = "".join(character for character in run if re.match(LETTER, character))
    if len(letters) > 60 or sum(character.isalpha() for character in letters) < 3:
        return ""
    for spelling in plain_spellings(letters):
        if words := segment(spelling, lex):
            return " ".join(words)
    return ""


def join_spaced(folded: Folded, lex: Lexicon) -> tuple[Folded, list[tuple[int, int]]]:
    """Join "b o t o x" and "l.i.p.s"; second value: where letters stood apart."""
    edits, doubtful = [], []
    for match in SPACED.finditer(folded.text):
        run = match.group()
        if HARMLESS.match(run) or not re.search(r"[a-z]", run):
            continue
        if words := _read_spaced(run, lex):
            edits.append((match.start(), match.end(), words))
        if words or sum(character.isalpha() for character in run) > 2:
            doubtful.append((folded.starts[match.start()], folded.ends[match.end() - 1]))
    return rewrite(folded, edits), doubtful


def _unmask(core: str, lex: Lexicon) -> str:
    if not MASKED.match(core) or not re.search(r"[*#_?•·]", core):
        return ""
    pattern = re.compile(re.sub(r"\\?[*#_?•·]", ".", re.escape(core)) + "$")
    return next((word for word in sorted(lex.protected) if pattern.match(word)), "")


def _read_chunk(core: str, lex: Lexicon) -> str:
    """The plain words behind one run of characters without a space; empty: leave it."""
    if core.isalpha() and core in lex.known:
        return ""
    if core.isalpha() and core.isascii():
        plain = read_word(core, lex.protected)
        if not plain and STRETCHED.search(core):
            plain = read_word(core, lex.known)
        return plain or _read_joined(core, lex)
    letters = re.sub(rf"(?!{LETTER}).", "", core)
    if not re.search(r"[a-z]", letters):
        return ""
    parts = re.findall(r"[a-z']+", core)
    if "".join(parts) == core or all(part.replace("'", "") in lex.known for part in parts):
        has_sign = re.search(r"[a-z][0-9@$!|€£]|[0-9@$!|€£][a-z]", core)
        if "'" in core or not has_sign:
            return ""
    return read_word(letters, lex.known) or _unmask(core, lex)


def _read_joined(core: str, lex: Lexicon) -> str:
    """ "yourlips" as "your lips": only with a telltale word among known ones."""
    if not 7 <= len(core) <= 40 or core in lex.first_names:
        return ""
    words = segment(core, lex)
    telltale = any(len(word) > 3 and word in lex.protected for word in words)
    return " ".join(words) if telltale and all(len(word) > 2 for word in words) else ""


def _is_odd(core: str, lex: Lexicon) -> bool:
    """Letters with signs in between that are neither a contraction, a compound nor a number;
    or a stretched word that cannot be read (cries such as "aaah" may be stretched)."""
    if STRETCHED.search(core) and core not in lex.known:
        return len({character for character in core if character.isalpha()}) > 2
    inner = re.search(r"[a-z][^a-z0-9\s'’.,:;!?/&()\"…-]+[a-z]|[a-z]+[0-9@$]+[a-z]+", core)
    if not inner:
        return False
    return any(part not in lex.known for part in re.findall(r"[a-z]+", core))


def read_chunks(folded: Folded, lex: Lexicon) -> tuple[Folded, list[tuple[int, int]]]:
    """Rewrite disguised runs of characters; second value: where signs stood for letters."""
    edits, doubtful = [], []
    for match in CHUNK.finditer(folded.text):
        chunk = match.group()
        if SKIP.search(chunk) or chunk[0] in "{[" or not (inner := CORE.search(chunk)):
            continue
        if HARMLESS.match(inner.group()):
            continue
        core, start = inner.group(), match.start() + inner.start()
        while core and core[-1] in "!|" and core[:-1].isalpha():
            core = core[:-1]
        if new := _read_chunk(core, lex):
            edits.append((start, start + len(core), new))
        if (new and not core.isalpha()) or (not new and _is_odd(core, lex)):
            doubtful.append((folded.starts[start], folded.ends[start + len(core) - 1]))
    return rewrite(folded, edits), doubtful


def repair(folded: Folded, lex: Lexicon) -> tuple[Folded, list[tuple[int, int]]]:
    """All repairs; second value: spans (original indices) that look disguised, read or not:
    nobody writes so by accident, so a person should look (P2)."""
    folded, spaced = join_spaced(folded, lex)
    folded, odd = read_chunks(folded, lex)
    return folded, spaced + odd
