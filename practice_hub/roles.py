"""Roles, acts and which role may do what (demand O1): one table, least privilege.

Apart from the decorator in `permissions`, because models import it while Django is still loading.
"""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    AGENT = "AGENT", "Front desk"
    VENDOR = "VENDOR", "Outside agency"
    PRACTITIONER = "PRACTITIONER", "Practitioner"
    MANAGER = "MANAGER", "Manager"
    OWNER = "OWNER", "Owner"


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


_DESK = {
    Act.READ_PUBLIC,
    Act.READ_PRIVATE,
    Act.ANSWER_PUBLIC,
    Act.ANSWER_PRIVATE,
    Act.TAKE_OVER,
    Act.SETTLE_SEND,
    Act.READ_SOURCES,
}
ROLE_ACTS: dict[str, frozenset[Act]] = {
    # An outside agency answers in public and sees no private leg (MyAdvice row of the demands).
    Role.VENDOR: frozenset({Act.READ_PUBLIC, Act.ANSWER_PUBLIC, Act.READ_SOURCES}),
    Role.AGENT: frozenset(_DESK),
    Role.PRACTITIONER: frozenset(_DESK),
    Role.MANAGER: frozenset(_DESK | {Act.MANAGE_SOURCES, Act.MANAGE_PEOPLE, Act.MANAGE_PRACTICE}),
    Role.OWNER: frozenset(_DESK | {Act.MANAGE_SOURCES, Act.MANAGE_PEOPLE, Act.MANAGE_PRACTICE}),
}


def may(role: str, act: Act) -> bool:
    """True when `role` may do `act`; an unknown role may do nothing."""
    return act in ROLE_ACTS.get(role, frozenset())
