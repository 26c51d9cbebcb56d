"""`{% translate "…" %}` of words that stand in the tag: said once a language, then known."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.templatetags import i18n
from django.utils.translation import trans_real

register = template.Library()


class QuickTranslateNode(Node):
    """Keeps what Django's node says in each language."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node: Any = node
        self._known: dict[Any, Any] = {}

    def render(self, context: Any) -> Any:
        # The catalog that is spoken from; asking it for its name takes as long as all the rest.
        catalog = getattr(trans_real._active, "value", None)
        if catalog is None or not context.autoescape:
            return self._node.render(context)
        words = self._known.get(catalog)
        if words is None:
            words = self._known[catalog] = self._said(context)
        if self._node.asvar is None:
            return words
        context[self._node.asvar] = words
        return ""

    def _said(self, context: Any) -> Any:
        said = self._node.render(context)
        return said if self._node.asvar is None else context[self._node.asvar]


@register.tag("trans")
@register.tag("translate")
def translate(parser: Parser, token: Token) -> Node:
    """With the arguments of Django's own."""
    node: Any = i18n.do_translate(parser, token)
    given = (node.filter_expression, node.message_context)
    is_known = all(_is_fixed(expression) for expression in given) and not node.noop
    return QuickTranslateNode(node) if is_known else node


def _is_fixed(expression: Any) -> bool:
    """Whether it is words in the tag, as they stand there."""
    if expression is None:
        return True
    literal = getattr(expression.var, "literal", expression.var)
    return isinstance(literal, str) and not expression.filters
