"""Which functions of the product call which: read from the source, followed through imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("inbox", "listening", "practice_hub")
Key = tuple[str, str]  # module and name


@cache
def modules() -> dict[str, ast.Module]:
    """By dotted name; migrations are left out."""
    files = (path for part in PARTS for path in sorted((ROOT / part).rglob("*.py")))
    return {
        _dotted(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for path in files
        if "migrations" not in path.parts
    }


def _dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    """With methods; a function inside another is a part of that."""
    for module in modules():
        for node in _top(module):
            if isinstance(node, ast.FunctionDef):
                yield module, node


def _top(module: str) -> Iterator[ast.stmt]:
    for node in modules()[module].body:
        yield node
        if isinstance(node, ast.ClassDef):
            yield from node.body


@cache
def _imported(module: str) -> dict[str, Key]:
    """Local name -> where it comes from, of imports from the product itself."""
    found: dict[str, Key] = {}
    for node in modules()[module].body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PARTS):
            for one in node.names:
                found[one.asname or one.name] = (node.module or "", one.name)
    return found


@cache
def _defined(module: str) -> frozenset[str]:
    return frozenset(
        node.name for node in _top(module) if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    )


@cache
def resolve(module: str, name: str) -> Key:
    """Where `name`, as `module` says it, is defined; packages hand names on."""
    for _ in range(5):
        if module not in modules() or name in _defined(module):
            break
        origin = _imported(module).get(name)
        if origin is None:
            break
        module, name = origin
    return module, name


def called(module: str, node: ast.AST) -> Iterator[Key]:
    """Every function that is called or handed on below `node`."""
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            yield resolve(module, one.id)
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            yield from _attribute(module, one.value.id, one.attr)


def _attribute(module: str, base: str, name: str) -> Iterator[Key]:
    if base == "self":
        yield module, name
        return
    origin = _imported(module).get(base)
    if origin is not None:
        yield resolve(f"{origin[0]}.{origin[1]}", name)


@cache
def _calls() -> tuple[tuple[Key, frozenset[Key]], ...]:
    each = (((module, node.name), frozenset(called(module, node))) for module, node in functions())
    return tuple(each)


@cache
def callers_of(*writers: Key) -> frozenset[Key]:
    """Every function from which one of `writers` is reached."""
    known = set(writers)
    while more := {key for key, reached in _calls() if reached & known} - known:
        known |= more
    return frozenset(known)
