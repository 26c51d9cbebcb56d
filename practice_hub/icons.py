"""`{% lucide %}`, drawn once a process: the library draws an icon anew each time, and a list has a
hundred. Stands in for the library's own tag by name (`parts.templates_in`)."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString

from practice_hub.quick_templates.fixed import fixed

register = template.Library()
_ATTRIBUTE: Final = re.compile(r'([\w-]+)="([^"]*)"')


@register.simple_tag
@fixed
def lucide(name: str, *, size: int | None = 24, **attributes: str | int) -> SafeString:
    """An icon of lucide as SVG; `aria_hidden="true"` becomes the attribute aria-hidden. A name that
    lucide does not have is a KeyError."""
    return _drawn(name, size, tuple(attributes.items()))


@lru_cache(maxsize=1024)
def _drawn(
    name: str, size: int | None, attributes: tuple[tuple[str, str | int], ...]
) -> SafeString:
    head, _, shapes = _library().read(f"{name}.svg").decode().partition(">")
    given = dict(_ATTRIBUTE.findall(head))
    del given["xmlns"]  # it stands inside of HTML
    if size is not None:
        given |= dict.fromkeys(("width", "height"), str(size))
    given |= {key.replace("_", "-"): escape(value) for key, value in attributes}
    told = " ".join(f'{key}="{value}"' for key, value in given.items())
    return SafeString(f"<svg {told}>{shapes.rstrip()}")


@cache
def _library() -> ZipFile:
    """All icons. The library itself reads the 1,700 names of its archive anew for each of them. In
    memory, because processes that fork would share the place in an open file."""
    return ZipFile(BytesIO((files("lucide") / "lucide.zip").read_bytes()))
