"""Is this our text? Networks hand a text back changed: links, entities, white space, handles."""

from __future__ import annotations

import html
import re
import unicodedata

_LINK = re.compile(r"https?://\S+|(?<![@\w.])(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/\S*)?", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_LEADING_HANDLES = re.compile(r"^(?:@\w+\s+)+")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff]")


def same_text(ours: str, theirs: str) -> bool:
    """Compare what we sent with what the network shows.

    X rewrites every link (bare domains too) to t.co, escapes `&`, `<` and `>`, and puts the
    handles of the people answered in front; both networks trim and normalize white space.
    """
    return _plain(ours) == _plain(theirs)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", html.unescape(text)))
    text = _LEADING_HANDLES.sub("", text.strip() + " ")
    return _SPACE.sub(" ", _LINK.sub("<link>", text)).strip()
