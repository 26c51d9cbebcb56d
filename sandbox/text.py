"""Reading a post's text the way X does: handles, hashtags, links and weighted length."""

from __future__ import annotations

import re

HANDLE = re.compile(r"(?<![\w@/.])@(\w{1,15})\b")
HASHTAG = re.compile(r"(?<![\w&/])#(\w*[^\W\d]\w*)")
URL = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
SHORT_LINK_LENGTH = 23
X_MAX_LENGTH = 280
_SINGLE_WEIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))


def handles(text: str) -> list[str]:
    """Usernames mentioned in the text, lower case, in order."""
    return [name.lower() for name in HANDLE.findall(text)]


def weighted_length(text: str) -> int:
    """Characters as X counts them: a link is 23, most scripts 1, CJK and emoji 2."""
    without_links, links = URL.subn("", text)
    return links * SHORT_LINK_LENGTH + sum(_weight(char) for char in without_links)


def _weight(char: str) -> int:
    code = ord(char)
    return 1 if any(low <= code <= high for low, high in _SINGLE_WEIGHT) else 2


def cut_for_timeline(text: str) -> str:
    """What `text` shows of a long post: whole words of it, then an ellipsis."""
    cut = text[:256]
    space = cut.rfind(" ")
    return (cut[:space] if space > 200 else cut).rstrip() + "…"
