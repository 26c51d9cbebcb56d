"""Moments on the sources page: in words, with the practice's own clock in the tooltip."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from listening.wording import duration
from practice_hub.times import moment_of, said

register = template.Library()


@register.simple_tag(takes_context=True)
def ago(context: dict[str, Any], moment: datetime | None) -> str:
    """ "12 s ago"; "not yet" where there is no moment."""
    if moment is None:
        return _("not yet")
    seconds = (context["now"] - moment).total_seconds()
    words = _("%(time)s ago") % {"time": duration(seconds)} if seconds >= 1 else _("just now")
    return _time(context, moment, words)


@register.simple_tag(takes_context=True)
def until(context: dict[str, Any], moment: datetime) -> SafeString:
    """ "in 40 s"; "now" where the moment has come."""
    seconds = (moment - context["now"]).total_seconds()
    words = _("in %(time)s") % {"time": duration(seconds)} if seconds >= 1 else _("now")
    return _time(context, moment, words)


@register.filter
def as_duration(seconds: float | None) -> str:
    """ "40 s"; a dash where nothing is known."""
    return "–" if seconds is None else duration(seconds)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: datetime) -> SafeString:
    """ "Nov 20, 09:30" on the practice's own clock."""
    return _time(context, value, moment_of(value, context["practice"].zone))


@register.filter
def localize_number(number: int) -> str:
    """ "12,345"."""
    return number_format(number, force_grouping=True)


def _time(context: dict[str, Any], moment: datetime, words: str) -> SafeString:
    local = moment.astimezone(context["practice"].zone)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        said(local, "SHORT_EXACT"),
        words,
    )
