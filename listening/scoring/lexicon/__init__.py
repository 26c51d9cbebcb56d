"""Data files of the scorer, read once at import. Every group says why it is there."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_SET = re.compile(r"\$(\w+)")


def load_json(name: str) -> Mapping[str, Any]:
    """The lexicon file ``name`` without its ending. Raises ValueError if it is no object."""
    data = json.loads((_HERE / f"{name}.json").read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise ValueError(f"{name}.json must hold an object.")
    return data


def sentiment_weights() -> tuple[dict[str, float], dict[str, float]]:
    """(words, phrases) with VADER-like valences of -4 to 4; 0 takes a word's weight away."""
    data = load_json("aesthetics_sentiment")
    words: dict[str, float] = {}
    phrases: dict[str, float] = {}
    for group in data["groups"]:
        for weight, line in group.get("words", {}).items():
            words |= dict.fromkeys(line.split(), float(weight))
        for weight, patterns in group.get("phrases", {}).items():
            phrases |= {fill(p, data["sets"]): float(weight) for p in patterns}
    return words, phrases


def foreign_feelings() -> frozenset[str]:
    """Words of the groups in another language: they hold where English weights do not."""
    groups = load_json("aesthetics_sentiment")["groups"]
    lines = [line for g in groups if "language" in g for line in g["words"].values()]
    return frozenset(word for line in lines for word in line.split())


def fill(pattern: str, sets: Mapping[str, str]) -> str:
    """Put the words of each ``$name`` into a pattern. Raises KeyError for an unknown name."""
    return _SET.sub(lambda match: "|".join(sets[match.group(1)].split()), pattern)


def courtesy() -> tuple[frozenset[str], float]:
    """(words of thanks, factor for their weight in a text that asks something)."""
    data = load_json("aesthetics_sentiment")["courtesy"]
    return frozenset(data["words"].split()), float(data["factor"])
