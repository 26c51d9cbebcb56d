"""What a conversation's clocks ask for right now, in plain words for its page (T1, T2, T4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.domain.targets import ClockKind
from inbox.models import Clock, Conversation

_WORDS = {
    (ClockKind.FIRST_RESPONSE.value, "PUBLIC"): "for the first answer",
    (ClockKind.NEXT_RESPONSE.value, "PUBLIC"): "for the next answer",
    (ClockKind.FIRST_RESPONSE.value, "PRIVATE"): "for the first private answer",
    (ClockKind.NEXT_RESPONSE.value, "PRIVATE"): "for the next private answer",
    (ClockKind.PRIVATE_CONTACT.value, "PRIVATE"): "to reach them in private",
}


@dataclass(frozen=True, slots=True)
class Target:
    """One running target: `at` it is missed; `words` say what for."""

    at: datetime
    words: str


def running_targets(conversation: Conversation, *, sees_private: bool) -> list[Target]:
    """What is to be said next and by when, the nearest first; one query. Public ones only for
    whoever may not read private words."""
    if conversation.is_imported:
        return []
    kinds = {kind for kind, _ in _WORDS}
    found = Clock.objects.running().filter(conversation=conversation, kind__in=kinds)
    if not sees_private:
        found = found.filter(audience=Clock.Audience.PUBLIC)
    timed = [(clock.target_at, clock) for clock in found if clock.target_at is not None]
    targets = [
        Target(at, _WORDS[clock.kind, clock.audience])
        for at, clock in timed
        if (clock.kind, clock.audience) in _WORDS
    ]
    return sorted(targets, key=lambda target: target.at)
