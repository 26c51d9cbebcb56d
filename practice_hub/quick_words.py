"""`gettext` for what a page says hundreds of times: found once a language, then known.

Only for sentences that stand in the code: each is kept as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Final, TypeVar, TypeVarTuple

from django.utils import translation
from django.utils.translation import trans_real

Values = TypeVarTuple("Values")
R = TypeVar("R")
_DJANGO: Final[Any] = trans_real  # more is in it than its types say
_KNOWN: Final[dict[Any, dict[str, str]]] = {}


def gettext(message: str) -> str:
    """As Django's, in the language of now."""
    catalog = getattr(_DJANGO._active, "value", None)
    if catalog is None:
        return translation.gettext(message)
    said = _KNOWN.setdefault(catalog, {})
    words = said.get(message)
    if words is None:
        words = said[message] = translation.gettext(message)
    return words


def said_once(say: Callable[[*Values], R]) -> Callable[[*Values], R]:
    """For what depends on its arguments and the language of now alone: said once for them.

    The arguments are few and plain; nothing that people wrote, which would be kept.
    """

    @lru_cache(maxsize=512, typed=True)  # safe words are not those that look like them
    def known(language: str | None, /, *values: *Values) -> R:
        return say(*values)

    @wraps(say)
    def said(*values: *Values) -> R:
        return known(translation.get_language(), *values)

    return said
