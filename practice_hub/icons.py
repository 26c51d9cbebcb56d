"""`{% lucide %}`, drawn once a process: the library draws an icon anew each time, and a list has a
hundred. Stands in for the library's own tag by name (`parts.templates_in`)."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide as draw

from practice_hub.quick_templates.fixed import fixed

register = template.Library()


@register.simple_tag
@fixed
def lucide(name: str, *, size: int | None = 24, **attributes: str | int) -> SafeString:
    """An icon of lucide as SVG; `aria_hidden="true"` becomes the attribute aria-hidden."""
    return _drawn(name, size, tuple(attributes.items()))


@lru_cache(maxsize=1024)
def _drawn(
    name: str, size: int | None, attributes: tuple[tuple[str, str | int], ...]
) -> SafeString:
    return SafeString(draw(name, size=size, **dict(attributes)))
