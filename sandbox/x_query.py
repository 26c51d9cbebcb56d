"""X's search query language: words, "phrases", OR, -not, @user, #tag, operators, parentheses."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.models import XPost
from sandbox.text import HASHTAG, URL, handles
from sandbox.world import World
from sandbox.x_wire_text import guess_language

_TOKEN = re.compile(r'\s*(?:(\()|(\))|(-?(?:[A-Za-z_]+:)?"[^"]*")|(-?[^\s()"]+)|(-(?=\()))')
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_NEEDS_COMPANY = frozenset({"is", "has", "lang"})


class QueryError(Exception):
    """The query does not parse; the message names the place."""


class PostView:
    """A post prepared for matching."""

    def __init__(self, world: World, post: XPost) -> None:
        self.world, self.post = world, post
        self.folded = post.text.casefold().replace("’", "'")
        self.words = _WORD.findall(self.folded)
        self.word_set = set(self.words)


Predicate = Callable[[PostView], bool]


@dataclass(slots=True)
class _Term:
    test: Predicate
    is_standalone: bool


def compile_query(query: str) -> Predicate:
    """A test for posts. Raises QueryError for what X would refuse."""
    parser = _Parser(query)
    term = parser.alternatives()
    if parser.peek() is not None:
        raise QueryError(f"unexpected '{parser.peek()}'")
    if not term.is_standalone:
        raise QueryError("there must be at least one operator that can stand alone")
    return term.test


def _tokens(query: str) -> list[str]:
    found, at = [], 0
    query = query.rstrip()
    while at < len(query):
        match = _TOKEN.match(query, at)
        if match is None:
            raise QueryError(f"missing a closing quote near position {at + 1}")
        found.append(match.group().strip())
        at = match.end()
    return found


class _Parser:
    def __init__(self, query: str) -> None:
        self._tokens = _tokens(query)
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> str:
        piece = self.peek()
        if piece is None:
            raise QueryError("it ends too early")
        self._at += 1
        return piece

    def alternatives(self) -> _Term:
        """`a OR b`: binds weaker than a b."""
        terms = [self._together()]
        while self.peek() == "OR":
            self._next()
            terms.append(self._together())
        if len(terms) == 1:
            return terms[0]
        return _Term(
            lambda view: any(term.test(view) for term in terms),
            all(term.is_standalone for term in terms),
        )

    def _together(self) -> _Term:
        terms = [self._single()]
        while (piece := self.peek()) is not None and piece not in (")", "OR"):
            if piece == "AND":
                raise QueryError("AND is not an operator; a space means and")
            terms.append(self._single())
        if len(terms) == 1:
            return terms[0]
        return _Term(
            lambda view: all(term.test(view) for term in terms),
            any(term.is_standalone for term in terms),
        )

    def _single(self) -> _Term:
        piece = self._next()
        if piece in ("(", "-", "-("):
            if piece != "(" and self._next() != "(":
                raise QueryError("a minus stands before a word or a parenthesis")
            term = self.alternatives()
            if self._next() != ")":
                raise QueryError("missing a closing parenthesis")
            return term if piece == "(" else _negated(term)
        if piece in (")", "OR"):
            raise QueryError(f"unexpected '{piece}'")
        if piece.startswith("-") and len(piece) > 1:
            return _negated(_atom(piece[1:]))
        return _atom(piece)


def _negated(term: _Term) -> _Term:
    return _Term(lambda view: not term.test(view), False)


def _atom(token: str) -> _Term:
    if token.startswith('"'):
        return _Term(_phrase(token.strip('"')), True)
    if token.startswith("@") and len(token) > 1:
        name = token[1:].lower()
        return _Term(lambda view: name in handles(view.post.text), True)
    if token.startswith("#") and len(token) > 1:
        tag = token[1:].casefold()
        return _Term(
            lambda view: tag in (each.casefold() for each in HASHTAG.findall(view.post.text)), True
        )
    name, colon, value = token.partition(":")
    if colon and value and name.isascii() and name.replace("_", "").isalpha():
        return _Term(_operator(name.lower(), value.strip('"')), name.lower() not in _NEEDS_COMPANY)
    return _Term(_phrase(token), True)


def _phrase(text: str) -> Predicate:
    words = _WORD.findall(text.casefold().replace("’", "'"))
    if not words:
        folded = text.casefold()
        return lambda view: folded in view.folded
    if len(words) == 1:
        return lambda view: words[0] in view.word_set
    return lambda view: _has_run(view, words)


def _has_run(view: PostView, words: list[str]) -> bool:
    if not view.word_set.issuperset(words):
        return False
    spans = range(len(view.words) - len(words) + 1)
    return any(view.words[at : at + len(words)] == words for at in spans)


def _operator(name: str, value: str) -> Predicate:
    value = value.removeprefix("@").lower()
    if name in ("from", "to"):
        return lambda view: _is_account(view, name, value)
    if name == "conversation_id":
        return lambda view: view.post.conversation_id == value
    if name == "lang":
        return lambda view: guess_language(view.post.text) == value
    if name == "url":
        return lambda view: any(value in link.lower() for link in URL.findall(view.post.text))
    tests = {"is": _IS, "has": _HAS}.get(name)
    if tests is None or value not in tests:
        raise QueryError(f"unknown operator '{name}:{value}'")
    return tests[value]


def _is_account(view: PostView, name: str, value: str) -> bool:
    target: str | None = view.post.author
    if name == "to":
        parent = view.world.x_find(view.post.reply_to) if view.post.reply_to else None
        target = parent.author if parent else None
    if target is None:
        return False
    person = view.world.person(target)
    return value in (person.x_username.lower(), person.x_user_id)


_IS: dict[str, Predicate] = {
    "retweet": lambda view: view.post.repost_of is not None,
    "reply": lambda view: view.post.reply_to is not None,
    "quote": lambda view: view.post.quote_of is not None,
    "verified": lambda view: view.post.author == view.world.practice.key,
    "nullcast": lambda view: False,
}
_HAS: dict[str, Predicate] = {
    "links": lambda view: bool(URL.search(view.post.text)),
    "mentions": lambda view: bool(handles(view.post.text)),
    "hashtags": lambda view: bool(HASHTAG.search(view.post.text)),
    "media": lambda view: bool(view.post.media_ids),
    "images": lambda view: bool(view.post.media_ids),
}
