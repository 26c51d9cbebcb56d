"""Planned calls in templates: when, where their forms go, and which one came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms, template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from inbox.callbacks import Call, sheet_of
from inbox.models import Callback
from inbox.templatetags.inbox_time import clock, exact, zone_of
from inbox.views.promised import clock_words
from practice_hub.quick_html import format_html
from practice_hub.times import clock_of

register = template.Library()
_CHIPS = {"late": "bad", "now": "warn", "near": "warn"}


@register.simple_tag(takes_context=True)
def at_time(context: dict[str, Any], at: datetime) -> SafeString:
    """ "today 10:00", "Tue 09:30": on the practice's clock, the exact time one hover away."""
    zone, now = zone_of(context), context.get("now") or timezone.now()
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        exact(at, zone),
        clock_words(at, now, zone),
    )


@register.simple_tag(takes_context=True)
def hour(context: dict[str, Any], at: datetime) -> SafeString:
    """ "10:00" on a page whose headings say the day; with the day when it is another."""
    zone, now = zone_of(context), context.get("now") or timezone.now()
    is_late = at.astimezone(zone).date() < now.astimezone(zone).date()
    words = clock(at, now, zone) if is_late else clock_of(at, zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', at.isoformat(), exact(at, zone), words
    )


@register.simple_tag(takes_context=True)
def call_url(context: dict[str, Any], callback: Callback, act: str) -> str:
    """Where a form about `callback` goes: the page it stands on answers."""
    query = context.get("calls_query")
    if query is not None:
        return f"{reverse('callbacks:act', args=[callback.pk, act])}{query}"
    url = reverse(f"inbox:call_{act}", args=[callback.conversation_id])
    return f"{url}{context.get('list_query', '')}"


@register.simple_tag(takes_context=True)
def call_target(context: dict[str, Any]) -> str:
    return "#calls" if context.get("calls_query") is not None else "#talk"


@register.simple_tag(takes_context=True)
def came_back(context: dict[str, Any], callback: Callback, act: str) -> Any:
    """The form of `act` when it came back with errors, else None."""
    is_it = context.get("sheet") == sheet_of(callback, act)
    return context.get("sheet_form") if is_it else None


@register.simple_tag
def kept(form: forms.Form | None, name: str) -> str:
    """What was typed into a field of a form that came back."""
    return "" if form is None else str(form.data.get(name, ""))


@register.filter
def chip_class(call: Call) -> str:
    return _CHIPS.get(call.state, "")


@register.filter
def is_call_sheet(sheet: str, callback: Callback) -> bool:
    """A form of this call came back with an error."""
    return sheet.startswith(f"call-{callback.pk}-")
