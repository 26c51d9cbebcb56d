"""The rule book: sections of patterns and of reasons, read once from the language's data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from inbox.domain.guard_data import LANGUAGE, language_table, rule_files
from inbox.domain.guard_grammar import Pattern, parse
from inbox.domain.guard_types import Reason, Verdict

ONLY_CARE = frozenset({"general", "invited", "standing"})  # these say nothing about buying reviews


@dataclass(frozen=True, slots=True)
class Rule:
    reason: Reason
    patterns: tuple[Pattern, ...]
    is_for_private: bool  # harmful in a private message too


@dataclass(frozen=True, slots=True)
class Book:
    rules: tuple[Rule, ...]
    reasons: dict[str, Reason]
    masks: tuple[Pattern, ...]  # what they match is about nobody: its tags are taken away
    shields: tuple[tuple[Pattern, bool], ...]  # findings inside are dropped; True: reviews too


def _reason(entry: dict[str, Any], section: dict[str, Any]) -> Reason:
    return Reason(
        rule=entry["id"],
        verdict=Verdict(entry.get("verdict", "blocked")),
        why=entry["why"],
        source=entry.get("source", section["source"]),
        suggestion=entry.get("suggestion", section.get("suggestion", "")),
    )


@cache
def book(language: str = LANGUAGE) -> Book:
    """Read and compile once. Raises ValueError, KeyError or OSError when the data is damaged."""
    rules: list[Rule] = []
    reasons: dict[str, Reason] = {}
    for name in rule_files(language):
        section = language_table(name, language)
        for entry in section["rule"]:
            reason = _reason(entry, section)
            reasons[reason.rule] = reason
            patterns = tuple(parse(line) for line in entry.get("patterns", ()))
            rules.append(Rule(reason, patterns, bool(entry.get("private"))))
    safe = language_table("safe.toml", language)
    return Book(
        rules=tuple(rules),
        reasons=reasons,
        masks=tuple(parse(line) for part in safe["mask"].values() for line in part),
        shields=tuple(
            (parse(line, is_greedy=True), name not in ONLY_CARE)
            for name, part in safe["shield"].items()
            for line in part
        ),
    )
