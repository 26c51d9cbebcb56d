"""`{% list_row row %}`: a row of the list, rendered once for all who see the same of it.

When something happens, everybody who has that queue open asks for it in the same second, and most
of its forty rows say what they said before (docs/speed.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from inbox.views.rows import Row

register = template.Library()
_MOST = 2048  # some 5 MB


@dataclass(frozen=True, slots=True)
class Look:
    """How a row stands in the list of whoever looks: all there is of it beside what it says."""

    is_new: bool
    is_open: bool
    may_be_picked: bool
    is_picked: bool
    language: str | None


@register.simple_tag(takes_context=True)
def list_row(context: dict[str, Any], row: Row) -> SafeString:
    """With the box to pick it by, for who may act on several."""
    opened = context.get("conversation")
    look = Look(
        is_new=row.pk in context["unread_ids"],
        is_open=opened is not None and row.pk == opened.pk,
        may_be_picked=context["may"]["ANSWER_PUBLIC"],
        is_picked=row.pk in context.get("picked", ()),
        language=get_language(),
    )
    _forget_before(context["now"])
    return _rendered(row, look)


@lru_cache(maxsize=_MOST)
def _rendered(row: Row, look: Look) -> SafeString:
    return SafeString(get_template("inbox/_row.html").render({"row": row, "look": look}))


def _forget_before(now: datetime) -> None:
    """Nothing is kept for longer than it may be asked for: how long a row has waited is another
    word each minute, and people wrote what stands in it."""
    minute = now.replace(second=0, microsecond=0)
    if minute not in _minutes:
        _rendered.cache_clear()
        _minutes[:] = [minute]


_minutes: list[datetime] = []
