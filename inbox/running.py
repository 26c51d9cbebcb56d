"""What a conversation's clocks ask for right now, in plain words for its page (T1, T2, T4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from inbox.domain.targets import ClockKind
from inbox.models import Clock, Conversation
from practice_hub.quick_words import gettext as _
from practice_hub.ready import ready

_WORDS = {
    (ClockKind.FIRST_RESPONSE.value, "PUBLIC"): gettext_noop("for the first answer"),
    (ClockKind.NEXT_RESPONSE.value, "PUBLIC"): gettext_noop("for the next answer"),
    (ClockKind.FIRST_RESPONSE.value, "PRIVATE"): gettext_noop("for the first private answer"),
    (ClockKind.NEXT_RESPONSE.value, "PRIVATE"): gettext_noop("for the next private answer"),
    (ClockKind.PRIVATE_CONTACT.value, "PRIVATE"): gettext_noop("to reach them in private"),
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
    found = _running(conversation.pk, is_private_shown=sees_private)
    targets = [
        Target(at, _(_WORDS[kind, audience]))
        for kind, audience, at in found
        if at is not None and (kind, audience) in _WORDS
    ]
    return sorted(targets, key=lambda target: target.at)


@ready
def _running(
    conversation_id: int, /, *, is_private_shown: bool
) -> QuerySet[Clock, tuple[str, str, datetime | None]]:
    kinds = {kind for kind, _ in _WORDS}
    found = Clock.objects.running().filter(conversation_id=conversation_id, kind__in=kinds)
    if not is_private_shown:
        found = found.filter(audience=Clock.Audience.PUBLIC)
    return found.values_list("kind", "audience", "target_at")
