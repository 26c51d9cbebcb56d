"""`{% roster_line %}`: the quiet line of the roster, for the shell around every page."""

from __future__ import annotations

from typing import Any

from django import template

from practice_hub.quick_urls import address
from practice_hub.roster.line import Line, line_for

register = template.Library()


@register.inclusion_tag("roster/_shell.html", takes_context=True)
def roster_line(context: dict[str, Any]) -> dict[str, Any]:
    """One query; none where nobody is signed in."""
    request = context["request"]
    practice = getattr(request, "practice", None)
    # The roster's own page says all of it, larger.
    is_shown = practice is not None and request.path != address("roster:page")
    line = line_for(request) if is_shown else Line()
    return {"is_shown": is_shown, "line": line, "next": request.get_full_path()}
