"""Tags that say the same on every page, in every language: said when a template is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.template.base import FilterExpression, Node, TextNode, Variable
from django.template.context import Context
from django.template.library import SimpleNode
from django.utils.safestring import SafeString

Says = TypeVar("Says", bound=Callable[..., SafeString])


def fixed(function: Says) -> Says:
    """Marks the function of a simple tag whose answer depends on its arguments alone."""
    vars(function)["is_fixed"] = True
    return function


def said_at_once(node: SimpleNode) -> Node:
    """Text in place of a fixed tag with nothing but words and numbers in it."""
    given = [*node.args, *node.kwargs.values()]
    if node.target_var or not getattr(node.func, "is_fixed", False):
        return node
    if not all(map(_is_written, given)):
        return node
    values = [expression.resolve(Context()) for expression in node.args]
    named = {name: expression.resolve(Context()) for name, expression in node.kwargs.items()}
    return TextNode(node.func(*values, **named))


def _is_written(expression: FilterExpression) -> bool:
    """Whether the value stands in the tag itself."""
    asked: Any = expression.var
    if expression.filters:
        return False
    return not isinstance(asked, Variable) or (asked.lookups is None and not asked.translate)
