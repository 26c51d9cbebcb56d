"""How often signs of life are given and when silence means something; one setting, all seconds.

Read before Django is set up (practice_hub/celery.py), so nothing here knows a model.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings

WEB: Final = "web"
EVENTS: Final = "events"
BEAT: Final = "beat"
_OF_LOOKS: Final = frozenset({WEB, EVENTS})


def heartbeat() -> float:
    """Between two signs of life of beat, and of a worker on each queue."""
    return settings.DEAD_AFTER_SECONDS / 9


def look() -> float:
    """Between two looks of a web process at all the others."""
    return settings.DEAD_AFTER_SECONDS / 6


def slow_after(part: str) -> float:
    """Silence of this length is worth a word."""
    return 3 * _interval(part)


def down_after(part: str) -> float:
    """Silence of this length means that the part has stopped."""
    return max(settings.DEAD_AFTER_SECONDS / 2, 4 * _interval(part))


def _interval(part: str) -> float:
    return look() if part in _OF_LOOKS else heartbeat()
