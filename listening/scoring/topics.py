"""What a text is about: treatments and topics of service (L4, L5), found by listed words.

No model and no guess: a key is given when one of its words or phrases stands in the text as whole
words. Spellings that people use are listed in ``lexicon/topics.json``, so whoever wonders why a
text has a topic finds the word there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext

from listening.scoring.lexicon import fill, load_json
from listening.scoring.phrases import PhraseBook
from listening.scoring.sentiment import read
from listening.scoring.tokens import Tokens

# Change it whenever a word changes; `manage.py find_topics` then brings old rows up to date.
TOPICS_VERSION = "topics-1"

Group = Literal["TREATMENT", "TOPIC"]
_IGNORE = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that texts are about: ``key`` is stored, ``name`` is how English calls it."""

    key: str
    name: str
    group: Group

    @property
    def label(self) -> str:
        """What people read, in their language."""
        return gettext(self.name)


def _subjects(data: Mapping[str, Any]) -> dict[str, Subject]:
    groups: tuple[tuple[Group, str], ...] = (("TREATMENT", "treatments"), ("TOPIC", "topics"))
    return {
        entry["key"]: Subject(entry["key"], entry["label"], group)
        for group, name in groups
        for entry in data[name]
    }


def _book(data: Mapping[str, Any]) -> PhraseBook[tuple[str, ...]]:
    """Each pattern with the keys it stands for; the figures of speech stand for no key."""
    keys: dict[str, list[str]] = defaultdict(list)
    for entry in (*data["treatments"], *data["topics"]):
        for pattern in entry["phrases"]:
            keys[fill(pattern, data["sets"])].append(entry["key"])
    for pattern in data["ignore"]:
        keys[fill(pattern, data["sets"])].append(_IGNORE)
    return PhraseBook({pattern: tuple(found) for pattern, found in keys.items()})


_DATA = load_json("topics")
SUBJECTS: Mapping[str, Subject] = _subjects(_DATA)
TREATMENTS = tuple(s for s in SUBJECTS.values() if s.group == "TREATMENT")
TOPICS = tuple(s for s in SUBJECTS.values() if s.group == "TOPIC")
_phrases = _book(_DATA)


def topics_of(text: str) -> list[str]:
    """Keys of what ``text`` is about, sorted, each once. Any text; an empty one has none."""
    tokens = _plain(read(text))
    if not len(tokens):
        return []
    matches = _phrases.find_all(tokens)
    ignored = {
        place
        for match in matches
        if _IGNORE in match.value
        for place in range(match.index, match.index + match.length)
    }
    found = {key for match in matches if match.index not in ignored for key in match.value}
    return sorted(found - {_IGNORE})


def label_of(key: str) -> str:
    """What people read for a stored key; an old key that is no longer known reads as words."""
    subject = SUBJECTS.get(key)
    return subject.label if subject else key.replace("_", " ").capitalize()


def known(keys: Iterable[str]) -> list[str]:
    """Those of ``keys`` that exist, in the order given: what an address bar may ask for."""
    return [key for key in keys if key in SUBJECTS]


def _plain(tokens: Tokens) -> Tokens:
    """The same tokens with "hydra-facial" as two words and "botox's" as one without its ending."""
    if all(map(str.isalnum, tokens.lowers)):
        return tokens
    plain = Tokens(tokens.text, [], [], [], [])
    for i, lower in enumerate(tokens.lowers):
        start, end = tokens.starts[i], tokens.ends[i]
        for word in lower.removesuffix("'s").split("-") if not lower.isalnum() else (lower,):
            if word:
                plain.words.append(word)
                plain.lowers.append(word)
                plain.starts.append(start)
                plain.ends.append(end)
    return plain
