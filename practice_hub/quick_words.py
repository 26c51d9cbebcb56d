"""`gettext` for what a page says hundreds of times: found once a language, then known.

Only for sentences that stand in the code: each is kept as long as the process lives.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils import translation
from django.utils.translation import trans_real

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
