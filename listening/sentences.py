"""What listening itself notes where something went wrong or waits: stored as it is here, with its
values in it, and told to each reader in their language (listening/stored_words.py)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

UNREADABLE_SECRETS: Final = gettext_noop(
    "The stored credentials cannot be read with the present CREDENTIAL_KEYS. "
    "Connect this account again."
)
NOW_REAL: Final = gettext_noop(
    "%(account)s was connected to the sandbox, but %(setting)s now names the real network. "
    "Disconnect the account and connect the real one, or point %(setting)s at the sandbox."
)
NOW_SANDBOX: Final = gettext_noop(
    "%(account)s is a real account, but %(setting)s names a sandbox on this machine. Remove "
    "%(setting)s from the settings, or use a database of its own for the sandbox."
)
INTERNAL: Final = gettext_noop(
    "Something went wrong inside Practice Hub while this feed was read. The log has the "
    "details; the feed is tried again by itself."
)
CANNOT_ASK: Final = gettext_noop("This network cannot be asked whether posts are still there.")
NOT_CREDIBLE: Final = gettext_noop(
    "The network does not show our own posts either, so nothing was forgotten."
)
OTHER_ACCOUNT: Final = gettext_noop("This token now belongs to another account than %(label)s.")
UNREAD: Final = gettext_noop("The network would not show again what was written then.")
TOO_OLD: Final = gettext_noop("The network shows private messages of the last %(days)s days only.")

LIMIT_USED_UP: Final = gettext_noop("The network's limit is used up for now.")
ONE_LOOK_LEFT: Final = gettext_noop("Only 1 look is left in the network's limit.")
LOOKS_LEFT: Final = gettext_noop("Only %(count)s looks are left in the network's limit.")
LIMIT_NEAR: Final = gettext_noop("%(percent)s %% of the network's limit is used.")
BUDGET_SPENT: Final = gettext_noop("This month's read budget is spent.")
BUDGET_NEAR: Final = gettext_noop("%(percent)s of this month's read budget is used.")
ASKED_TO_WAIT: Final = gettext_noop("The network asked us to wait.")
NOT_OFFERED: Final = gettext_noop("The network no longer offers this.")
REFUSED: Final = gettext_noop("The network refuses this for now.")
FAILED: Final = gettext_noop("The last look failed; trying again soon.")

ALL: Final = (
    UNREADABLE_SECRETS,
    NOW_REAL,
    NOW_SANDBOX,
    INTERNAL,
    CANNOT_ASK,
    NOT_CREDIBLE,
    OTHER_ACCOUNT,
    UNREAD,
    TOO_OLD,
    LIMIT_USED_UP,
    ONE_LOOK_LEFT,
    LOOKS_LEFT,
    LIMIT_NEAR,
    BUDGET_SPENT,
    BUDGET_NEAR,
    ASKED_TO_WAIT,
    NOT_OFFERED,
    REFUSED,
    FAILED,
)
