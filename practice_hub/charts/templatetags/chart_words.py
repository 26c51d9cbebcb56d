"""Numbers in the words of the pictures, for tables that stand beside them."""

from __future__ import annotations

from django import template

from practice_hub.charts.units import in_words

register = template.Library()


@register.filter
def time_words(seconds: int | None) -> str:
    """ "2 h 10"; a dash for nothing."""
    return in_words(seconds, "seconds")
