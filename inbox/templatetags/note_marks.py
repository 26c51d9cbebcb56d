"""`{% marked_note note %}`: its words, with the colleagues it names marked."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from inbox.domain.naming import Colleague, find_mentions
from inbox.models import Note
from inbox.personal_alerts import colleagues_of
from practice_hub.practices.models import Practice
from practice_hub.quick_html import format_html

register = template.Library()
_KEPT = "_colleagues"


@register.simple_tag(takes_context=True)
def marked_note(context: dict[str, Any], note: Note) -> SafeString:
    """One query a page, and only when a note has an "@" in it."""
    practice: Practice | None = context.get("practice")
    if practice is None or "@" not in note.body:
        return escape(note.body)
    return marked(note.body, _colleagues(context["request"], practice.pk))


def marked(text: str, colleagues: list[Colleague]) -> SafeString:
    """Escaped, with each clear mention in a mark of its own."""
    parts: list[tuple[str]] = []
    at = 0
    for mention in find_mentions(text, colleagues):
        if mention.is_clear:
            parts.append((text[at : mention.begin],))
            name = text[mention.begin : mention.end]
            parts.append((format_html('<mark class="mention">{}</mark>', name),))
            at = mention.end
    return format_html_join("", "{}", [*parts, (text[at:],)])


def _colleagues(request: HttpRequest, practice_id: int) -> list[Colleague]:
    kept: list[Colleague] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = colleagues_of(practice_id)
        setattr(request, _KEPT, kept)
    return kept
