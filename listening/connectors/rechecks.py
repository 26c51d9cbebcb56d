"""Asking a network whether posts are still there: many at once, and never believing too much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from listening.connectors.kinds import GoneWhy, Network
from listening.connectors.x_ids import time_of

MOST_AT_ONCE = 100
_SAME_TIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a network said of some posts: these are here, these are gone and why. What is in
    neither, it said nothing of. `billed`: posts that it gave us.

    `unsure`: of those that are gone, whatever the network did not name as gone by a code of its
    own; they are asked about once more before anything is dropped.
    """

    here: frozenset[str] = frozenset()
    gone: Mapping[str, GoneWhy] | None = None
    unsure: frozenset[str] = frozenset()
    billed: int = 0

    def why(self, external_id: str) -> GoneWhy | None:
        return (self.gone or {}).get(external_id)


@runtime_checkable
class LooksAgain(Protocol):
    """A connector whose network can be asked about many posts in one call."""

    def look_again(self, ids: Sequence[str], *, now: datetime) -> Standing:
        """At most MOST_AT_ONCE ids. A post that was only hidden is still here. Raises
        ConnectorError, and then nothing is known of any of them."""
        ...


def can_be_asked(
    network: str, external_id: str, posted_at: datetime, *, is_imported: bool = False
) -> bool:
    """Is this an id that the network would know?

    History from a file may have ids of its own: only where the id tells the very time of the post
    (X) is it the network's. Facebook's tell nothing, and another page's posts are not ours to see.
    """
    if network == Network.FACEBOOK:
        return not is_imported
    if not external_id.isdigit() or len(external_id) > 19:
        return False
    return not is_imported or abs(time_of(external_id) - posted_at) < _SAME_TIME
