"""The one error of the actions on sources."""

from __future__ import annotations

from collections.abc import Mapping


class SourceRefusedError(Exception):
    """The act was refused; `message` is one plain sentence, `fields` has sentences by field."""

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = dict(fields or {})
