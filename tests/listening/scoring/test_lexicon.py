from __future__ import annotations

import pytest

from listening.scoring.lexicon import courtesy, fill, load_json, sentiment_weights
from listening.scoring.phrases import PhraseBook, expand
from listening.scoring.tokens import tokenize


@pytest.mark.parametrize("name", ["aesthetics_sentiment", "triage", "emergencies", "sold"])
def test_every_group_says_why(name: str) -> None:
    data = load_json(name)
    groups = data["groups"] if name == "aesthetics_sentiment" else data["signals"]
    assert groups
    assert all(len(group["why"]) > 10 for group in groups)


def test_weights_lie_on_vaders_scale() -> None:
    words, phrases = sentiment_weights()
    assert all(-4 <= weight <= 4 for weight in (*words.values(), *phrases.values()))
    assert all(word == word.lower() and " " not in word for word in words)


def test_no_word_is_weighed_twice() -> None:
    lines = [
        word
        for group in load_json("aesthetics_sentiment")["groups"]
        for line in group.get("words", {}).values()
        for word in line.split()
    ]
    assert sorted({word for word in lines if lines.count(word) > 1}) == []


def test_every_pattern_can_be_read() -> None:
    for pattern in sentiment_weights()[1]:
        assert list(expand(pattern))
    books = [load_json(name) for name in ("triage", "emergencies", "sold")]
    sets = {name: words for book in books for name, words in book["sets"].items()}
    for signal in (signal for book in books for signal in book["signals"]):
        for pattern in signal.get("phrases", ()):
            assert list(expand(fill(pattern, sets)))
        for left, right, within in signal.get("near", ()):
            assert left and right and 1 <= within <= 10


def test_words_of_thanks() -> None:
    words, factor = courtesy()
    assert "thanks" in words and 0 < factor < 1


def test_an_unknown_set_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("$nothing here", {})


def test_a_pattern_needs_a_first_word() -> None:
    with pytest.raises(ValueError, match="first word"):
        list(expand("* here"))


@pytest.mark.parametrize(
    "pattern,text,found",
    [
        ("wait|waited ~ # hours", "we waited for about 3 hours", "waited for about 3 hours"),
        ("wait|waited ~ # hours", "we waited, then left", None),
        ("get my? money", "get money", "get money"),
        ("not at all", "not at. All", None),
        ("# stars", "two stars", "two stars"),
    ],
)
def test_patterns(pattern: str, text: str, found: str | None) -> None:
    tokens = tokenize(text, frozenset())
    matches = PhraseBook({pattern: 1.0}).find(tokens)
    spans = [text[tokens.starts[m.index] : tokens.ends[m.index + m.length - 1]] for m in matches]
    assert spans == ([found] if found else [])


def test_the_longest_phrase_wins() -> None:
    book = PhraseBook({"on hold": 1.0, "on hold again": 2.0})
    (match,) = book.find(tokenize("on hold again", frozenset()))
    assert match.value == 2.0
