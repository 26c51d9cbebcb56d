"""An error may say in a log what quotes nobody: its words are hidden where a value may stand."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from practice_hub.error_words import HIDDEN, traceback_of, without_words, words_of
from practice_hub.practices.models import Practice

WORDS = "my cheek is numb"


def refused_by_a_field() -> None:
    """Django quotes the value: Field 'id' expected a number but got (...)."""
    not_one: Any = (WORDS,)
    Practice.objects.filter(pk=not_one)


def every_kind_of_library() -> list[Exception]:
    """One of each kind of error that libraries may raise with words of their own."""
    of_python = (AttributeError, TypeError, NameError, ImportError, OSError)
    found = []
    for kind in vars(builtins).values():
        if not isinstance(kind, type) or not issubclass(kind, Exception):
            continue
        if not issubclass(kind, of_python):
            with suppress(TypeError):  # a few are made of more than their words
                found.append(kind(f"No support for {WORDS}"))
    return found


def said_by_python() -> object:
    nothing: Any = None
    return nothing.rows


def said_by_us() -> None:
    raise ImproperlyConfigured("PUBLIC_URL is missing.")


def raised(act: Callable[[], object]) -> Exception:
    try:
        act()
    except Exception as error:
        return error
    raise AssertionError("Nothing was raised.")


def test_words_that_may_quote_a_value_are_hidden() -> None:
    errors = [raised(refused_by_a_field), *every_kind_of_library()]
    assert isinstance(errors[0], TypeError) and len(errors) > 30
    for error in errors:
        assert WORDS in str(error)
        assert words_of(error) == f"{type(error).__name__}: {HIDDEN}"
        assert WORDS not in traceback_of(error)
        assert WORDS not in without_words(f"It failed: {error}", error)


def test_words_of_python_and_of_our_own_are_kept() -> None:
    assert words_of(raised(said_by_python)).endswith("has no attribute 'rows'")
    assert words_of(raised(said_by_us)).endswith("ImproperlyConfigured: PUBLIC_URL is missing.")
