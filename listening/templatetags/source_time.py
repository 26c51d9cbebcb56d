"""Moments on the sources page: in words, with the practice's own clock in the tooltip."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from listening.wording import duration

register = template.Library()


@register.simple_tag(takes_context=True)
def ago(context: dict[str, Any], moment: datetime | None, never: str = "not yet") -> str:
    """ "12 s ago"; `never` where there is no moment."""
    if moment is None:
        return never
    seconds = (context["now"] - moment).total_seconds()
    return _time(context, moment, "just now" if seconds < 1 else f"{duration(seconds)} ago")


@register.simple_tag(takes_context=True)
def until(context: dict[str, Any], moment: datetime) -> SafeString:
    """ "in 40 s"; "now" where the moment has come."""
    seconds = (moment - context["now"]).total_seconds()
    return _time(context, moment, "now" if seconds < 1 else f"in {duration(seconds)}")


@register.filter
def as_duration(seconds: float | None) -> str:
    """ "40 s"; a dash where nothing is known."""
    return "–" if seconds is None else duration(seconds)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime) -> SafeString:
    """ "Nov 20, 09:30" on the practice's own clock."""
    local = value.astimezone(context["practice"].zone)
    return _time(context, value, f"{local:%b} {local.day}, {local:%H:%M}")


@register.filter
def localize_number(number: int) -> str:
    """ "12,345"."""
    return f"{number:,}"


def _time(context: dict[str, Any], moment: datetime, words: str) -> SafeString:
    local = moment.astimezone(context["practice"].zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{local:%b} {local.day}, {local:%Y, %H:%M:%S}",
        words,
    )
