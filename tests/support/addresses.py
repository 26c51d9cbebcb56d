"""Every address of the product, with something in place of what it names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

_FITS = ("1", "x", "set-password", "practices", "00000000-0000-0000-0000-000000000000")


def every_path(resolver: URLResolver | None = None, before: str = "/") -> Iterator[str]:
    """Like "/inbox/1/claim/"; whether there is such an object is another matter."""
    for each in (resolver or get_resolver()).url_patterns:
        path = before + _filled(each.pattern.regex.pattern)
        if isinstance(each, URLResolver):
            yield from every_path(each, path)
        elif isinstance(each, URLPattern):
            yield path


def every_name(
    resolver: URLResolver | None = None, space: str = "", parts: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    """ "inbox:claim" and the parts that its address needs."""
    found: dict[str, tuple[str, ...]] = {}
    for each in (resolver or get_resolver()).url_patterns:
        needed = (*parts, *each.pattern.regex.groupindex)
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            found |= every_name(each, inner, needed)
        elif isinstance(each, URLPattern) and each.name:
            found[f"{space}{each.name}"] = needed
    return found


def _filled(regex: str) -> str:
    """The text that a pattern stands for, each of its named parts with the first that fits."""

    def part(found: re.Match[str]) -> str:
        return next(value for value in _FITS if re.fullmatch(found[1], value))

    text = re.sub(r"\(\?P<\w+>((?:[^()\\]|\\.)+)\)", part, regex)
    return re.sub(r"\\Z|\\z|\^|\$|\\(?=.)", "", text)
