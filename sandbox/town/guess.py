"""Reading what somebody wrote, roughly: enough for a townsperson to react sensibly."""

from __future__ import annotations

import re

from sandbox.town.recent import OPEN_ITEMS
from sandbox.town.texts import openers

_INVITES = re.compile(r"privat|privad|message|mensaje|\bDMs?\b|in touch|reach out", re.I)
_SIGNED = re.compile(r"(?:[–—^~-]\s*|[.!?]\s+)([A-Z][a-z]+)\s*$")
_INTRODUCED = re.compile(r"\b(?:[Tt]his is|[Ss]oy|[Ii]t's) ([A-Z][a-z]+)\b|\b([A-Z][a-z]+) here\b")
_HANDLES = re.compile(r"@\w+\s*")
_SLOTS = re.compile(r"\{\w+\}")
_WORDS = re.compile(r"[a-záéíóúñ']{4,}")


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.lower()))


def guess_kind(text: str) -> str:
    """The kind of a text of unknown origin, by its closest relative among the openers' words."""
    for item in OPEN_ITEMS:
        if item.text and text.startswith(item.text):
            return item.kind
    words = _words(_HANDLES.sub("", text))
    best, best_score = "smalltalk", 0.15
    for kind, texts in openers().items():
        for template in texts:
            other = _words(_SLOTS.sub("", template))
            score = len(words & other) / (len(words | other) or 1)
            if score > best_score:
                best, best_score = kind, score
    return best


def signed_by(text: str) -> str:
    """The first name under an answer, or a friendly stand-in when nobody signed."""
    found = _SIGNED.search(text.strip()) or _INTRODUCED.search(text)
    return next((name for name in found.groups() if name), "Lumen") if found else "Lumen"


def invites_to_private(text: str) -> bool:
    """The answer asks the person to go on in private."""
    return _INVITES.search(text) is not None
