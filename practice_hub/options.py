"""`{% options choices chosen %}`: the lines of a select, made at once.

A list of fifty colleagues stands in several selects of a page, and a template that goes through
them takes longer than all queries of the page (docs/speed.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def options(choices: Iterable[tuple[Any, Any]], chosen: Any = None) -> SafeString:
    """Pairs of value and words; `chosen` is one of the values, in any type."""
    wanted = None if chosen is None else str(chosen)
    return _lines(tuple([(str(value), str(words)) for value, words in choices]), wanted)


@lru_cache(maxsize=256)
def _lines(choices: tuple[tuple[str, str], ...], wanted: str | None) -> SafeString:
    """The same colleagues stand on each page."""
    return SafeString("".join([_line(value, words, wanted) for value, words in choices]))


def _line(value: str, words: str, wanted: str | None) -> str:
    selected = " selected" if value == wanted else ""
    return f'<option value="{escape(value)}"{selected}>{escape(words)}</option>'
