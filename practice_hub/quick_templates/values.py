"""Values in templates: `{{ reply.author.name }}`, and what stands in `{% if %}`."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from inspect import signature
from typing import Any, Final

from django.conf import settings
from django.template.base import (
    FilterExpression,
    Parser,
    Variable,
    VariableNode,
    render_value_in_context,
)
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject, empty, keep_lazy
from django.utils.safestring import SafeData, SafeString

_UNKNOWN: Final = object()  # Django has to look
_MISSING: Final = object()
_NEVER_CALLED: Final = frozenset({str, SafeString, int, bool, dict, list, tuple, type(None)})
_ASKED_OTHERWISE: Final = (TypeError, AttributeError, LookupError, ValueError)
_TIMEZONE: Final[Any] = timezone  # more is in it than its types say
_IS_TO_ESCAPE: Final = re.compile("[&<>\"']").search


class QuickExpression(FilterExpression):
    """A value with its filters. What is missing costs no exception."""

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        asked: Any = self.var
        self._names: Any = asked.lookups if isinstance(asked, Variable) else None
        self._steps = [_step(function, values) for function, values in self.filters]

    def resolve(self, context: Any, ignore_failures: bool = False) -> Any:
        asked: Any = self.var
        if self._names is None or asked.translate:
            return super().resolve(context, ignore_failures)
        try:
            found = _looked_up(self._names, context.dicts)
        except AttributeError:  # the context is a plain dict
            found = _UNKNOWN
        if found is _MISSING:
            found = None if ignore_failures else _nothing(context)
        if found is _UNKNOWN:
            return super().resolve(context, ignore_failures)
        return self._filtered(found, context) if self._steps else found

    def _filtered(self, found: Any, context: Any) -> Any:
        for function, values, is_local, is_told, is_safe in self._steps:
            given = [value.resolve(context) if asked else value for asked, value in values]
            if is_local:
                found = _TIMEZONE.template_localtime(found, context.use_tz)
            more = {"autoescape": context.autoescape} if is_told else {}
            made = function(found, *given, **more)
            found = _safe(made) if is_safe and isinstance(found, SafeData) else made
        return found


def _step(function: Any, values: Any) -> tuple[Any, list[tuple[bool, Any]], bool, bool, bool]:
    """A filter with what is the same each time known."""
    given = [(asked, value if asked else _safe(value)) for asked, value in values]
    flags = ("expects_localtime", "needs_autoescape", "is_safe")
    is_local, is_told, is_safe = (bool(getattr(function, flag, False)) for flag in flags)
    return function, given, is_local, is_told, is_safe


@keep_lazy(SafeString)
def _safe(value: Any) -> Any:
    """As Django's mark: what is said lazily, `_("…")`, is said in the language of each page."""
    return value if hasattr(value, "__html__") else SafeString(value)


def _nothing(context: Any) -> Any:
    """Instead of a value that is missing."""
    return _UNKNOWN if context.template.engine.string_if_invalid else ""


def _looked_up(names: tuple[str, ...], dicts: list[Any]) -> Any:
    """As Django's, which takes every step for a key first and catches what that raises."""
    first = names[0]
    for known in reversed(dicts):
        if first in known:
            found = known[first]
            break
    else:
        return _MISSING
    try:
        if type(found) not in _NEVER_CALLED and callable(found):
            found = _called(found)
        for name in names[1:]:
            found = _stepped(found, name)
            if type(found) not in _NEVER_CALLED and callable(found):
                found = _called(found)
        return found
    except _BrokenError as broken:
        error = broken.error
    except Exception as broken:
        if not _is_for_django(broken):
            raise
        return _UNKNOWN  # Django looks again, and says what it says
    raise error  # with what it came from


def _is_for_django(error: Exception) -> bool:
    """Whether Django goes on to another way of looking, or is silent."""
    return isinstance(error, _ASKED_OTHERWISE) or _is_silent(error)


def _is_silent(error: Exception) -> bool:
    return bool(getattr(error, "silent_variable_failure", False))


def _stepped(found: Any, name: str) -> Any:
    kind: Any = type(found)
    if kind is SimpleLazyObject:
        found = _awake(found)
        kind = type(found)
    if kind is dict:
        return found[name]
    if _has_keys(kind):
        raise LookupError
    return getattr(found, name)


def _awake(found: Any) -> Any:
    if found._wrapped is empty:
        found._setup()
    return found._wrapped


def _called(value: Any) -> Any:
    """As Django calls what stands in a template."""
    if getattr(value, "do_not_call_in_templates", False):
        return value
    if getattr(value, "alters_data", False):
        raise TypeError
    try:
        return value()
    except Exception as error:
        if _is_to_be_raised(error, value):
            raise _BrokenError(error) from None
        raise


def _is_to_be_raised(error: Exception, value: Any) -> bool:
    """Whether Django raises what a call raised. To call again would ask a broken transaction, and a
    `block.super` that broke says nothing at all the second time."""
    if _is_silent(error):
        return False
    if not isinstance(error, TypeError):
        return True
    try:
        signature(value).bind()
    except (TypeError, ValueError):  # it wanted arguments
        return False
    return True


class _BrokenError(Exception):
    """What was called in a template broke."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


@lru_cache(maxsize=4096)
def _has_keys(kind: type) -> bool:
    return hasattr(kind, "__getitem__")


class QuickVariableNode(VariableNode):
    """`{{ … }}`: plain words and whole numbers are most of it."""

    def render(self, context: Any) -> Any:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        return shown(value, context)


def shown(value: Any, context: Any) -> Any:
    """As Django puts a value into a page."""
    kind = type(value)
    if kind is SafeString:
        return value
    if kind is str and context.autoescape:
        return escape(value) if _IS_TO_ESCAPE(value) else value
    if kind is int and not settings.USE_THOUSAND_SEPARATOR:
        return str(value)
    if issubclass(kind, Promise):  # words in the language of now
        return shown(str(value), context)
    return render_value_in_context(value, context)
