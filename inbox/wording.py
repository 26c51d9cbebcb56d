"""Past facts as sentences for the timeline. What has no sentence is not shown."""

from __future__ import annotations

from inbox.role_words import kept_name
from inbox.wording_facts import BY_ITSELF, SENTENCES, VARIANTS, Details, Fact
from practice_hub.audit.models import AuditEvent
from practice_hub.quick_words import gettext as _


def event_sentence(event: AuditEvent, *, reader_id: int | None) -> str:
    """One line for one audit row ("You claimed it."), or "" when there is nothing to tell."""
    if event.actor is None:
        words = BY_ITSELF.get(event.name, "")
        return _(words) if words else ""
    fact = _fact(event.name, event.details)
    if fact is None:
        return ""
    words = _(fact.mine if event.actor_id == reader_id else fact.theirs)
    name = kept_name(str(event.details.get("assignee_name") or ""))
    said = words % {"who": event.actor.first_name, "name": name}
    return said.removesuffix(".") + _because(event.details) if fact.has_reason else said


def _fact(name: str, details: Details) -> Fact | None:
    variant = VARIANTS[name](details) if name in VARIANTS else ""
    return SENTENCES.get(f"{name}/{variant}") or SENTENCES.get(name)


def _because(details: Details) -> str:
    reason = str(details.get("reason", "")).strip().rstrip(".")
    return f": {reason}." if reason else "."
