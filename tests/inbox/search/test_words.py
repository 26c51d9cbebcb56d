"""What a word is: the same to Python and to the database, whatever people write."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import connection

from inbox.search.words import BREAK, fold, places_of, words_of

KNOWN = {
    "Don't wait: I’m BACK!": ("dont", "wait", "im", "back"),
    "¡Qué señora más amable! Ñoño": ("que", "senora", "mas", "amable", "nono"),
    "Straße, Ærø, İzmir, Łódź, ΟΔΟΣ": ("strasse", "aero", "izmir", "lodz", "οδοσ"),
    "Jose\u0301 = José": ("jose", "jose"),
    "皮膚科は最高です": tuple("皮膚科は最高です"),
    "Super ❤️ 👍🏽👩‍⚕️!!": ("super", "❤", "👍", "👩", "⚕"),
    "@lumen_lakeside #Botox2026 https://x.example/a?b=1": (
        *("lumen", "lakeside", "botox2026", "https", "x", "example", "a", "b", "1"),
    ),
    "병원이 좋아요": ("병원이", "좋아요"),
    "สวยมาก": tuple("สวยมาก"),
    "x" * 99: ("x" * 60,),
    "… -- !!": (),
    "ﬁne ½ ™": ("fine", "1", "2", "tm"),
}


def in_database(text: str) -> list[str]:
    """The words of a document, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT lexeme FROM unnest(inbox_search_vector(%s, 'B')) v, unnest(v.positions) place"
            " ORDER BY place",
            [text],
        )
        return [lexeme for (lexeme,) in cursor.fetchall()]


def test_words_of_many_languages() -> None:
    assert {text: words_of(text) for text in KNOWN} == KNOWN


@pytest.mark.django_db
def test_the_database_cuts_texts_into_the_same_words() -> None:
    for text in KNOWN:
        assert in_database(text) == list(words_of(text)), text
    few = [*range(1, 0x3100), *range(0x3100, 0xD800, 40), *range(0xE000, 0x10000)]
    few += [*range(0x1F000, 0x1FB00), 0x20000, 0x2F800, 0xE0041]
    # Python may know fewer than PostgreSQL does.
    chars = [chr(n) for n in few if unicodedata.category(chr(n)) != "Cn"]
    texts = [f"a{char}b {char}" for char in chars]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inbox_search_fold(said), (SELECT array_agg(lexeme ORDER BY place)"
            " FROM unnest(inbox_search_vector(said, 'B')) v, unnest(v.positions) place)"
            " FROM unnest(%s) said",
            [texts],
        )
        theirs = cursor.fetchall()
    ours = [(fold(text), list(words_of(text))) for text in texts]
    assert [text for text, a, b in zip(texts, ours, theirs, strict=True) if a != b] == []


def test_places_are_those_of_the_text_as_written() -> None:
    text = "¡Qué  SEÑORA! 👍🏽 José\u0301’s ﬁne"
    found = [(word.text, text[word.start : word.end]) for word in places_of(text)]
    assert ("que", "Qué") in found and ("senora", "SEÑORA") in found and ("fine", "ﬁne") in found
    assert tuple(word for word, _ in found) == words_of(text)
    assert words_of(f"one{BREAK}two") == ("one", BREAK, "two")
