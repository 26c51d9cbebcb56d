"""The medical chip of a row, and what the sheet of a promise needs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.safestring import SafeString

from inbox.models import Conversation, Promise
from inbox.promises import is_private
from inbox.templatetags.inbox_time import zone_of
from practice_hub.quick_html import format_html
from practice_hub.quick_words import gettext as _
from practice_hub.quick_words import said_once

register = template.Library()


@register.simple_tag
def medical_chip(row: Conversation, sees_private: bool) -> SafeString | str:
    """Red, whatever else the row is about (P4); an agency learns whom it must leave this to."""
    return _medical(row.is_red_flag, sees_private) if row.is_medical else ""


@said_once
def _medical(is_red_flag: bool, sees_private: bool) -> SafeString:
    words = _("Possible emergency") if is_red_flag else _("Medical")
    if not sees_private:
        words = _("Medical: needs the practice")
    return format_html('<span class="chip medical">{}</span>', words)


@register.filter
def is_private_promise(promise: Promise) -> bool:
    return is_private(promise)


@register.filter
def is_change_of(sheet: str, promise: Promise) -> bool:
    return sheet == f"promise-{promise.pk}"


@register.filter
def is_drop_of(sheet: str, promise: Promise) -> bool:
    return sheet == f"promise-{promise.pk}-drop"


@register.filter
def is_of(sheet: str, promise: Promise) -> bool:
    """A form of this promise came back with an error."""
    return is_change_of(sheet, promise) or is_drop_of(sheet, promise)


@register.simple_tag(takes_context=True)
def local_input(context: dict[str, Any], at: datetime) -> str:
    """What a datetime-local field shows: the clock on the practice's wall."""
    return f"{at.astimezone(zone_of(context)):%Y-%m-%dT%H:%M}"
