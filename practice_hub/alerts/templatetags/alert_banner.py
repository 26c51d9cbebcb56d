"""`{% alert_banner %}`: the strip of open alerts, for the shell around every page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from practice_hub.alerts.strip import strip_for
from practice_hub.practices.models import User

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


@register.simple_tag(takes_context=True)
def undisturbed_until(context: dict[str, Any]) -> datetime | None:
    """Until when the reader asked not to be disturbed; None when that is over. No query."""
    user = context["request"].user
    if not isinstance(user, User) or not user.is_undisturbed(timezone.now()):
        return None
    return user.undisturbed_until
