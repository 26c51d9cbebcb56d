"""Is this text, seen on the network, the answer we sent? Pure Python."""

from __future__ import annotations

import html
import re
import unicodedata

_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_LEADING_HANDLES = re.compile(r"^(?:@\w+\s+)+")
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """What remains comparable: X rewrites links, puts handles in front and escapes `&`."""
    text = unicodedata.normalize("NFC", html.unescape(text))
    text = _LEADING_HANDLES.sub("", _LINK.sub("", text))
    return _SPACE.sub(" ", text).strip().casefold()


def is_same_text(ours: str, seen: str) -> bool:
    return fold(ours) == fold(seen)
