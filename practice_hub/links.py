"""Addresses inside what strangers wrote: which become links, and where they really lead.

Only http and https, and only where this reading and a browser's are sure to be the same; everything
else stays text. Sources: RFC 3986, RFC 3490 (names in other scripts), WHATWG URL (what browsers do
with backslashes and full-width dots).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString

# What a browser takes for nothing or turns around ends an address: controls, marks of direction,
# signs without width, a backslash.
_ADDRESS: Final = re.compile(
    r"(?<![\w/])https?://[^\s\\<>\"'`{}|^\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160"
    r"\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufffd]{1,2000}",
    re.IGNORECASE,
)
_ENDS: Final = ".,;:!?\u2026\u201d\u2019\u00bb)]"
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
REL: Final = "noopener noreferrer nofollow ugc"


@dataclass(frozen=True, slots=True)
class Link:
    """`text[start:end]` is the address as it was written; `url` leads to `host`, as machines write
    both."""

    start: int
    end: int
    written: str
    url: str
    host: str

    @property
    def is_plain(self) -> bool:
        """Can anybody see from the address itself where it leads?"""
        plain = rf"https?://{re.escape(self.host)}(?=[/:?#]|\Z)"
        return re.match(plain, self.written, re.IGNORECASE) is not None


def real_host(url: str) -> str:
    """Where a link leads, in ASCII; "" when that is not sure."""
    try:
        found = urlsplit(url)
        host = (found.hostname or "").encode("idna").decode().lower().removesuffix(".")
        _ = found.port
    except (UnicodeError, ValueError):
        return ""
    is_web = found.scheme in ("http", "https") and "\\" not in url
    return host if is_web and _NAME.fullmatch(host) else ""


def find_links(text: str) -> list[Link]:
    """In order, without overlap."""
    found: list[Link] = []
    for match in _ADDRESS.finditer(text):
        written = _without_end(match[0])
        host = real_host(written)
        if host:
            end = match.start() + len(written)
            found.append(Link(match.start(), end, written, _to(host, written), host))
    return found


def _to(host: str, written: str) -> str:
    """The same address with the name that we read: browsers know newer rules of names than we."""
    parts = urlsplit(written)
    place = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit(parts._replace(netloc=place))


def _without_end(url: str) -> str:
    """Without the punctuation of the sentence; a bracket that was opened inside stays."""
    while url and url[-1] in _ENDS:
        if url[-1] in ")]" and url.count(url[-1]) <= url.count("(" if url[-1] == ")" else "["):
            break
        url = url[:-1]
    return url


def anchor(link: Link) -> SafeString:
    """The link in HTML, with its real host where the address hides it."""
    shown = format_html('<a href="{}" target="_blank" rel="{}">{}</a>', link.url, REL, link.written)
    if link.is_plain:
        return shown
    return format_html('{} <span class="meta">(leads to {})</span>', shown, link.host)
