"""What operators may see of sources: whether they are read, and with which error; no secret."""

from __future__ import annotations

from listening.models import Feed, NetworkAccount
from practice_hub.operators.site import show

show(
    NetworkAccount,
    columns=(
        *("practice", "network", "handle", "status", "status_at", "token_expires_at"),
        *("answers_blocked_at", "restored_at"),
    ),
    list_filter=("network", "status", "practice"),
)
show(
    Feed,
    columns=("account", "kind", "is_active", "last_success_at", "failures", "last_error_code"),
    fields=(
        *("account", "kind", "is_active", "interval_seconds", "next_run_at", "last_run_at"),
        *("last_success_at", "silence_from", "lease_expires_at", "failures", "last_error_kind"),
        *("last_error_code", "last_error_at", "slowed_reason", "items_total"),
    ),
    list_filter=("kind", "is_active"),
)
