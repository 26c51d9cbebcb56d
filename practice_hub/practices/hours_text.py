"""Spans of a day as people write them and as rows keep them: "09:00-13:00, 14:00-18:00"."""

from __future__ import annotations

from collections.abc import Iterable

from practice_hub.practices.business_hours import Span


def read_spans(text: str) -> tuple[Span, ...]:
    """The spans of `text`; none of an empty one. ValueError for anything else."""
    return tuple(Span.parse(part) for part in text.split(",")) if text.strip() else ()


def spans_text(day: Iterable[Span]) -> str:
    """As `read_spans` reads it, in order."""
    return ", ".join(str(span) for span in sorted(day))
