"""Times as people say them, in the practice's zone, with the exact time always one hover away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from inbox.domain.sla import WARNING_BEFORE
from inbox.ways import PrivateWay
from practice_hub.practices.zones import zone_words
from practice_hub.quick_html import format_html
from practice_hub.quick_words import gettext as _
from practice_hub.times import said

register = template.Library()
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def zone_of(context: dict[str, Any]) -> ZoneInfo:
    practice = context.get("practice") or getattr(context.get("request"), "practice", None)
    return practice.zone if practice else ZoneInfo("UTC")


def span(seconds: float) -> str:
    """A length of time in its largest sensible unit: "8 min", "3 h", "2 days"."""
    seconds = abs(seconds)
    if seconds < _MINUTE:
        return _("%(n)s s") % {"n": int(seconds)}
    if seconds < _HOUR:
        return _("%(n)s min") % {"n": int(seconds // _MINUTE)}
    if seconds < _DAY:
        return _("%(n)s h") % {"n": int(seconds // _HOUR)}
    days = int(seconds // _DAY)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def long_span(seconds: float) -> str:
    """Hours with their minutes, where every minute counts: "3 h 20 min", "2 days 4 h", "40 s"."""
    if seconds < _HOUR:
        return span(seconds)
    if seconds < _DAY:
        hours, minutes = span(seconds), int(seconds % _HOUR // _MINUTE)
        return f"{hours} {span(minutes * _MINUTE)}" if minutes else hours
    hours_left = int(seconds % _DAY // _HOUR)
    return f"{span(seconds)} {span(hours_left * _HOUR)}" if hours_left else span(seconds)


def span_left(seconds: float, words: str = "") -> str:
    """ "1 h left": other languages have a form of their own where the first number is a one."""
    first = int(seconds // next((unit for unit in (_DAY, _HOUR, _MINUTE) if seconds >= unit), 1))
    text = ngettext("%(span)s left", "%(span)s left", first)
    return text % {"span": words or span(seconds)}


def clock(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "09:42" today, "Mon 09:42" this week, "Nov 3, 09:42" this year, with the year before."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    days = (today - local.date()).days
    if days == 0:
        return said(local, "CLOCK")
    if days == 1:
        return _("yesterday %(clock)s") % {"clock": said(local, "CLOCK")}
    if -7 < days < 7:
        return said(local, "SHORT_WEEKDAY_CLOCK")
    return said(local, "SHORT_MOMENT" if local.year == today.year else "SHORT_MOMENT_YEAR")


def exact(at: datetime, zone: ZoneInfo) -> str:
    return _exact(at.astimezone(UTC), zone, get_language())


@lru_cache(maxsize=8192)
def _exact(at: datetime, zone: ZoneInfo, language: str | None) -> str:
    """The same moments stand in a list again and again; `language` is the one of now."""
    return f"{said(at.astimezone(zone), 'EXACT')} ({zone.key})"


register.filter(zone_words)


def _now(context: dict[str, Any]) -> datetime:
    return context.get("now") or timezone.now()


@register.simple_tag(takes_context=True)
def stamp(context: dict[str, Any], at: datetime | None) -> SafeString | str:
    """The time on the clock; nothing when there is none."""
    if at is None:
        return ""
    zone = zone_of(context)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        at.isoformat(),
        exact(at, zone),
        clock(at, _now(context), zone),
    )


@register.simple_tag(takes_context=True)
def ago(context: dict[str, Any], at: datetime | None) -> SafeString | str:
    """ "3 min ago", ticking in the browser (static/js/clock.js speaks the same words)."""
    if at is None:
        return ""
    seconds = (_now(context) - at).total_seconds()
    words = _("%(span)s ago") % {"span": span(seconds)} if seconds >= _MINUTE else _("just now")
    return format_html(
        '<time datetime="{}" title="{}" data-tick="ago">{}</time>',
        at.isoformat(),
        exact(at, zone_of(context)),
        words,
    )


@register.simple_tag(takes_context=True)
def since(context: dict[str, Any], at: datetime) -> SafeString:
    """How long it lasts by now: "6 min", ticking."""
    seconds = (_now(context) - at).total_seconds()
    return format_html(
        '<time datetime="{}" title="{}" data-tick="since">{}</time>',
        at.isoformat(),
        exact(at, zone_of(context)),
        _("under 1 min") if seconds < _MINUTE else span(seconds),
    )


@register.simple_tag(takes_context=True)
def due(context: dict[str, Any], at: datetime, what: str = "") -> SafeString:
    """What is left to answer (T1, T2) or of another time: "11 min left", "8 min over"."""
    left = at - _now(context)
    is_late = left <= timedelta(0)
    level = "late" if is_late else "soon" if left <= WARNING_BEFORE else ""
    return format_html(
        '<time class="left {}" datetime="{}" title="{} {}" data-tick="due">{}</time>',
        level,
        at.isoformat(),
        what or _("Answer due"),
        exact(at, zone_of(context)),
        _("%(span)s over") % {"span": span(left.total_seconds())}
        if is_late
        else span_left(left.total_seconds()),
    )


@register.simple_tag(takes_context=True)
def left(context: dict[str, Any], at: datetime) -> SafeString:
    """What is left until `at`: "23 h left", or "over"."""
    seconds = (at - _now(context)).total_seconds()
    return format_html(
        '<time datetime="{}" title="{}" data-tick="left">{}</time>',
        at.isoformat(),
        _("Until %(time)s") % {"time": exact(at, zone_of(context))},
        span_left(seconds) if seconds > 0 else _("over"),
    )


@register.simple_tag(takes_context=True)
def window_left(context: dict[str, Any], way: PrivateWay) -> SafeString | str:
    """What is left of a private leg's window: "3 h 20 min left", ticking; warns near its end."""
    if way.window_ends_at is None:
        return ""
    seconds = (way.window_ends_at - _now(context)).total_seconds()
    warn = way.warns_before.total_seconds()
    return format_html(
        '<time class="left{}" datetime="{}" title="{}" data-tick="window" data-warn="{}">{}</time>',
        " soon" if seconds <= warn else "",
        way.window_ends_at.isoformat(),
        _("Until %(time)s") % {"time": exact(way.window_ends_at, zone_of(context))},
        int(warn),
        span_left(seconds, long_span(seconds)) if seconds > 0 else _("over"),
    )


@register.simple_tag
def lasted(start: datetime, end: datetime) -> str:
    return span((end - start).total_seconds())


@register.filter
def seconds_span(seconds: float) -> str:
    return span(seconds)


@register.filter
def seconds_until(reply: Any, now: datetime) -> int:
    """Whole seconds until a queued answer goes out."""
    return max(int((reply.send_after - now).total_seconds() + 0.999), 0)
