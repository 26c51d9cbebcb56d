"""The one error of all connectors; `base` offers it with the rest of the interface."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum


class ErrorKind(StrEnum):
    AUTH = "AUTH"  # token dead: reconnect
    PERMISSION = "PERMISSION"  # a scope or capability is missing
    RATE_LIMIT = "RATE_LIMIT"  # wait until retry_at
    QUOTA = "QUOTA"  # out of credits: a person must act
    GONE = "GONE"  # the object is no longer there
    DUPLICATE = "DUPLICATE"  # the network says it has this already
    REFUSED = "REFUSED"  # the network will not do this, whoever asks
    BLOCKED = "BLOCKED"  # the network stops our answers, whatever they say: a person must act
    WINDOW = "WINDOW"  # outside the private messaging window
    UNSUPPORTED = "UNSUPPORTED"  # the network no longer offers this
    TRANSIENT = "TRANSIENT"  # try again later
    UNKNOWN_OUTCOME = "UNKNOWN_OUTCOME"  # a write may or may not have happened


PERMANENT = frozenset(
    {
        ErrorKind.AUTH,
        ErrorKind.PERMISSION,
        ErrorKind.QUOTA,
        ErrorKind.GONE,
        ErrorKind.DUPLICATE,
        ErrorKind.REFUSED,
        ErrorKind.BLOCKED,
        ErrorKind.WINDOW,
        ErrorKind.UNSUPPORTED,
    }
)


class ConnectorError(Exception):
    """The one error of all connectors, classified by code, never by sentence.

    `detail` is redacted and fit to be stored; `code` is the network's own code as text.
    """

    def __init__(
        self,
        kind: ErrorKind,
        detail: str,
        *,
        code: str = "",
        status: int | None = None,
        retry_at: datetime | None = None,
    ) -> None:
        super().__init__(f"{kind.value}: {detail}")
        self.kind = kind
        self.detail = detail
        self.code = code
        self.status = status
        self.retry_at = retry_at

    @property
    def is_permanent(self) -> bool:
        return self.kind in PERMANENT
