"""The guard's words: tags by word and by phrase, read from the language's lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from inbox.domain.guard_data import LANGUAGE, language_table, rule_files
from inbox.domain.guard_fold import fold

PIECE = re.compile(r"[a-z0-9]+|'s\b|'")
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A class of words: who reports it, whether it counts by itself, and how severely."""

    name: str
    family: str = ""
    is_strong: bool = False
    is_mild: bool = False  # counts after "sorry about the" too, for approval only
    needs_only_approval: bool = False


@dataclass(frozen=True, slots=True)
class Lexicon:
    tags: dict[str, Tag]
    words: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[Phrase, str], ...]]
    protected: frozenset[str]  # single words that a disguise would hide
    known: frozenset[str]  # every word of this language the guard has met
    common: frozenset[str]
    first_names: frozenset[str]
    foreign: frozenset[str]
    spellings: dict[str, Phrase]
    emoji: dict[str, str]


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.replace("\n", " ").split(",") if item.strip()]


def _plural(noun: str) -> str:
    if noun.endswith("foot"):
        return noun[:-4] + "feet"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def split_phrase(text: str) -> Phrase:
    """The tokens of a phrase of the data, folded as a text would be."""
    return tuple(piece for piece in PIECE.findall(fold(text).text) if piece != "'")


def _section_phrases(section: dict[str, Any]) -> set[Phrase]:
    found: set[Phrase] = set()
    for noun in _items(section.get("nouns", "")):
        found |= {split_phrase(noun), split_phrase(_plural(noun))}
    return found | {split_phrase(word) for word in _items(section.get("words", ""))}


def _tag(name: str, section: dict[str, Any]) -> Tag:
    return Tag(
        name=name,
        family=section.get("family", ""),
        is_strong=section.get("strength") == "strong",
        is_mild=bool(section.get("mild")),
        needs_only_approval=section.get("verdict") == "needs_approval",
    )


def _rule_words(language: str) -> set[str]:
    """Every word that a rule looks for: a disguise of it must be readable."""
    patterns = [
        pattern
        for name in rule_files(language)
        for rule in language_table(name, language)["rule"]
        for pattern in rule.get("patterns", ())
    ]
    return {word for pattern in patterns for word in re.findall(r"[a-z]{2,}", pattern)}


@cache
def lexicon(language: str = LANGUAGE) -> Lexicon:
    """Read once. Raises OSError or tomllib.TOMLDecodeError when the data is damaged."""
    table = language_table("lexicon.toml", language)
    lists = language_table("words.toml", language)
    words: dict[str, set[str]] = {}
    phrases: dict[str, list[tuple[Phrase, str]]] = {}
    protected: set[str] = set()
    tags = {name: _tag(name, section) for name, section in table.items()}
    for name, section in table.items():
        for phrase in _section_phrases(section):
            if len(phrase) == 1:
                words.setdefault(phrase[0], set()).add(name)
            else:
                phrases.setdefault(phrase[0], []).append((phrase, name))
            if tags[name].family:
                protected |= {piece for piece in phrase if len(piece) > 2}
    common = frozenset(lists["common"].split())
    spellings = {key: tuple(value.split()) for key, value in lists["spellings"].items()}
    pieces = {piece for many in phrases.values() for phrase, _ in many for piece in phrase}
    return Lexicon(
        tags=tags,
        words={word: frozenset(names) for word, names in words.items()},
        phrases={key: tuple(sorted(value, reverse=True)) for key, value in phrases.items()},
        protected=frozenset(protected | words.keys() & set(_items("patient, patients, client"))),
        known=common | words.keys() | pieces | spellings.keys() | _rule_words(language),
        common=common,
        first_names=frozenset(lists["first_names"].split()),
        foreign=frozenset(fold(lists["foreign"]).text.split()),
        spellings=spellings,
        emoji=dict(lists["emoji"]),
    )
