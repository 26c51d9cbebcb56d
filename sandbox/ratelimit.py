"""X's limits per endpoint and token, in windows of fifteen minutes on the town's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.world import World

WINDOW_SECONDS = 900
RELAXED_FACTOR = 40

# (app token, user token) calls per fifteen minutes, as published 2026-08. 0: not allowed so.
REAL_LIMITS: dict[str, tuple[int, int]] = {
    "users_me": (0, 75),
    "users_lookup": (300, 900),
    "users_by_username": (300, 900),
    "mentions": (450, 300),
    "search_recent": (450, 300),
    "tweets_lookup": (3500, 5000),
    "users_tweets": (10000, 900),
    "tweets_create": (0, 100),
    "tweets_delete": (0, 50),
    "tweets_hide": (0, 50),
    "likes": (0, 50),
    "media_upload": (0, 500),
    "media_metadata": (0, 500),
    "dm_events": (0, 15),
    "dm_send": (0, 15),
    "usage": (50, 50),
    "oauth2_token": (100, 100),
}


@dataclass(slots=True)
class _Window:
    started_at: datetime
    used: int = 0


class RateLimiter:
    """Counts calls; knows the three header values that X sends with every answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._windows: dict[tuple[str, str], _Window] = {}

    def limit(self, endpoint: str, *, is_app: bool) -> int:
        """Calls per window. Overrides win; the relaxed mode suits a demo that polls often."""
        override = self._world.settings["limit_overrides"].get(endpoint)
        if override is not None:
            return int(override)
        app, user = REAL_LIMITS[endpoint]
        real = app if is_app else user
        return real if self._world.settings["limits"] == "real" else real * RELAXED_FACTOR

    def take(
        self, endpoint: str, token: str, *, is_app: bool, now: datetime
    ) -> tuple[bool, dict[str, str]]:
        """Count one call. Returns whether it is allowed, and the headers."""
        limit = self.limit(endpoint, is_app=is_app)
        window = self._windows.get((endpoint, token))
        if window is None or not 0 <= (now - window.started_at).total_seconds() < WINDOW_SECONDS:
            window = self._windows[(endpoint, token)] = _Window(now)
        is_allowed = window.used < limit
        if is_allowed:
            window.used += 1
        return is_allowed, {
            "x-rate-limit-limit": str(limit),
            "x-rate-limit-remaining": str(max(0, limit - window.used)),
            "x-rate-limit-reset": str(int(window.started_at.timestamp()) + WINDOW_SECONDS),
        }

    def clear(self) -> None:
        """Open all windows anew."""
        self._windows.clear()
