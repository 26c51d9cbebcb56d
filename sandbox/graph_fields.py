"""The little language of Graph's `fields`: `id,from{name},comments.limit(5).summary(true){id}`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sandbox.errors import graph_error

_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.I)
_MODIFIER = re.compile(r"\.([a-z_]+)\(([^()]*)\)", re.I)
_DEPTH = 4


@dataclass(slots=True)
class Field:
    """One asked field: its modifiers and, for nodes and edges, what is asked inside."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)
    children: list[Field] | None = None


def parse_fields(text: str) -> list[Field]:
    """The fields of a `fields` parameter. Raises Graph's 2500 syntax error."""
    reader = _Reader(text)
    fields = reader.fields()
    if not reader.is_at_end:
        raise reader.error()
    return fields


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text.replace(" ", "")
        self._at = 0
        self._depth = 0

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._text)

    def error(self) -> Exception:
        rest = self._text[self._at : self._at + 20]
        return graph_error(
            2500,
            f'Syntax error "Expected end of string instead of "{rest}"." at character '
            f"{self._at}: {self._text[:80]}",
        )

    def _takes(self, char: str) -> bool:
        if self._text.startswith(char, self._at):
            self._at += 1
            return True
        return False

    def fields(self) -> list[Field]:
        found: list[Field] = []
        while True:
            found.append(self._field())
            if not self._takes(","):
                return found

    def _field(self) -> Field:
        match = _NAME.match(self._text, self._at)
        if match is None:
            raise self.error()
        self._at = match.end()
        result = Field(match.group().lower())
        while modifier := _MODIFIER.match(self._text, self._at):
            result.modifiers[modifier.group(1).lower()] = modifier.group(2)
            self._at = modifier.end()
        if self._takes("{"):
            self._depth += 1
            if self._depth > _DEPTH:
                raise graph_error(100, "(#100) Field expansion is too deep")
            result.children = self.fields()
            self._depth -= 1
            if not self._takes("}"):
                raise self.error()
        while modifier := _MODIFIER.match(self._text, self._at):
            result.modifiers[modifier.group(1).lower()] = modifier.group(2)
            self._at = modifier.end()
        return result
