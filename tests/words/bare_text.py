"""Finds what a template says without `translate`: `python -m tests.words.bare_text templates/…`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from django.template.base import Lexer, TokenType

ROOT: Final = Path(__file__).resolve().parents[2]
# Names and keys are the same in every language.
NAMES: Final = frozenset(
    [
        "Practice",
        "Hub",
        "X",
        "Facebook",
        "Messenger",
        "Instagram",
        "Ctrl",
        "Alt",
        "Esc",
        "Enter",
        "Tab",
        "Shift",
        "CSV",
        "XLSX",
        "PDF",
        "Excel",
        "ICS",
        "MB",
        "KB",
        "VADER",
    ]
)
# Pages for operators of a machine speak English, as its logs and commands do.
FOR_OPERATORS: Final = ("templates/styleguide/", "templates/admin/")
_SHOWN: Final = frozenset({"title", "alt", "placeholder", "label", "aria-label", "hx-confirm"})
_SENTENCE: Final = re.compile(r"[A-Z][a-z]+ [a-z]+")
_WORD: Final = re.compile(r"[^\W\d_]{2,}|\b[^\W\d_]\b")
_SILENT: Final = frozenset({"script", "style"})
_VALUE: Final = "\x1f"


def templates() -> list[Path]:
    """All templates that people of a practice see."""
    found = (path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())
    return [path for path in found if not _name(path).startswith(FOR_OPERATORS)]


def _name(path: Path) -> str:
    return path.resolve().relative_to(ROOT).as_posix()


def bare_text(source: str, *, is_html: bool = True) -> list[str]:
    """The words in `source` that no catalog can reach."""
    text = "".join(_untranslated(source))
    found = Reader.read(text) if is_html else text.split(_VALUE)
    return [part.strip() for part in found if _says_something(part)]


def _untranslated(source: str) -> Iterator[str]:
    """Text outside of tags and of what is translated as a block; a tag leaves its place."""
    skipped_until = ""
    for token in Lexer(source).tokenize():
        if token.token_type == TokenType.BLOCK:
            word = token.contents.split()[0]
            if skipped_until:
                skipped_until = "" if word == skipped_until else skipped_until
            elif word in ("blocktranslate", "comment", "blocktrans") or _is_css(token.contents):
                skipped_until = f"end{word}"
        elif token.token_type == TokenType.TEXT and not skipped_until:
            yield token.contents
            continue
        yield _VALUE


def _is_css(tag: str) -> bool:
    """A block of a template that fills an attribute: `{% block app_class %}`."""
    return tag.startswith("block ") and tag.endswith("_class")


def _says_something(part: str) -> bool:
    words = _WORD.findall(re.sub(r"&#?\w+;|https?://\S+", " ", part))
    return any(word not in NAMES and len(word) > 1 for word in words)


class Reader(HTMLParser):
    """Text between tags, and the attributes that a person reads or hears."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = ""

    @classmethod
    def read(cls, text: str) -> list[str]:
        reader = cls()
        reader.feed(text)
        reader.close()
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag if tag in _SILENT else self._silent
        given = dict(attrs)
        for name, value in attrs:
            is_button = name == "value" and given.get("type") in ("submit", "button", "reset")
            is_data = name.startswith("data-") and _SENTENCE.search(value or "")
            if value and (name in _SHOWN or is_button or is_data):
                self.found += value.split(_VALUE)

    def handle_endtag(self, tag: str) -> None:
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found += data.split(_VALUE)


def found_in(paths: Iterable[Path]) -> list[str]:
    """`file: words` for everything that is said without a catalog."""
    return [
        f"{_name(path)}: {text}"
        for path in paths
        for text in bare_text(path.read_text(), is_html=path.suffix == ".html")
    ]


if __name__ == "__main__":
    asked = [Path(name).resolve() for name in sys.argv[1:]] or [ROOT / "templates"]
    chosen = [path for path in templates() if any(a in (path, *path.parents) for a in asked)]
    print("\n".join(found_in(chosen)))
