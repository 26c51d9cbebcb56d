"""What the rule data of guard and coach tells the staff. Pure Python.

scripts/words.py gathers it for the catalogs; pages translate it where they show it. What is
proposed as words to a patient is no part of it: that follows the language of the post.
"""

from __future__ import annotations

from collections.abc import Iterator

from inbox.domain.coach_load import messages, rules
from inbox.domain.guard import safe_invitations
from inbox.domain.guard_book import book

_HINTING = frozenset({"identity", "text", "attachment"})


def is_hint(rule: str) -> bool:
    """Some suggestions are no words to send: they say what to do."""
    return rule.partition(".")[0] in _HINTING


def said_to_staff() -> Iterator[str]:
    """Every reason, source, hint, voice and piece of advice, in English; some more than once."""
    for says in [*(rule.says for rule in rules()), *messages().values()]:
        yield says.message
    for reason in book().reasons.values():
        yield from (reason.why, reason.source)
        if is_hint(reason.rule) and reason.suggestion:
            yield reason.suggestion
    yield from (invitation.voice for invitation in safe_invitations())
