"""Every change to people and practices: guarded change, audit row, broadcast, nudge or mail."""

from __future__ import annotations

from practice_hub.practices.actions.access import (
    change_sign_in_rules,
    sign_out_devices,
    sign_out_member,
)
from practice_hub.practices.actions.away import come_back, set_away
from practice_hub.practices.actions.common import PeopleError
from practice_hub.practices.actions.hours import (
    choose_holidays,
    drop_week,
    remove_dates,
    set_dates,
    set_region,
    set_week,
)
from practice_hub.practices.actions.invitations import (
    accept_as_member,
    accept_as_newcomer,
    invite,
    resend,
    revoke,
)
from practice_hub.practices.actions.members import (
    change_account,
    change_density,
    change_language,
    change_role,
    leave,
    remove_member,
)
from practice_hub.practices.actions.practice import (
    add_location,
    change_location,
    change_practice,
    open_practice,
    remove_location,
)

__all__ = [
    "PeopleError",
    "accept_as_member",
    "accept_as_newcomer",
    "add_location",
    "change_account",
    "change_density",
    "change_language",
    "change_location",
    "change_practice",
    "change_role",
    "change_sign_in_rules",
    "choose_holidays",
    "come_back",
    "drop_week",
    "invite",
    "leave",
    "open_practice",
    "remove_dates",
    "remove_location",
    "remove_member",
    "resend",
    "revoke",
    "set_away",
    "set_dates",
    "set_region",
    "set_week",
    "sign_out_devices",
    "sign_out_member",
]
