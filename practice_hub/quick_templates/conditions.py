"""`{% if %}`: what it asks is put together once, as plain functions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from django.template.base import NodeList, VariableDoesNotExist
from django.template.defaulttags import IfNode, TemplateLiteral

Test = Callable[[Any], Any]  # a context in, anything true or not out


class QuickIfNode(IfNode):
    """As Django's, for the conditions and pieces that it has read."""

    def __init__(self, conditions: list[tuple[Any, NodeList]]) -> None:
        super().__init__(conditions)
        self._choices = [
            (None if asked is None else _test_of(asked), nodes) for asked, nodes in conditions
        ]

    def render(self, context: Any) -> Any:
        for test, nodes in self._choices:
            try:
                is_so = test is None or test(context)
            except VariableDoesNotExist:
                is_so = False
            if is_so:
                return nodes.render(context)
        return ""


def _test_of(condition: Any) -> Test:
    if isinstance(condition, TemplateLiteral):
        value: Any = condition.value
        return lambda context: value.resolve(context, True)
    first = _test_of(condition.first)
    if condition.id == "not":
        return _not(first)
    second = _test_of(condition.second)
    if condition.id == "and":
        return _and(first, second)
    if condition.id == "or":
        return _or(first, second)
    return _compared(first, second, _COMPARED[condition.id])


# As with Django's, what cannot be asked is not so: pages do not break over it.
def _not(first: Test) -> Test:
    def test(context: Any) -> Any:
        try:
            return not first(context)
        except Exception:
            return False

    return test


def _and(first: Test, second: Test) -> Test:
    def test(context: Any) -> Any:
        try:
            return first(context) and second(context)
        except Exception:
            return False

    return test


def _or(first: Test, second: Test) -> Test:
    def test(context: Any) -> Any:
        try:
            return first(context) or second(context)
        except Exception:
            return False

    return test


def _compared(first: Test, second: Test, compare: Callable[[Any, Any], Any]) -> Test:
    def test(context: Any) -> Any:
        try:
            return compare(first(context), second(context))
        except Exception:
            return False

    return test


_COMPARED: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "in": lambda first, second: first in second,
    "not in": lambda first, second: first not in second,
    "is": operator.is_,
    "is not": operator.is_not,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
