"""Every change to the roster: guarded change, audit row, new revision, broadcast."""

from __future__ import annotations

from practice_hub.roster.actions.common import RosterError
from practice_hub.roster.actions.dates import add_days_off, put_on, remove_days_off
from practice_hub.roster.actions.notes import mark_read, write_note
from practice_hub.roster.actions.requests import answer, ask, withdraw
from practice_hub.roster.actions.shifts import (
    Wish,
    add_shifts,
    change_shift,
    copy_week,
    end_shift,
)
from practice_hub.roster.actions.watching import set_always, watch_now

__all__ = [
    "RosterError",
    "Wish",
    "add_days_off",
    "add_shifts",
    "answer",
    "ask",
    "change_shift",
    "copy_week",
    "end_shift",
    "mark_read",
    "put_on",
    "remove_days_off",
    "set_always",
    "watch_now",
    "withdraw",
    "write_note",
]
