"""The rule data itself: known tags, whole reasons, no name of a practice."""

from __future__ import annotations

import tomllib

import pytest

from inbox.domain.guard import PUBLIC, check
from inbox.domain.guard_book import book
from inbox.domain.guard_data import FOLDER, LANGUAGE, rule_files
from inbox.domain.guard_fold import fold
from inbox.domain.guard_grammar import find, index, parse
from inbox.domain.guard_lexicon import lexicon
from inbox.domain.guard_repair import repair
from inbox.domain.guard_tokens import tokenize

FOUND_BY_CODE = {"url", "handle", "slot", "amount", "time", "date", "number", "letters",
                 "staffname", "first_name", "name", "safe"}  # fmt: skip


def _patterns() -> list[object]:
    rules = book()
    own = [pattern for rule in rules.rules for pattern in rule.patterns]
    return own + list(rules.masks) + [pattern for pattern, _ in rules.shields]


def test_patterns_use_known_tags_only() -> None:
    known = set(lexicon().tags) | FOUND_BY_CODE
    unknown = {
        key
        for pattern in _patterns()
        for element in pattern.elements  # type: ignore[attr-defined]
        for key in element.keys | element.forbidden
        if key.startswith("{") and key[1:-1] not in known
    }
    assert unknown == set()


def test_every_rule_says_why_and_where_it_comes_from() -> None:
    for name, reason in book().reasons.items():
        assert reason.why.endswith("."), name
        assert reason.source, name
        assert reason.rule == name


def test_rule_ids_are_unique() -> None:
    ids = [
        entry["id"]
        for name in rule_files()
        for entry in tomllib.loads((FOLDER / LANGUAGE / name).read_text())["rule"]
    ]
    assert len(ids) == len(set(ids))


def test_suggestions_pass_the_guard() -> None:
    from inbox.domain.guard import Verdict, check

    for name, reason in book().reasons.items():
        if reason.suggestion and not name.startswith(("text.", "identity.", "attachment.")):
            assert check(reason.suggestion, audience="PUBLIC").verdict is Verdict.PASS, name


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("you ?have seen|met us", "you have met us", True),
        ("you ?have seen|met us", "you met us", True),
        ("you ..1 us", "you two or three of us", False),
        ("you ..3~patient us", "you and patients of us", False),
        ("came_in !the", "she came in the door", False),
        ("^ thanks", "many thanks", False),
        ("thanks $", "many thanks", True),
        ("your ..2 {body}", "your very soft lips", True),
        ("no us", "we said no. us too", False),
    ],
)
def test_the_small_grammar(pattern: str, text: str, hit: bool) -> None:
    folded, _ = repair(fold(text), lexicon())
    tokens = tokenize(folded, text, lexicon())
    assert bool(find(parse(pattern), index(tokens))) is hit


def test_a_pattern_begins_with_something_that_must_be_there() -> None:
    with pytest.raises(ValueError, match="must begin"):
        parse("?very good")


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("b0tox", "botox"), ("l1ps", "lips"), ("b o t o x", "botox"), ("b.o.t.o.x", "botox"),
        ("ｌｉｐｓ", "lips"), ("ʟɪᴘs", "lips"), ("𝓛𝓲𝓹𝓼", "lips"), ("l\u0456ps", "lips"),
        ("bo\u200btox", "botox"), ("fil\u00adler", "filler"), ("l&#105;ps", "lips"),
        ("b💉o💉t💉o💉x", "botox"), ("booootox", "botox"), ("l*ps", "lips"),
    ],
)  # fmt: skip
def test_disguises_are_read(text: str, plain: str) -> None:
    folded, _ = repair(fold(text), lexicon())
    assert plain in folded.text


def test_split_words_are_mended() -> None:
    folded, _ = repair(fold("a bo\ntox and an in-jec-tion"), lexicon())
    words = [token.word for token in tokenize(folded, "a bo\ntox and an in-jec-tion", lexicon())]
    assert {"botox", "injection"} <= set(words)


def test_a_word_of_care_in_the_practices_name_hides_no_care() -> None:
    names = frozenset({"Botox & Laser Clinic", "Lip Lounge"})

    def verdict(text: str) -> str:
        return check(text, audience=PUBLIC, practice_names=names).verdict

    for text in (
        "We are so happy that your Botox worked out so well!",
        "Glad your Lip looks great after Tuesday.",
        "Your Laser session with us went well.",
    ):
        assert verdict(text) == "blocked"
    for text in (
        "Thank you for writing to the Botox & Laser Clinic.",
        "Thank you from all of us at the Lip Lounge!",
    ):
        assert verdict(text) == "pass"


def test_short_words_are_no_names_when_the_sentence_is_shouted() -> None:
    text = "Enjoy those apples and corn on the cob again!"
    assert check(text, audience=PUBLIC).verdict == "needs_approval"
    assert check(text.upper(), audience=PUBLIC).verdict == "needs_approval"
