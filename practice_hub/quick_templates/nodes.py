"""What holds pieces of a template together: lists, `{% include %}`, `{% csrf_token %}`."""

from __future__ import annotations

from typing import Any, Final

from django import template
from django.template import loader_tags
from django.template.base import Node, NodeList, Parser, TextNode, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString

register = template.Library()
_HIDDEN_FIELD: Final = "practice_hub.hidden_field"


class QuickNodes(NodeList):
    """Text is there already, and each other piece is asked without a way around."""

    def __init__(self, nodes: NodeList) -> None:
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self._parts: list[Any] = [
            node.s if type(node) is TextNode else node.render for node in nodes
        ]

    def render(self, context: Any) -> SafeString:
        return SafeString(
            "".join([part if isinstance(part, str) else part(context) for part in self._parts])
        )


class Whole(Node):
    """A list of nodes as one: `{% for %}` asks each node of its list on Django's longer way."""

    child_nodelists = ("nodes",)

    def __init__(self, nodes: Any) -> None:
        self.nodes = nodes

    def render(self, context: Any) -> SafeString:
        rendered: SafeString = self.nodes.render(context)
        return rendered

    render_annotated = render


class QuickIncludeNode(loader_tags.IncludeNode):
    """A template that is named in the tag is looked up once, not once a page."""

    found: Any = None

    def render(self, context: Any) -> Any:
        if self.found is None:
            self.found = context.template.engine.get_template(self.template.var)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        context.dicts.append(values)
        try:
            return _rendered(self.found, context)
        finally:
            context.dicts.pop()


def _rendered(found: Any, context: Any) -> Any:
    """As `Template.render` does within another one."""
    state = context.render_context
    before = state.template
    state.template = found
    state.dicts.append({})
    try:
        return found._render(context)
    finally:
        state.template = before
        state.dicts.pop()


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """With the arguments of Django's own."""
    node = loader_tags.do_include(parser, token)
    name = node.template.var
    if node.isolated_context or node.template.filters or not isinstance(name, str):
        return node
    if name.startswith(("./", "../")):
        return node
    return QuickIncludeNode(node.template, extra_context=node.extra_context)


class QuickTokenNode(CsrfTokenNode):
    """The hidden field is the same in every form of a page, and some pages have twenty."""

    def render(self, context: Any) -> Any:
        token = context.get("csrf_token")  # a part included with `only` has none
        kept = context.render_context.dicts[0]
        known = kept.get(_HIDDEN_FIELD)
        if known is None or known[0] is not token:
            known = kept[_HIDDEN_FIELD] = (token, super().render(context))
        return known[1]


@register.tag
def csrf_token(parser: Parser, token: Token) -> QuickTokenNode:
    """`{% csrf_token %}`"""
    return QuickTokenNode()
