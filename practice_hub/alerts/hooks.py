"""What else happens when an alert is acknowledged.

The kernel knows nothing of what alerts are about, so whoever raises them may register here what
"I have it" means for the subject. The hook runs in the same transaction, before the alert's own
row changes: it locks the subject first, as `raise_alert` does, so neither waits for the other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Membership

Hook = Callable[[Alert, Membership, datetime], None]
_hooks: dict[tuple[str, str], Hook] = {}


def on_acknowledge(kind: Kind, subject_type: str, hook: Hook) -> None:
    """Run `hook` for alerts of `kind` about that model; it may refuse with AlertError."""
    _hooks[kind.value, subject_type] = hook


def run_hooks(alert: Alert, actor: Membership, now: datetime) -> None:
    hook = _hooks.get((alert.kind, alert.subject_type))
    if hook is not None:
        hook(alert, actor, now)
