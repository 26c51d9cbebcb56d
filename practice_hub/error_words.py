"""What an error may say in a log: its kind and its place, and its words only where they are known
to quote nobody.

Databases, parsers and libraries put the value that they stumbled over into their words: a row, a
line of a file, what a network answered. That may be what a patient wrote (P1).
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final

HIDDEN: Final = "[hidden]"
_OURS: Final = ("practice_hub", "inbox", "listening")
# What a network said comes along in these.
_NOT_OURS: Final = ("listening.connectors",)
_PLAIN: Final = frozenset(
    {
        ("redis.exceptions", "ConnectionError"),
        ("redis.exceptions", "TimeoutError"),
        ("kombu.exceptions", "OperationalError"),
        ("django.core.exceptions", "ImproperlyConfigured"),
        ("django.core.management.base", "CommandError"),
    }
)
# Their words come from Python: names, types and places on the disk, never a value. One raised from
# another error was put together by a library, which may quote the value.
_OF_PYTHON: Final = (AttributeError, TypeError, NameError, ImportError)
_CAUSE: Final = "\nThe above exception was the direct cause of the following exception:\n\n"
_CONTEXT: Final = "\nDuring handling of the above exception, another exception occurred:\n\n"


def words_of(error: BaseException) -> str:
    """`Kind: words`, or what stands for the words."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    said = str(error) if _is_plain(error) else _of_database(error) or HIDDEN
    return f"{name}: {said}" if said else name


def traceback_of(error: BaseException) -> str:
    """As Python prints it, with the same lines of code, and `words_of` for every error."""
    return "".join(_parts(error, frozenset())).rstrip("\n")


def without_words(text: str, error: BaseException) -> str:
    """`text` where the words of `error` and of what led to it are hidden."""
    for one in _chain(error, frozenset()):
        if not _is_plain(one):
            for said in (repr(one), str(one)):
                text = text.replace(said, words_of(one)) if said.strip() else text
    return text


def _full_name(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_plain(error: BaseException) -> bool:
    kind = type(error)
    module = kind.__module__
    if module.split(".", 1)[0] in _OURS:
        return not module.startswith(_NOT_OURS)
    is_of_system = isinstance(error, OSError) and module in ("builtins", "socket")
    is_own = isinstance(error, _OF_PYTHON) and error.__cause__ is None
    is_of_python = is_own and module == "builtins"
    return is_of_system or is_of_python or (module, kind.__name__) in _PLAIN or not error.args


def _of_database(error: BaseException) -> str:
    """The code and the name of the constraint say enough; the words may quote the row."""
    cause: Any = error.__cause__ if not hasattr(error, "diag") else error
    diag = getattr(cause, "diag", None)
    found = [getattr(diag, name, None) for name in ("sqlstate", "table_name", "constraint_name")]
    return " ".join([HIDDEN, *(str(one) for one in found if one)]) if any(found) else ""


def _before(error: BaseException) -> tuple[BaseException | None, str]:
    if error.__cause__ is not None:
        return error.__cause__, _CAUSE
    return (None if error.__suppress_context__ else error.__context__), _CONTEXT


def _parts(error: BaseException, seen: frozenset[int]) -> Iterator[str]:
    earlier, how = _before(error)
    if earlier is not None and id(earlier) not in seen:
        yield from _parts(earlier, seen | {id(error)})
        yield how
    trace: TracebackType | None = error.__traceback__
    if trace is not None:
        yield "Traceback (most recent call last):\n"
        yield from traceback.format_tb(trace)
    yield f"{words_of(error)}\n"


def _chain(error: BaseException, seen: frozenset[int]) -> Iterator[BaseException]:
    yield error
    earlier, _ = _before(error)
    if earlier is not None and id(earlier) not in seen:
        yield from _chain(earlier, seen | {id(error)})
