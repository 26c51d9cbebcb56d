"""How to say it: advice beside the composer (A1, A4 to A8, A10 to A12). Pure Python.

Deterministic, explainable, without network. The coach never blocks except where A8 says so: an
unfilled placeholder, and in public a text that went to somebody else. Precision comes first:
advice that is wrong once is not read a second time. The practice's own notes on its voice (A11)
stand beside the composer and are no business of this module.
"""

from __future__ import annotations

from inbox.domain.coach_form import form_advice, is_signed
from inbox.domain.coach_load import messages, rules, say
from inbox.domain.coach_phrases import is_acknowledging, phrase_advice
from inbox.domain.coach_repeat import earlier_uses, repeat_advice, unfinished_advice
from inbox.domain.coach_types import PRIVATE, PUBLIC, Advice, Draft, Earlier, Use

__all__ = [
    "PRIVATE",
    "PUBLIC",
    "Advice",
    "Draft",
    "Earlier",
    "Use",
    "advise",
    "all_keys",
    "earlier_uses",
    "is_acknowledging",
    "is_signed",
]


def advise(draft: Draft, *, dismissed: frozenset[str] = frozenset()) -> tuple[Advice, ...]:
    """Everything the coach has to say, what blocks first, then in the order of the text.

    `dismissed` holds keys the author has waved away; what blocks cannot be dismissed.
    """
    found = [
        *unfinished_advice(draft),
        *repeat_advice(draft),
        *_order_of_steps(draft),
        *phrase_advice(draft),
        *form_advice(draft),
    ]
    kept = [advice for advice in found if advice.is_blocking or advice.key not in dismissed]
    return tuple(sorted(kept, key=lambda a: (not a.is_blocking, a.start, a.end, a.key)))


def all_keys() -> tuple[str, ...]:
    """Every key there is, for counting what is dismissed."""
    return tuple(sorted({rule.key for rule in rules()} | set(messages())))


def _order_of_steps(draft: Draft) -> list[Advice]:
    """Public first (A1); heard first (A6)."""
    if not draft.is_complaint or draft.has_public_answer:
        return []
    found: list[Advice] = []
    if draft.audience == PRIVATE and draft.has_public_post:
        found.append(say("A1.public_first", 0, 0))
    if draft.text.strip() and _is_told_off(draft) and not is_acknowledging(draft.text):
        found.append(say("A6.acknowledge", 0, 0))
    return found


def _is_told_off(draft: Draft) -> bool:
    """A complaint, or an unhappy text that asks and praises nothing."""
    return draft.category in ("COMPLAINT", "OTHER")
