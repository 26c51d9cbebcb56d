"""Words for a conversation that is given to a role and not to a person (issue 6)."""

from __future__ import annotations

from typing import Final

from practice_hub.roles import Role

# Whoever of them takes it first has it.
ANYONE: Final[dict[str, str]] = {
    Role.AGENT: "anyone at the front desk",
    Role.PRACTITIONER: "any practitioner",
    Role.MANAGER: "any manager",
    Role.OWNER: "any owner",
    Role.VENDOR: "anyone of the outside agency",
}
