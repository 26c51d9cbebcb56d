"""`{% url %}`, quick: an address whose only changing parts are numbers is looked up once.

A conversation alone has twenty addresses with its number in them, and Django searches its table of
addresses for each (docs/speed.md). Built into the templates of `parts.py` in place of Django's tag;
whatever it cannot know for sure it leaves to Django.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from django import template
from django.template import defaulttags
from django.template.base import Parser, Token
from django.template.context import Context
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.html import conditional_escape

register = template.Library()
# Of numbers that stand in no address by themselves: where they are found, the others belong.
_MARKS: Final = ("987654321012301", "987654321012302", "987654321012303")
_UNKNOWN: Final = ""
_PLACE: Final = "practice_hub.place"


class QuickURLNode(defaulttags.URLNode):
    """As Django's, for names with nothing but whole numbers as arguments."""

    def render(self, context: Context) -> str:
        if self.kwargs or len(self.args) > len(_MARKS):
            return super().render(context)
        values = [arg.resolve(context) for arg in self.args]
        if not all(type(value) is int and value >= 0 for value in values):
            return super().render(context)
        name = str(self.view_name.resolve(context))
        pattern = _pattern(name, len(values), *_place_of(context))
        if pattern == _UNKNOWN:
            return super().render(context)
        found = pattern.format(*values)
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found) if context.autoescape else found


def _place_of(context: Context) -> tuple[str | None, str, str | None]:
    """Where the page stands, found out once a page: it has fifty addresses."""
    kept: dict[Any, Any] = context.render_context.dicts[0]
    place: tuple[str | None, str, str | None] | None = kept.get(_PLACE)
    if place is None:
        place = kept[_PLACE] = (_current_app(context), get_script_prefix(), get_urlconf())
    return place


@register.tag
def url(parser: Parser, token: Token) -> QuickURLNode:
    """With the arguments of Django's own."""
    node = defaulttags.url(parser, token)
    return QuickURLNode(node.view_name, node.args, node.kwargs, node.asvar)


def address(name: str, *numbers: int) -> str:
    """As `reverse(name, args=numbers)`, looked up once. Raises NoReverseMatch as that does."""
    pattern = _pattern(name, len(numbers), None, get_script_prefix(), get_urlconf())
    return pattern.format(*numbers) if pattern else reverse(name, args=numbers)


def _current_app(context: Context) -> str | None:
    """As Django's tag finds it."""
    request: Any = getattr(context, "request", None)
    try:
        return str(request.current_app)
    except AttributeError:
        match = getattr(request, "resolver_match", None)
        return match.namespace if match else None


@lru_cache(maxsize=1024)
def _pattern(
    name: str, count: int, current_app: str | None, prefix: str, urlconf: str | None
) -> str:
    """The address with "{0}" in place of its first number; _UNKNOWN when it is not that simple.
    `prefix` is part of the answer, and so of the question."""
    marks = _MARKS[:count]
    try:
        found = reverse(name, args=[int(mark) for mark in marks], current_app=current_app)
    except NoReverseMatch:
        return _UNKNOWN
    found = found.replace("{", "{{").replace("}", "}}")
    for place, mark in enumerate(marks):
        if found.count(mark) != 1:
            return _UNKNOWN
        found = found.replace(mark, f"{{{place}}}")
    return found
