"""Reads templates into quick nodes; with `debug` into Django's, which say where one broke."""

from __future__ import annotations

from typing import Any, cast

from django.template import TemplateDoesNotExist
from django.template.base import Lexer, NodeList, Origin, Parser, Template, Token, VariableNode
from django.template.defaulttags import ForNode, IfNode
from django.template.library import SimpleNode
from django.template.loaders import base, cached
from django.templatetags.i18n import LanguageNode

from practice_hub.quick_templates.conditions import QuickIfNode
from practice_hub.quick_templates.fixed import said_at_once
from practice_hub.quick_templates.nodes import QuickNodes, Whole
from practice_hub.quick_templates.values import QuickExpression, QuickVariableNode
from practice_hub.quick_templates.words import QuickLanguageNode


class QuickParser(Parser):
    """Django's, which makes other classes of nodes."""

    def parse(self, parse_until: Any = None) -> NodeList:
        return QuickNodes(super().parse(parse_until))

    def extend_nodelist(self, nodelist: NodeList, node: Any, token: Token) -> None:
        if type(node) is VariableNode:
            node = QuickVariableNode(node.filter_expression)
        elif type(node) is IfNode:
            node = QuickIfNode(node.conditions_nodelists)
        elif type(node) is LanguageNode:
            node = QuickLanguageNode(node.nodelist, node.language)
        elif type(node) is ForNode:
            node.nodelist_loop = NodeList([Whole(node.nodelist_loop)])
        elif type(node) is SimpleNode:
            node = said_at_once(node)
        super().extend_nodelist(nodelist, node, token)

    def compile_filter(self, token: str) -> QuickExpression:
        return QuickExpression(token, self)


class QuickTemplate(Template):
    def compile_nodelist(self) -> NodeList:
        if self.engine.debug:
            return super().compile_nodelist()
        parser = QuickParser(
            Lexer(self.source).tokenize(),
            self.engine.template_libraries,
            self.engine.template_builtins,
            self.origin,
        )
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return nodes


class _Reading(base.Loader):
    """Finds a template as Django's loaders do."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        tried, reader = [], cast(Any, self)  # whoever mixes it in reads contents
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                source = reader.get_contents(origin)
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return QuickTemplate(source, origin, str(origin.template_name), self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, _Reading):
    """For OPTIONS["loaders"] in place of Django's that keeps templates."""
