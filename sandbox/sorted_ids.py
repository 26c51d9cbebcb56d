"""A list of post ids kept in order, so that "newer than" needs no scan of the whole town."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator


class SortedIds:
    """Ascending integers; read from the newest down."""

    def __init__(self) -> None:
        self._ids: list[int] = []

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, value: str) -> None:
        number = int(value)
        if not self._ids or number > self._ids[-1]:
            self._ids.append(number)
        else:
            insort(self._ids, number)

    def discard(self, value: str) -> None:
        number = int(value)
        index = bisect_left(self._ids, number)
        if index < len(self._ids) and self._ids[index] == number:
            del self._ids[index]

    def newest(self, *, below: int | None = None, above: int = -1) -> Iterator[str]:
        """Ids with `above < id < below`, newest first (a snapshot: the list may change)."""
        end = len(self._ids) if below is None else bisect_left(self._ids, below)
        start = bisect_right(self._ids, above)
        for index in range(end - 1, start - 1, -1):
            yield str(self._ids[index])
