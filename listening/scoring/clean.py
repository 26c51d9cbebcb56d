"""Blank out what is not language (handles, links) without moving a single character.

Every replacement has the length of what it replaces, so the index map from the cleaned
text to the original is the identity: ``cleaned[i]`` stands where ``text[i]`` stood.
"""

from __future__ import annotations

import re

# Work is capped so that one pasted novel cannot hold up a page of posts.
MAX_CHARACTERS = 10_000

_LINK = re.compile(
    r"""(?:https?://|HTTPS?://|Https?://|www\.)[^\s<>"]+"""
    r"""|\b(?:t\.co|bit\.ly|fb\.me|wa\.me|goo\.gl|youtu\.be)/[^\s<>"]+"""
)
_EMAIL = re.compile(r"(?<![@\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# X and Bluesky names, and Mastodon's @name@server. A dotted tail is part of a name only with
# a known ending, else "@clinic.Thanks" would lose its thanks.
_HANDLE = re.compile(
    r"@\w+(?:[\w.-]*\.(?:social|com|org|net|app|io|me)\b)?(?:@[\w-]+(?:\.[\w-]+)+)?"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|nbsp|#39);")
# The period of a title ends no sentence.
_TITLE = re.compile(r"\b([DM]rs?|Ms|dr)\.")
# Curly quotes hide "don’t" from a lexicon; each maps to one character, so lengths hold.
_LOOKALIKES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "“": '"', "”": '"'})


def clean(text: str) -> str:
    """Return at most ``MAX_CHARACTERS`` of ``text`` with handles and links as spaces.

    The result has the same length as the (capped) input and the same index for every
    character that was kept.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        text = text.translate(_LOOKALIKES)
    if "/" in text or "www." in text:
        text = _LINK.sub(_blank, text)
    if "@" in text:
        # Handles carry no opinion, yet "@united" is a positive word for a lexicon.
        text = _HANDLE.sub(_blank, _EMAIL.sub(_blank, text) if _is_email_likely(text) else text)
    if "&" in text:
        text = _ENTITY.sub(_blank_entity, text)
    if "r." in text or "s." in text:
        text = _TITLE.sub(r"\1 ", text)
    return text


def _is_email_likely(text: str) -> bool:
    at = text.find("@", 1)
    while at > 0:
        if not text[at - 1].isspace():
            return True
        at = text.find("@", at + 1)
    return False


def _blank(match: re.Match[str]) -> str:
    return " " * (match.end() - match.start())


def _blank_entity(match: re.Match[str]) -> str:
    # "<3" is written "&lt;3" by some networks: keep the heart, drop other entities.
    return "   <" if match.group() == "&lt;" else _blank(match)
