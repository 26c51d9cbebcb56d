"""`{% roster_line %}`: the quiet line of the roster, for the shell around every page."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils import timezone

from practice_hub.roster.line import Line, line_for
from practice_hub.roster.selectors import load_book

register = template.Library()


@register.inclusion_tag("roster/_shell.html", takes_context=True)
def roster_line(context: dict[str, Any]) -> dict[str, Any]:
    """One query; none where nobody is signed in."""
    request = context["request"]
    practice = getattr(request, "practice", None)
    # The roster's own page says all of it, larger.
    is_shown = practice is not None and request.path != reverse("roster:page")
    line = line_for(request) if is_shown else Line()
    return {"is_shown": is_shown, "line": line, "next": request.get_full_path()}


@register.simple_tag(takes_context=True)
def roster_hint(context: dict[str, Any]) -> str:
    """One sentence for the settings: what the roster does, or what it means to have none."""
    book = load_book(context["practice"].pk)
    if book and book.is_kept(timezone.now()):
        return "Who watches the inbox, and when. You are told when nobody does."
    return (
        "There is none yet. Nobody in particular is on duty, so alerts go to the whole desk, and "
        "you are not told when nobody watches."
    )
