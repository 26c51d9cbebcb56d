"""`{% alert_banner %}`: the strip of open alerts, for the shell around every page."""

from __future__ import annotations

from typing import Any

from django import template

from practice_hub.alerts.strip import strip_for

register = template.Library()


@register.inclusion_tag("alerts/_banner.html", takes_context=True)
def alert_banner(context: dict[str, Any]) -> dict[str, Any]:
    """One query; none where nobody is signed in."""
    request = context["request"]
    practice = getattr(request, "practice", None)
    return {"practice": practice, "strip": strip_for(request)}


@register.inclusion_tag("alerts/_count.html", takes_context=True)
def alert_count(context: dict[str, Any]) -> dict[str, Any]:
    """How many stand in the list alone and were not seen yet; no query beside the strip's."""
    return {"strip": strip_for(context["request"])}
