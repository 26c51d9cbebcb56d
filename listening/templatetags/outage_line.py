"""`{% outage_line %}`: what everybody reads on top of every page while a source is red."""

from __future__ import annotations

from typing import Any

from django import template

from listening.outages import down_for
from practice_hub.quick_urls import address

register = template.Library()


@register.inclusion_tag("listening/_outage_shell.html", takes_context=True)
def outage_line(context: dict[str, Any]) -> dict[str, Any]:
    """One query; none where nobody is signed in, nor on the page of sources, which says more."""
    request = context["request"]
    practice = getattr(request, "practice", None)
    is_shown = practice is not None and request.path != address("listening:sources")
    return {
        "is_shown": is_shown,
        "down": down_for(request) if is_shown else [],
        "practice": practice,
        "may": context.get("may"),
    }
