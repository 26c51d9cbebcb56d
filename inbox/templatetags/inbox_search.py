"""What was found, with the words marked."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString

from inbox.search.marking import Piece
from practice_hub.quick_html import format_html

register = template.Library()


@register.filter
def pieces(found: Iterable[Piece]) -> SafeString:
    """The text of `found`, escaped."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in found))


def _piece(piece: Piece) -> SafeString:
    if not piece.is_hit:
        return escape(piece.text)
    return format_html('<mark class="hit">{}</mark>', piece.text)
