"""Pictures and files of a post in the page: pictures by an address of ours, files as links out."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from listening.models import Mention
from listening.pictures import seal_of, source_of
from practice_hub.links import REL, real_host

register = template.Library()
_KINDS = {
    "PHOTO": gettext_noop("Photo"),
    "VIDEO": gettext_noop("Video"),
    "LINK": gettext_noop("Link"),
    "STICKER": gettext_noop("Sticker"),
}


@register.simple_tag
def picture_path(mention: Mention, number: int, size: str) -> str:
    """Where we show picture `number` of the mention ("small" or "full"); "" when it is none."""
    source = source_of(mention, number, size)
    if not source:
        return ""
    return reverse("inbox:media", args=(mention.pk, number, size, seal_of(mention, source)))


@register.inclusion_tag("inbox/_file_link.html")
def file_link(item: Mapping[str, str]) -> dict[str, str]:
    """A film or a file: opened at the network, with the host it leads to."""
    url = item.get("url") or item.get("preview_url") or ""
    host = real_host(url)
    kind = item.get("kind", "")
    return {
        "url": url if host else "",
        "host": host,
        "words": item.get("alt_text") or _said(kind),
        "rel": REL,
    }


def _said(kind: str) -> str:
    return _(_KINDS[kind]) if kind in _KINDS else kind.title()
