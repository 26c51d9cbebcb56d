"""Who counts the calls to networks, for monitors; `base` offers it too."""

from __future__ import annotations

from typing import Final, Protocol

NOT_ASKED: Final = "NOT_ASKED"  # a limit is used up
FAULT: Final = "FAULT"  # a mistake of ours, not of the network


class CountCall(Protocol):
    def __call__(self, *, network: str, kind: str, outcome: str, seconds: float | None) -> None:
        """One call has ended. `kind`: "read" or "write"; `outcome`: "OK", the kind of the error,
        or one of the two above. `seconds`: None when nothing was asked."""
        ...


def uncounted(*, network: str, kind: str, outcome: str, seconds: float | None) -> None:
    """Nobody counts."""
