"""Who may decide about whom (demand O1); pure, so that pages and actions agree."""

from __future__ import annotations

from practice_hub.roles import Act, Role, may

# What waits for a doctor needs a doctor; desk and management can cover for each other downwards.
_STAND_INS: dict[str, frozenset[str]] = {
    Role.PRACTITIONER: frozenset({Role.PRACTITIONER}),
    Role.OWNER: frozenset({Role.OWNER, Role.MANAGER}),
    Role.MANAGER: frozenset({Role.OWNER, Role.MANAGER}),
    Role.AGENT: frozenset({Role.AGENT, Role.MANAGER, Role.OWNER}),
    Role.VENDOR: frozenset({Role.VENDOR, Role.AGENT, Role.MANAGER, Role.OWNER}),
}


def may_handle(actor_role: str, role: str) -> bool:
    """True when `actor_role` may invite, change or remove a person with `role`.

    Owners decide about everybody, managers about everybody but owners.
    """
    if not may(actor_role, Act.MANAGE_PEOPLE):
        return False
    return actor_role == Role.OWNER or role != Role.OWNER


def grantable_roles(actor_role: str) -> list[Role]:
    """The roles `actor_role` may give, least powerful first."""
    return [role for role in Role if may_handle(actor_role, role)]


def may_stand_in(role: str, away_role: str) -> bool:
    """True when a colleague with `role` can be asked in the place of one with `away_role`."""
    return role in _STAND_INS.get(away_role, frozenset())
