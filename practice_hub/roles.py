"""Roles, acts and which role may do what (demand O1): one table, least privilege.

Apart from the decorator in `permissions`, because models import it while Django is still loading.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    AGENT = "AGENT", _("Front desk")
    VENDOR = "VENDOR", _("Outside agency")
    PRACTITIONER = "PRACTITIONER", _("Practitioner")
    MANAGER = "MANAGER", _("Manager")
    OWNER = "OWNER", _("Owner")


class Act(models.TextChoices):
    """What a role may do; views and actions name an act, never a role."""

    READ_PUBLIC = "READ_PUBLIC"
    READ_PRIVATE = "READ_PRIVATE"
    ANSWER_PUBLIC = "ANSWER_PUBLIC"
    ANSWER_PRIVATE = "ANSWER_PRIVATE"
    TAKE_OVER = "TAKE_OVER"
    SETTLE_SEND = "SETTLE_SEND"
    MANAGE_SOURCES = "MANAGE_SOURCES"
    READ_SOURCES = "READ_SOURCES"
    MANAGE_PEOPLE = "MANAGE_PEOPLE"
    MANAGE_PRACTICE = "MANAGE_PRACTICE"
    APPROVE = "APPROVE"
    READ_APPROVALS = "READ_APPROVALS"
    OVERRIDE_GUARD = "OVERRIDE_GUARD"
    MARK_MEDICAL = "MARK_MEDICAL"
    CLEAR_RED_FLAG = "CLEAR_RED_FLAG"
    WRITE_SNIPPETS = "WRITE_SNIPPETS"
    REVIEW_SNIPPETS = "REVIEW_SNIPPETS"
    READ_ALERTS = "READ_ALERTS"
    READ_REPORTS = "READ_REPORTS"
    READ_AUDIT = "READ_AUDIT"  # who did what, and who looked at what
    READ_ROSTER = "READ_ROSTER"  # and be on it: swap one's own shifts, leave a note
    TAKE_SHIFTS = "TAKE_SHIFTS"  # "I watch", when nobody does
    EDIT_ROSTER = "EDIT_ROSTER"


_DESK = {
    Act.READ_PUBLIC,
    Act.READ_PRIVATE,
    Act.ANSWER_PUBLIC,
    Act.ANSWER_PRIVATE,
    Act.TAKE_OVER,
    Act.SETTLE_SEND,
    Act.READ_SOURCES,
    Act.READ_APPROVALS,
    Act.MARK_MEDICAL,
    Act.WRITE_SNIPPETS,
    Act.READ_ALERTS,
    Act.READ_ROSTER,
    Act.TAKE_SHIFTS,
}
# Who answers for what leaves the house: never the front desk, never an agency (P2).
_LEADS = _DESK | {
    Act.APPROVE,
    Act.OVERRIDE_GUARD,
    Act.CLEAR_RED_FLAG,
    Act.REVIEW_SNIPPETS,
    Act.READ_REPORTS,
}
_MANAGES = _LEADS | {
    Act.MANAGE_SOURCES,
    Act.MANAGE_PEOPLE,
    Act.MANAGE_PRACTICE,
    Act.EDIT_ROSTER,
    Act.READ_AUDIT,
}
ROLE_ACTS: dict[str, frozenset[Act]] = {
    # An outside agency answers in public and sees no private leg (MyAdvice row of the demands).
    # It can be on duty for what is public, so it sees the roster; notes only where meant for it.
    Role.VENDOR: frozenset({Act.READ_PUBLIC, Act.ANSWER_PUBLIC, Act.READ_SOURCES, Act.READ_ROSTER}),
    Role.AGENT: frozenset(_DESK),
    Role.PRACTITIONER: frozenset(_LEADS),
    Role.MANAGER: frozenset(_MANAGES),
    Role.OWNER: frozenset(_MANAGES),
}


# Who decides for others, or answers as a doctor: their password alone opens nothing (P1).
SECOND_STEP_ROLES = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.OWNER})


def may(role: str, act: Act) -> bool:
    """True when `role` may do `act`; an unknown role may do nothing."""
    return act in ROLE_ACTS.get(role, frozenset())
