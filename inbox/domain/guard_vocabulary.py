"""The words of harmless answers, held by their roots, and those that tell of somebody's care."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from inbox.domain.guard_data import LANGUAGE, language_table
from inbox.domain.guard_lexicon import lexicon

ENDINGS = ("ings", "ing", "ies", "ied", "ily", "ed", "es", "ly", "y", "s", "e")
SHORTEST = 3


@cache
def root(word: str) -> str:
    """`word` without its ending; short words keep a last "e" or "y" ("bite" is not "a bit")."""
    for ending in ENDINGS:
        least = SHORTEST + {"e": 1, "y": 2}.get(ending, 0)
        if word.endswith(ending) and len(word) - len(ending) >= least:
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
    of_it: frozenset[str]  # what may be said of "it" and "this"
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
        of_it=frozenset(map(root, table["of_it"]["words"].split())),
        told=frozenset(table["told"]["words"].split()),
        own_deeds=frozenset(map(root, table["own_deeds"]["words"].split())),
    )


@cache
def word_set(name: str, language: str = LANGUAGE) -> frozenset[str]:
    """A small set of words by its name. Raises KeyError for an unknown one."""
    return frozenset(language_table("plain.toml", language)["sets"][name].split())
