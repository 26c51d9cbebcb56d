"""What reading and writing on X costs, and how much has been used (pay per use, 2026-08)."""

from __future__ import annotations

from datetime import datetime

from sandbox.errors import x_credits_depleted
from sandbox.world import World

PRICES_USD = {
    "post_read": 0.005,
    "owned_read": 0.001,
    "user_read": 0.010,
    "dm_read": 0.010,
    "post": 0.015,
    "post_with_link": 0.20,
    "dm": 0.015,
    "manage": 0.005,
}


class Usage:
    """Counts distinct posts per UTC day (the network does not charge twice within a day)."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._day = ""
        self._seen: set[tuple[str, str]] = set()

    def require_credits(self) -> None:
        """Raises 402 when nothing is left to spend."""
        credits_usd = self._world.settings["x_credits_usd"]
        if credits_usd is not None and credits_usd <= 0:
            raise x_credits_depleted(self._world.practice.x_user_id)

    def charge_reads(self, price: str, ids: list[str]) -> None:
        """Charge for objects not yet read today."""
        today = self._world.clock.now().date().isoformat()
        if today != self._day:
            self._day, self._seen = today, set()
        kind = "post" if price in ("post_read", "owned_read") else price
        fresh = {(kind, each) for each in ids} - self._seen
        self._seen |= fresh
        if not fresh:
            return
        if kind == "post":
            counts = self._world.settings["x_usage_by_day"]
            counts[today] = counts.get(today, 0) + len(fresh)
        self._spend(PRICES_USD[price] * len(fresh))

    def charge_write(self, price: str) -> None:
        """Charge for one act."""
        self._spend(PRICES_USD[price])

    def _spend(self, amount: float) -> None:
        settings = self._world.settings
        settings["x_spent_usd"] = round(settings["x_spent_usd"] + amount, 6)
        if settings["x_credits_usd"] is not None:
            settings["x_credits_usd"] = round(settings["x_credits_usd"] - amount, 6)
        self._world.save_state()

    def report(self) -> dict[str, object]:
        """The body of GET /2/usage/tweets. A cycle is a calendar month here."""
        now: datetime = self._world.clock.now()
        month = now.strftime("%Y-%m")
        by_day = self._world.settings["x_usage_by_day"]
        days = {day: count for day, count in by_day.items() if day.startswith(month)}
        usage = [{"date": f"{day}T00:00:00.000Z", "usage": str(n)} for day, n in days.items()]
        return {
            "project_id": "1780000000000000042",
            "project_cap": str(self._world.settings["x_read_cap"]),
            "project_usage": str(sum(days.values())),
            "cap_reset_day": 1,
            "daily_project_usage": {"project_id": "1780000000000000042", "usage": usage},
        }
