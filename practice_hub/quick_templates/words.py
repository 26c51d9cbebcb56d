"""`{% translate "…" %}` of words that stand in the tag: said once a language, then known."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.template.base import Node, Parser, Token
from django.templatetags import i18n
from django.utils.translation import trans_real

register = template.Library()
_DJANGO: Final[Any] = trans_real  # more is in it than its types say
_CATALOG: Final = "practice_hub.catalog"


class QuickTranslateNode(Node):
    """Keeps what Django's node says in each language."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self._node: Any = node
        self._known: dict[Any, Any] = {}

    def render(self, context: Any) -> Any:
        catalog = catalog_of(context)
        if catalog is None or not context.autoescape:
            return self._node.render(context)
        words = self._known.get(catalog)
        if words is None:
            words = self._known[spoken()] = self._said(context)
        if self._node.asvar is None:
            return words
        context[self._node.asvar] = words
        return ""

    def _said(self, context: Any) -> Any:
        said = self._node.render(context)
        return said if self._node.asvar is None else context[self._node.asvar]


def catalog_of(context: Any) -> Any:
    """What is spoken from, asked for once a page: that takes longer than finding the words."""
    kept = _page_of(context)
    catalog = kept.get(_CATALOG)
    if catalog is None:
        catalog = kept[_CATALOG] = spoken()
    return catalog


def spoken() -> Any:
    """Of this thread; None when nobody has said yet in which language."""
    return getattr(_DJANGO._active, "value", None)


def _page_of(context: Any) -> Any:
    """What is kept while a page is rendered: Django puts it on top of what a context keeps for
    good, as the same context may be rendered again for somebody else."""
    return context.render_context.dicts[:2][-1]


class QuickLanguageNode(i18n.LanguageNode):
    """Another language for a part of the page."""

    def render(self, context: Any) -> Any:
        kept = _page_of(context)
        kept.pop(_CATALOG, None)
        try:
            return super().render(context)
        finally:
            kept.pop(_CATALOG, None)


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
