"""The words of harmless answers, held by their roots, and those that tell of somebody's care."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from inbox.domain.guard_data import LANGUAGE, language_table
from inbox.domain.guard_lexicon import lexicon

ENDINGS = ("ings", "ing", "ies", "ied", "ily", "ers", "est", "ed", "es", "er", "ly", "y", "s", "e")
SHORTEST = 3


@cache
def root(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > SHORTEST and word[-1] == word[-2] else word


@dataclass(frozen=True, slots=True)
class Vocabulary:
    roots: frozenset[str]
    telling: frozenset[str]
    of_one: frozenset[str]  # told of somebody wherever they stand
    named: frozenset[str]  # told of somebody after "the", "that", "one"
    told: frozenset[str]
    own_deeds: frozenset[str]


@cache
def vocabulary(language: str = LANGUAGE) -> Vocabulary:
    table = language_table("plain.toml", language)
    harmless = {word for section in table["harmless"].values() for word in section.split()}
    harmless |= lexicon(language).common
    return Vocabulary(
        roots=frozenset(map(root, harmless)),
        telling=frozenset(table["telling"]["words"].split()),
        of_one=frozenset(table["of_one"]["always"].split()),
        named=frozenset(table["of_one"]["named"].split()),
        told=frozenset(table["told"]["words"].split()),
        own_deeds=frozenset(map(root, table["own_deeds"]["words"].split())),
    )
