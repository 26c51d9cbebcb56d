"""The coach's rules as data, read once and compiled: `coach_rules/*.json`. Pure Python.

A rule's patterns read folded text (small letters, plain apostrophes and quotes, no accents), so a
second language is another line of data. `<<name>>` stands for a part in `parts.json`. A named
group `span` marks what is underlined, otherwise all of the match is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from inbox.domain.coach_types import Advice
from inbox.domain.marking import Counted

_FOLDER = Path(__file__).parent / "coach_rules"
_PART = re.compile(r"<<(\w+)>>")
_RULE_FILES = ("moves", "tone", "form_letter", "sales", "style")


@dataclass(frozen=True, slots=True)
class Says:
    """What a piece of advice says; `message` may have slots in braces."""

    demand: str
    message: str
    is_blocking: bool = False
    offer: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase rule: it speaks where `finds` match and nothing in `unless…` does.

    `unless_before` and `unless_after` read the rest of the same sentence, `unless` all of the
    text; `unless_pair` is silent only when every one of its patterns occurs.
    """

    key: str
    says: Says
    is_for_heavy: bool
    finds: tuple[re.Pattern[str], ...]
    unless_before: tuple[re.Pattern[str], ...]
    unless_after: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    unless_pair: tuple[re.Pattern[str], ...]


def read_data(name: str) -> dict[str, Any]:
    """The JSON object in `coach_rules/<name>.json`."""
    data: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


@lru_cache(maxsize=1)
def _parts() -> Mapping[str, str]:
    return read_data("parts")


def compile_all(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    """Compile patterns with their parts filled in. Raises KeyError for an unknown part."""
    return tuple(re.compile(_PART.sub(lambda m: _parts()[m[1]], text)) for text in patterns)


def _rule(data: Mapping[str, Any]) -> Rule:
    unless = {
        name: compile_all(data.get(name, []))
        for name in ("unless_before", "unless_after", "unless", "unless_pair")
    }
    return Rule(
        key=data["key"],
        says=_says(data),
        is_for_heavy=data.get("when") == "heavy",
        finds=compile_all(data["finds"]),
        **unless,
    )


def _says(data: Mapping[str, Any]) -> Says:
    return Says(
        demand=data["demand"],
        message=data["message"],
        is_blocking=data.get("is_blocking", False),
        offer=data.get("offer", ""),
    )


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Every phrase rule, in the order of the files."""
    return tuple(_rule(data) for name in _RULE_FILES for data in read_data(name)["rules"])


@lru_cache(maxsize=1)
def messages() -> Mapping[str, Says]:
    """What the checks written in Python say, by key."""
    says = {key: _says(data) for key, data in read_data("messages").items()}
    link = read_data("sales")["link"]
    return says | {link["key"]: _says(link)}


def say(key: str, start: int, end: int, **slots: str | Counted) -> Advice:
    """The advice `key` of messages.json on a span, its slots filled. Raises KeyError."""
    says = messages()[key]
    return Advice(
        key,
        says.demand,
        start,
        end,
        message=says.message.format(**slots) if slots else says.message,
        is_blocking=says.is_blocking,
        offer=says.offer,
        says=says.message,
        slots=tuple(slots.items()),
    )
