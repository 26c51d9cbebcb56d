"""Addresses that stand in a file."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from practice_hub.sheets.cells import Link


def public(path: str) -> str:
    """`path` from PUBLIC_URL: a file and a mail know no request."""
    return settings.PUBLIC_URL.rstrip("/") + path


def conversation_link(conversation_id: int | None) -> Link | None:
    if conversation_id is None:
        return None
    return Link(public(reverse("inbox:conversation", args=[conversation_id])))
