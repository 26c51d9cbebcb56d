"""Small grammars over tokens, written in the rule data and compiled once.

`word`, `a|b`, `two_words`, `{tag}`, `{tag|tag}` are one element; `?x` is optional; `..3` stands
for up to three tokens, `..3~person` for three of which none is a person, `...` for anything up to
the end of the sentence; `^` and `$` are its ends; `!x`: the next token is not x.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from inbox.domain.guard_lexicon import split_phrase
from inbox.domain.guard_tokens import Token

FAR = 40
NONE, ONE = (), (1,)
SLOTS = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Element:
    kind: str  # "one", "gap", "rest", "not", "start", "end"
    keys: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    openers: frozenset[str] = frozenset()  # first words of the phrases
    is_optional: bool = False
    reach: int = 0
    forbidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    source: str
    elements: tuple[Element, ...]
    needs: tuple[frozenset[str], ...]  # each must meet one key of the text


@dataclass(frozen=True, slots=True)
class Indexed:
    """The tokens with the places of every key and of every sentence's start and end."""

    tokens: list[Token]
    places: dict[str, list[int]]
    present: frozenset[str]  # every key of the text
    firsts: list[int]
    local: list[frozenset[str]]  # local[i]: every key of the sentence of token i
    stops: list[int]  # stops[i]: end of the sentence of token i


def _gap(part: str) -> Element:
    body, _, forbidden = part.lstrip(".").partition("~")
    tags = frozenset("{" + tag + "}" for tag in forbidden.split("~") if tag)
    return Element("gap", reach=int(body) if body else FAR, forbidden=tags)


def _spell_out(part: str) -> str:
    """`{a|b}` as `{a}|{b}`."""
    return SLOTS.sub(lambda slot: slot.group().replace("|", "}|{"), part)


def _one(part: str) -> Element:
    is_optional = part.startswith("?")
    singles, phrases = set(), []
    for choice in _spell_out(part.lstrip("?!")).split("|"):
        words = (choice,) if choice.startswith("{") else split_phrase(choice.replace("_", " "))
        if len(words) == 1:
            singles.add(words[0])
        elif words:
            phrases.append(words)
    kind = "not" if part.startswith("!") else "one"
    openers = frozenset(phrase[0] for phrase in phrases)
    return Element(kind, frozenset(singles), tuple(phrases), openers, is_optional)


def parse(source: str, *, is_greedy: bool = False) -> Pattern:
    """Compile one pattern; greedy: a gap at its end reaches as far as it may.

    Raises ValueError when it begins with something that may be absent.
    """
    elements = []
    for part in source.split():
        if part in "^$":
            elements.append(Element("start" if part == "^" else "end"))
        else:
            elements.append(_gap(part) if part.startswith("..") else _one(part))
    if elements[0].kind not in {"one", "start"} or elements[0].is_optional:
        raise ValueError(f"pattern must begin with a word or a tag: {source}")
    if is_greedy and elements[-1].kind == "gap":
        elements[-1] = replace(elements[-1], kind="rest")
    needs = tuple(
        element.keys | element.openers
        for element in elements
        if element.kind == "one" and not element.is_optional
    )
    return Pattern(source, tuple(elements), needs)


def index(tokens: list[Token]) -> Indexed:
    places: dict[str, list[int]] = defaultdict(list)
    firsts: list[int] = []
    for place, token in enumerate(tokens):
        for key in token.keys:
            places[key].append(place)
        if not place or tokens[place - 1].sentence != token.sentence:
            firsts.append(place)
    ends = [*firsts[1:], len(tokens)] if tokens else []
    stops = [end for first, end in zip(firsts, ends, strict=True) for _ in range(end - first)]
    local: list[frozenset[str]] = []
    for first, end in zip(firsts, ends, strict=True):
        keys = frozenset().union(*(token.keys for token in tokens[first:end]))
        local += [keys] * (end - first)
    return Indexed(tokens, dict(places), frozenset(places), firsts, local, stops)


def _sizes(element: Element, text: Indexed, at: int, stop: int) -> Sequence[int]:
    """How many tokens the element may take from `at`, longest first."""
    token = text.tokens[at]
    if element.keys.isdisjoint(token.keys):
        if token.word not in element.openers:
            return NONE
        sizes = []
    elif token.word in element.keys and not element.phrases:
        return ONE
    else:
        tags = element.keys & token.keys - {token.word}
        sizes = sorted({token.spans.get(tag[1:-1], 1) for tag in tags}, reverse=True)
        if token.word in element.keys:
            sizes.append(1)
    for phrase in element.phrases:
        if token.word == phrase[0] and at + len(phrase) <= stop:
            words = tuple(item.word for item in text.tokens[at : at + len(phrase)])
            if words == phrase:
                sizes.append(len(phrase))
    return [size for size in sizes if at + size <= stop]


def _gap_end(elements: tuple[Element, ...], text: Indexed, at: int, stop: int) -> int:
    gap, rest = elements[0], elements[1:]
    for place in range(at, min(at + gap.reach, stop) + 1):
        if (end := _end(rest, text, place, stop)) >= 0:
            return end
        if place < stop and not gap.forbidden.isdisjoint(text.tokens[place].keys):
            return -1
    return -1


def _rest_end(rest: Element, text: Indexed, at: int, stop: int) -> int:
    limit = min(at + rest.reach, stop)
    while at < limit and rest.forbidden.isdisjoint(text.tokens[at].keys):
        at += 1
    return at


def _end(elements: tuple[Element, ...], text: Indexed, at: int, stop: int) -> int:
    """Where the match ends when `elements` match from `at`; -1 when they do not."""
    if not elements:
        return at
    element, rest = elements[0], elements[1:]
    if element.kind == "rest":
        return _rest_end(element, text, at, stop)
    if element.kind == "gap":
        return _gap_end(elements, text, at, stop)
    if element.kind == "end":
        return _end(rest, text, at, stop) if at == stop else -1
    sizes = _sizes(element, text, at, stop) if at < stop else []
    if element.kind == "not":
        return -1 if sizes else _end(rest, text, at, stop)
    for size in sizes:
        if (end := _end(rest, text, at + size, stop)) >= 0:
            return end
    return _end(rest, text, at, stop) if element.is_optional else -1


def _starts(pattern: Pattern, text: Indexed) -> list[int]:
    first = pattern.elements[0]
    if first.kind == "start":
        return text.firsts
    keys = (first.keys | first.openers) & text.present
    if len(keys) == 1:
        return text.places[next(iter(keys))]
    return sorted({place for key in keys for place in text.places[key]})


def find(pattern: Pattern, text: Indexed) -> list[tuple[int, int]]:
    """Every match as (first token, token after the last), without overlaps."""
    for need in pattern.needs:
        if need.isdisjoint(text.present):
            return []
    skip = 1 if pattern.elements[0].kind == "start" else 0
    found: list[tuple[int, int]] = []
    for start in _starts(pattern, text):
        if found and start < found[-1][1]:
            continue
        if any(need.isdisjoint(text.local[start]) for need in pattern.needs):
            continue
        end = _end(pattern.elements[skip:], text, start, text.stops[start])
        if end > start:
            found.append((start, end))
    return found
