"""The address of a request as it may stand in a log: without words, keys and tokens."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest

_PART: Final = re.compile(r"<(?:\w+:)?(\w+)>")
HIDDEN: Final = "…"


def safe_path(request: HttpRequest) -> str:
    """The pattern that matched, with the numbers of this request and nothing else of it.

    A query may hold what somebody searched for, and some addresses hold the key to what is behind
    them (invitations, calendars), so neither is written.
    """
    match = request.resolver_match
    if match is None:
        return HIDDEN

    def shown(part: re.Match[str]) -> str:
        value = match.kwargs.get(part[1])
        return str(value) if isinstance(value, int) else HIDDEN

    return f"/{_PART.sub(shown, match.route)}"
