"""What a person has looked at and allowed, each with the reason."""

from __future__ import annotations

from typing import Final

_WITH_THE_FIRST: Final = (
    "Made together with the first tables, before anybody works; apart only because Django has no "
    "words for triggers."
)
_FEW_ALERTS: Final = (
    "Alerts are thousands and not millions, so looking at each takes milliseconds; `migrate` gives "
    "the lock up when it does not get it soon, and old code writes no kind that is not listed."
)

# (app.migration, what) as `lint_migrations` says it: why it hurts nobody.
ALLOWED: Final[dict[tuple[str, str], str]] = {
    ("practices.0002_triggers", "SQL"): _WITH_THE_FIRST,
    ("audit.0002_triggers", "SQL"): _WITH_THE_FIRST,
    ("inbox.0002_triggers", "SQL"): _WITH_THE_FIRST,
    ("listening.0002_triggers", "SQL"): _WITH_THE_FIRST,
    ("audit.0003_seals", "SQL"): "Triggers on the tables that the same migration makes.",
    ("audit.0005_no_door", "SQL"): "Replaces a function; no table is touched or locked.",
    ("inbox.0008_search", "SQL"): "Functions, and triggers that write only the new table; making "
    "one locks its table for a moment, and `migrate` gives up when it does not get that soon.",
    ("inbox.0009_search_filled", "function fill"): "Slices of 2,000 conversations, each its own "
    "transaction, into a table that no old code knows.",
    ("alerts.0002_source_back_and_returned_answers", "constraint alert.alert_kind"): _FEW_ALERTS,
    ("alerts.0003_audit_broken", "constraint alert.alert_kind"): _FEW_ALERTS,
    ("alerts.0004_blocked_answers", "constraint alert.alert_kind"): _FEW_ALERTS,
    ("alerts.0006_told_of_work_taken", "constraint alert.alert_kind"): _FEW_ALERTS,
}
