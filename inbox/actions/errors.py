"""The one way an act is refused: a plain sentence, a code, and what the page needs to show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class ActionRefused(Exception):  # noqa: N818 (a refusal is an answer, not a fault)
    """`message` is for the person; `code` for the view; `context` for the template."""

    def __init__(self, code: str, message: str, context: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.context = dict(context or {})
