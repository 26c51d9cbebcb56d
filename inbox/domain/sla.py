"""When an answer is due. One target for now, by network (T1, T2), and its warning line."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_RESPONSE = {"X": timedelta(minutes=60), "FACEBOOK": timedelta(minutes=60)}
DEFAULT_FIRST_RESPONSE = timedelta(minutes=60)
WARNING_BEFORE = timedelta(minutes=30)
LOST_AFTER = timedelta(hours=24)  # T3
URGENCY_RANK = {"URGENT": 0, "HIGH": 1, "NORMAL": 2, "LOW": 3}


def first_response_due_at(network: str, posted_at: datetime) -> datetime:
    """The target counts from the network's own time of the post, on the wall clock."""
    return posted_at + FIRST_RESPONSE.get(network, DEFAULT_FIRST_RESPONSE)


def urgency_rank(urgency: str) -> int:
    """0 is the most urgent; an unknown urgency counts as normal."""
    return URGENCY_RANK.get(urgency, URGENCY_RANK["NORMAL"])
