"""Who is being played by a real person at the moment: the town does not act for them."""

from __future__ import annotations

from datetime import datetime, timedelta

HANDS_OFF = timedelta(minutes=30)


class Played:
    """Remembers when a real person last acted as a townsperson on the town's own pages."""

    def __init__(self) -> None:
        self._last: dict[str, datetime] = {}

    def acted(self, key: str, at: datetime) -> None:
        """Somebody just acted as this townsperson."""
        self._last[key] = at

    def is_played(self, key: str, now: datetime) -> bool:
        """Somebody acted as this townsperson within the last half hour."""
        last = self._last.get(key)
        return last is not None and now - last < HANDS_OFF
