"""`{% blocktranslate %}`: its sentence is made when the template is read, not with each page."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.templatetags import i18n
from django.utils import translation
from django.utils.safestring import SafeString

from practice_hub.quick_templates.values import shown
from practice_hub.quick_templates.words import catalog_of, spoken

register = template.Library()


class QuickSentenceNode(Node):
    """One sentence with values in it; what is rare is left to Django's node."""

    child_nodelists = ()

    def __init__(self, node: Any) -> None:
        self._node = node
        self._words, self._names = node.render_token_list(node.singular)
        self._values = tuple(node.extra_context.items())
        self._known: dict[Any, str] = {}

    def render(self, context: Any) -> Any:
        catalog = catalog_of(context)
        if catalog is None or context.template.engine.string_if_invalid:
            return self._node.render(context)
        words = self._known.get(catalog)
        if words is None:
            words = self._known[spoken()] = translation.gettext(self._words)
        try:
            said = words % self._given(context)
        except (KeyError, ValueError):  # a translation that does not fit
            return self._node.render(context)
        if self._node.asvar is None:
            return said
        context[self._node.asvar] = SafeString(said)
        return ""

    def _given(self, context: Any) -> dict[str, Any]:
        dicts = context.dicts
        dicts.append({name: value.resolve(context) for name, value in self._values})
        try:
            return {name: shown(_found(name, dicts), context) for name in self._names}
        finally:
            dicts.pop()


def _found(name: str, dicts: list[Any]) -> Any:
    for known in reversed(dicts):
        if name in known:
            return known[name]
    return ""


@register.tag("blocktrans")
@register.tag("blocktranslate")
def blocktranslate(parser: Parser, token: Token) -> Node:
    """With the arguments of Django's own."""
    node: Any = i18n.do_block_translate(parser, token)
    is_rare = node.plural or node.counter or node.message_context
    return node if is_rare else QuickSentenceNode(node)
