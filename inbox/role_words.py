"""Words for a conversation that is given to a role and not to a person (issue 6)."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from practice_hub.quick_words import gettext as _
from practice_hub.roles import Role

# Whoever of them takes it first has it. As the audit keeps it; `anyone` says it.
ANYONE: Final[dict[str, str]] = {
    Role.AGENT: gettext_noop("anyone at the front desk"),
    Role.PRACTITIONER: gettext_noop("any practitioner"),
    Role.MANAGER: gettext_noop("any manager"),
    Role.OWNER: gettext_noop("any owner"),
    Role.VENDOR: gettext_noop("anyone of the outside agency"),
}
_KEPT: Final = frozenset(ANYONE.values())


def anyone(role: str) -> str:
    """ "anyone at the front desk"; "" for no role."""
    return _(ANYONE[role]) if role in ANYONE else ""


def anyone_words() -> dict[str, str]:
    """All of them, by role."""
    return {role: _(words) for role, words in ANYONE.items()}


def kept_name(name: str) -> str:
    """Whom an audit row names: a person as they are called, a role in words."""
    return _(name) if name in _KEPT else name
