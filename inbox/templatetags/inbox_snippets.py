"""The text of a snippet with its placeholders to be seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from inbox.domain.snippets import slot_spans
from inbox.templatetags.inbox_time import zone_of
from practice_hub.times import full_day

register = template.Library()
_FIRST_WORDS = 140


@register.filter
def with_slots(body: str) -> SafeString:
    """The text, escaped, each placeholder in a mark."""
    pieces: list[tuple[SafeString | str]] = []
    at = 0
    for start, end in slot_spans(body):
        pieces += [
            (body[at:start],),
            (format_html('<mark class="slot">{}</mark>', body[start:end]),),
        ]
        at = end
    return format_html_join("", "{}", [*pieces, (body[at:],)])


@register.filter
def first_words(body: str) -> str:
    """The beginning of a text in one line, cut between words."""
    line = " ".join(body.split())
    if len(line) <= _FIRST_WORDS:
        return line
    return line[:_FIRST_WORDS].rpartition(" ")[0] + " …"


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], at: datetime | None) -> str:
    """ "May 22, 2027", on the calendar of the practice; nothing when there is no time."""
    if at is None:
        return ""
    return full_day(at.astimezone(zone_of(context)))
