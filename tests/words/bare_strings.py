"""Finds sentences in Python that no catalog reaches: `python -m tests.words.bare_strings inbox`."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PACKAGES: Final = ("practice_hub", "listening", "inbox")
_TRANSLATES: Final = frozenset(
    [
        "_",
        "gettext",
        "gettext_lazy",
        "gettext_noop",
        "ngettext",
        "ngettext_lazy",
        "ngettext_noop",
        "pgettext",
        "pgettext_lazy",
        "npgettext",
        "npgettext_lazy",
    ]
)
_LOGS: Final = frozenset(["debug", "info", "warning", "error", "exception", "critical", "log"])
# Two words, a small letter after a space, and nothing that only code has.
_SENTENCE: Final = re.compile(r"(?:^|\s)[^\W\d_]{2,}[,.:;]? +[a-zA-Z{“]")
_CODE: Final = re.compile(
    r"\b(SELECT|UPDATE|INSERT|DELETE FROM|WHERE|CREATE|ALTER|DROP|ORDER BY|NOTIFY)\b"
    r"|</|=\"|\\b|\(\?"
)


def bare_strings(path: Path) -> list[tuple[int, str]]:
    """(line, words) of what looks like a sentence for people and is not given to gettext."""
    return sorted(set(_sentences(ast.parse(path.read_text()))))


def _sentences(node: ast.AST) -> Iterator[tuple[int, str]]:
    for child in ast.iter_child_nodes(_without_docstring(node)):
        if isinstance(child, ast.Call) and _is_exempt(child):
            continue
        if isinstance(child, ast.Constant | ast.JoinedStr):
            words = _words(child)
            if _SENTENCE.search(words) and not _CODE.search(words):
                yield child.lineno, words
            continue
        yield from _sentences(child)


def _without_docstring(node: ast.AST) -> ast.AST:
    has_body = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    if has_body and ast.get_docstring(node, clean=False) is not None:  # type: ignore[arg-type]
        node.body = node.body[1:]  # type: ignore[attr-defined]
    return node


def _is_exempt(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in _TRANSLATES or name in _LOGS


def _words(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(_words(p) if isinstance(p, ast.Constant) else "{}" for p in node.values)


def sources(asked: list[str]) -> list[Path]:
    """The Python files that could say something to people of a practice."""
    found = [
        p
        for name in asked
        for p in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))
    ]
    return [p for p in found if not {"migrations", "management", "__pycache__"} & set(p.parts)]


if __name__ == "__main__":
    for source in sources(sys.argv[1:] or list(PACKAGES)):
        for line, words in bare_strings(source):
            print(f"{source.relative_to(ROOT)}:{line}: {words[:110]!r}")
