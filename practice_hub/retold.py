"""Sentences that a job stored in English, told to a reader in theirs.

What a job notes (why a feed is slower, what a network answered) has no reader yet, so it is stored
as the code says it, with its values in it. The sentences that can have been stored are known: the
one that fits gives the values back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language, gettext

_PLACE: Final = re.compile(r"%\((\w+)\)s")


def retold(stored: str, sentences: Iterable[str]) -> str:
    """`stored` in the language of now, if it is one of `sentences` (with places like `%(name)s`,
    marked by `gettext_noop`); else as it is: a network's own words have no translation."""
    if not stored or (get_language() or "en").startswith("en"):
        return stored
    for sentence in sentences:
        found = _shape(sentence).fullmatch(stored)
        if found:
            values = found.groupdict()
            return gettext(sentence) % values if values else gettext(sentence)
    return stored


@lru_cache(maxsize=512)
def _shape(sentence: str) -> re.Pattern[str]:
    """What `sentence` looks like with values in its places."""
    seen: set[str] = set()
    parts = []
    for number, part in enumerate(_PLACE.split(sentence)):
        is_name = number % 2 == 1
        if not is_name:
            parts.append(re.escape(part.replace("%%", "%")))
        else:
            parts.append(f"(?P={part})" if part in seen else f"(?P<{part}>.+?)")
            seen.add(part)
    return re.compile("".join(parts), re.DOTALL)
