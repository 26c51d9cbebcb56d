"""Advice that a phrase gives away: the rules of `coach_rules` applied to a draft. Pure Python."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inbox.domain.coach_load import Rule, compile_all, read_data, rules
from inbox.domain.coach_text import Folded, fold, words
from inbox.domain.coach_types import Advice, Draft

_MOST_SPANS = 5  # of one rule in one draft: after that the point is made
_ACKNOWLEDGES = compile_all(read_data("acknowledge")["acknowledges"])
_KNOWN_WORDS = frozenset(read_data("acknowledge")["known_words"].split())
_FEW_KNOWN = 0.2


def phrase_advice(draft: Draft) -> list[Advice]:
    """What the phrase rules say (A4, A5, A7, A8, A11, A12)."""
    folded = fold(draft.text)
    return [
        Advice(
            rule.key,
            rule.says.demand,
            start,
            end,
            rule.says.message,
            rule.says.is_blocking,
            rule.says.offer,
        )
        for rule in rules()
        if draft.is_heavy or not rule.is_for_heavy
        for start, end in _spans(rule, folded)
    ]


def _spans(rule: Rule, folded: Folded) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted(_matches(rule, folded)):
        if (not found or start >= found[-1][1]) and len(found) < _MOST_SPANS:
            found.append((start, end))
    if found and _is_excused(rule, folded.text):
        return []
    return [folded.span(start, end) for start, end in found]


def _matches(rule: Rule, folded: Folded) -> Iterator[tuple[int, int]]:
    for pattern in rule.finds:
        for match in pattern.finditer(folded.text):
            start, end = match.span("span" if "span" in pattern.groupindex else 0)
            while start < end and not folded.text[start].strip(" \n.,;:!?"):
                start += 1
            if start < end and not _is_denied(rule, folded, start, end):
                yield start, end


def _is_denied(rule: Rule, folded: Folded, start: int, end: int) -> bool:
    first, last = folded.sentence(start)
    before, after = folded.text[first:start], folded.text[end : max(end, last)]
    return _any(rule.unless_before, before) or _any(rule.unless_after, after)


def _is_excused(rule: Rule, text: str) -> bool:
    if _any(rule.unless, text):
        return True
    return bool(rule.unless_pair) and all(pattern.search(text) for pattern in rule.unless_pair)


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def is_acknowledging(text: str) -> bool:
    """Does it show that the person was heard (A6)? Unknown languages count as yes: no guessing."""
    if _any(_ACKNOWLEDGES, fold(text).text):
        return True
    spoken = words(text)
    if any(not word.isascii() for word in spoken):
        return True
    return len(spoken) > 2 and sum(w in _KNOWN_WORDS for w in spoken) < _FEW_KNOWN * len(spoken)
