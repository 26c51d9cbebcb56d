"""What stands where a picture cannot be shown: a calm frame with the reason in words, or for a face
its initial."""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html
from django.utils.translation import gettext as _

from practice_hub.pictures.fetching import Why

CONTENT_TYPE: Final = "image/svg+xml"
# Colors that can be read on paper and on night alike: an image knows nothing of the page's theme.
_FORM: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 160" width="420" height="160">'
    '<rect width="420" height="160" fill="#808692" fill-opacity=".12"/>'
    '<g fill="none" stroke="#7a8090" stroke-width="2" stroke-linejoin="round">'
    '<rect x="188" y="30" width="44" height="34" rx="4"/><path d="M188 58l13-12 10 9 7-6 14 11"/>'
    '<path d="M182 72L238 22" stroke-linecap="round"/></g>'
    '<g fill="#7a8090" text-anchor="middle" font-family="system-ui, sans-serif">'
    '<text x="210" y="102" font-size="17" font-weight="600">{}</text>'
    '<text x="210" y="127" font-size="15">{}.</text></g></svg>'
)


_INITIAL: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36" width="36" height="36">'
    '<rect width="36" height="36" fill="#6b7280"/><text x="18" y="23.5" fill="#fff" '
    'text-anchor="middle" font-family="system-ui, sans-serif" font-size="15" font-weight="600">{}'
    "</text></svg>"
)


def initial(name: str) -> bytes:
    """An SVG of the first letter, where a face cannot be had."""
    return str(format_html(_INITIAL, name[:1].upper())).encode()


def placeholder(why: Why) -> bytes:
    """An SVG of our own words only."""
    return str(format_html(_FORM, _("This picture cannot be shown"), _(why.value))).encode()
