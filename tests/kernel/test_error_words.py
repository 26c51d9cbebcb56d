"""An error may say in a log what quotes nobody: its words are hidden where a value may stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from practice_hub.error_words import HIDDEN, traceback_of, without_words, words_of
from practice_hub.practices.models import Practice

WORDS = "my cheek is numb"


def refused_by_a_field() -> None:
    """Django quotes the value: Field 'id' expected a number but got (...)."""
    not_one: Any = (WORDS,)
    Practice.objects.filter(pk=not_one)


def said_by_a_library() -> None:
    raise NotImplementedError(f"No support for {WORDS}")


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
    for act, kind in (
        (refused_by_a_field, "TypeError"),
        (said_by_a_library, "NotImplementedError"),
    ):
        error = raised(act)
        assert WORDS in str(error)
        assert words_of(error) == f"{kind}: {HIDDEN}"
        assert WORDS not in traceback_of(error)
        assert WORDS not in without_words(f"It failed: {error}", error)


def test_words_of_python_and_of_our_own_are_kept() -> None:
    assert words_of(raised(said_by_python)).endswith("has no attribute 'rows'")
    assert words_of(raised(said_by_us)).endswith("ImproperlyConfigured: PUBLIC_URL is missing.")
