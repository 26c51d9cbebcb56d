"""Typing errors: what was probably meant, when words find nothing.

No list of words is kept beside the documents: it would have to forget what is forgotten, and it
would know words that the reader may not. A word that stands nowhere is compared with the words of
documents that have one that begins alike, give or take one error.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice
from typing import Final

from django.db import connection, transaction
from django.db.models.functions import Coalesce

from inbox.access import sees_private, visible_conversations
from inbox.models import SearchDocument
from inbox.search.asking import NOTE, Asked, Term
from inbox.search.finding import few_saying
from inbox.search.words import places_of
from practice_hub.practices.models import Membership

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 3  # to shorter words everything is alike
_HEAD = 4  # letters of the beginning, in which one error is looked for
_ALIKE = 0.72  # of 1, as difflib measures
_MOST_DOCUMENTS = 400
_MOST_OF_ONE = 20  # documents with the same beginning of a word
_MOST_WORDS = 4  # that are looked at in one search
_ALL_WORDS: Final = """
SELECT DISTINCT found.conversation_id FROM unnest(%(queries)s) AS query CROSS JOIN LATERAL (
    SELECT conversation_id FROM inbox_searchdocument
    WHERE words @@ query::tsquery LIMIT %(most)s
) found
"""
_PUBLIC_WORDS: Final = """
SELECT DISTINCT found.conversation_id FROM unnest(%(queries)s) AS query CROSS JOIN LATERAL (
    SELECT conversation_id FROM inbox_searchdocument
    WHERE public_words IS NULL AND words @@ query::tsquery OR public_words @@ query::tsquery
    LIMIT %(most)s
) found
"""
_LEXEME = re.compile(r"'([a-z0-9]+)':(\S+)")  # a tsvector as PostgreSQL prints it
_UNMARKED = re.compile(r"\d(,|$)")  # the weight D is not printed


def corrected(text: str, asked: Asked, reader: Membership) -> str:
    """`text` with other words where they stand nowhere, or "" when nothing is alike."""
    changes: list[tuple[int, int, str]] = []
    for start, end, word, term in islice(_typed(text, asked), _MOST_WORDS):
        meant = "" if _is_there(word, term, reader) else _meant(word, term, reader)
        if meant:
            changes.append((start, end, meant))
    for start, end, meant in reversed(changes):
        text = text[:start] + meant + text[end:]
    return text if changes else ""


def _typed(text: str, asked: Asked) -> Iterator[tuple[int, int, str, Term]]:
    """The words that may be wrong, with where they stand in `text`."""
    for term in asked.wanted:
        for word in places_of(text[term.start : term.end]):
            is_plain = word.text.isascii() and word.text.isalpha()
            if word.text in term.words and is_plain and len(word.text) >= _SHORTEST:
                yield term.start + word.start, term.start + word.end, word.text, term


def _is_there(word: str, term: Term, reader: Membership) -> bool:
    query = Term((word,), part=term.part).as_query()
    few = few_saying(query, reader)
    return few is None or visible_conversations(reader).filter(pk__in=few).exists()


def _meant(word: str, term: Term, reader: Membership) -> str:
    """The word most like `word`, the more frequent one of two; "" when none is like it."""
    is_short = len(word) <= _HEAD
    heads = _one_error(word if is_short else word[: _HEAD + 1])
    if not is_short:
        heads.add(word[:_HEAD])
    queries = [Term((head,), is_short, part=term.part).as_query() for head in sorted(heads)]
    known = _words_beside(queries, term.part, reader)
    begins = tuple(heads)
    best = max(
        (
            (SequenceMatcher(None, word, other, autojunk=False).ratio(), number, other)
            for other, number in known.items()
            if (other in heads if is_short else other.startswith(begins))
        ),
        default=(0.0, 0, ""),
    )
    return best[2] if best[0] >= _ALIKE else ""


def _words_beside(queries: list[str], part: str, reader: Membership) -> Counter[str]:
    """The words of some documents that answer one of `queries`, by in how many they stand."""
    rows = visible_conversations(reader).filter(pk__in=_by_index(queries, reader))
    shown = "words" if sees_private(reader) else Coalesce("public_words", "words")
    found = SearchDocument.objects.filter(conversation__in=rows).values_list(shown, flat=True)
    known: Counter[str] = Counter()
    for document in found[:_MOST_DOCUMENTS]:
        known.update(word for word, marks in _LEXEME.findall(document) if _has(marks, part))
    return known


def _by_index(queries: list[str], reader: Membership) -> list[int]:
    """Some conversations, of any practice, for each of many tsqueries.

    PostgreSQL takes a beginning of a word for frequent, and most of these stand nowhere: it must
    take the index although it would rather read everything. One query of all of them would test
    each document of a frequent word for all of them.
    """
    look = _ALL_WORDS if sees_private(reader) else _PUBLIC_WORDS
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(look, {"queries": queries, "most": _MOST_OF_ONE})
        ids = [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    return ids


def _has(marks: str, part: str) -> bool:
    if part == NOTE:
        return _UNMARKED.search(marks) is not None
    return part in marks


def _one_error(word: str) -> set[str]:
    """All that becomes of `word` by one letter left out, doubled, swapped or mistaken."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {a + b[1:] for a, b in splits if b}
    found |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    found |= {a + letter + b[1:] for a, b in splits if b for letter in _LETTERS}
    found |= {a + letter + b for a, b in splits for letter in _LETTERS}
    return found - {"", word}
