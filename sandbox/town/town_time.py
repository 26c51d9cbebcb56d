"""The hour of the day in Lakeside: people sleep at night, and the practice opens in the morning."""

from __future__ import annotations

import os
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DEFAULT_ZONE = "America/New_York"


def town_zone() -> tzinfo:
    """TOWN_ZONE from the environment; UTC where the machine has no time zone database."""
    try:
        return ZoneInfo(os.environ.get("TOWN_ZONE", DEFAULT_ZONE))
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def to_local(moment: datetime) -> datetime:
    """The moment as the clocks of the town show it."""
    return moment.astimezone(town_zone())
