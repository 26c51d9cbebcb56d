"""How the chain of a practice is, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from practice_hub.audit.heads import Head, head_of
from practice_hub.audit.models import AuditCheck
from practice_hub.audit.verifying import TROUBLES
from practice_hub.retold import retold


@dataclass(frozen=True, slots=True)
class ChainState:
    """`head`: up to where it is sealed. `troubles`: what the checks have found, in sentences."""

    head: Head
    checked_at: datetime | None
    whole_checked_at: datetime | None
    broken_at: datetime | None
    troubles: tuple[str, ...]


def chain_state(practice_id: int) -> ChainState:
    """Two queries."""
    check = AuditCheck.objects.filter(practice_id=practice_id).first()
    if check is None:
        return ChainState(head_of(practice_id), None, None, None, ())
    return ChainState(
        head_of(practice_id),
        check.checked_at,
        check.whole_checked_at,
        check.broken_at,
        tuple(retold(line, TROUBLES) for line in check.trouble.splitlines()),
    )
