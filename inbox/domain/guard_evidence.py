"""Is there a person or an event behind a finding? If not, it is a doubt and not a disclosure.

The patterns are wide, so some of them meet harmless sentences ("parking is a pain", "you can book
online"). Where a sentence neither speaks of somebody or of care, nor tells of something that
happened, nor thanks or feels for it, the finding asks for approval instead of blocking. Rules about
reviews, insults, claims and identity need no such sign.
"""

from __future__ import annotations

from itertools import pairwise

from inbox.domain.guard_past import is_past
from inbox.domain.guard_tokens import Token

NEEDS_SIGN = frozenset(
    {"status", "visit", "care", "records", "money", "behavior", "clinical", "staff"}
)
FIRM = frozenset({"behavior.insult", "status.denies"})
EVENT_SIGNS = ("glad", "sorry", "hopeful", "date", "amount", "individual", "relative")
CARE_SIGNS = ("treatment", "symptom", "diagnosis", "body", "record", "money", "clinician")
SIGNS = (*(sign for sign in EVENT_SIGNS if sign != "hopeful"), *CARE_SIGNS, "person", "staffname")
THANKS = frozenset({"thank", "thanks", "grateful", "appreciate", "yesterday", "ago"})
RETURN = frozenset({"next", "again", "back"})
OPEN = frozenset({"if", "when", "whenever", "please", "should", "feel", "before"})
ABLE = frozenset({"can", "may", "could", "will"})
CONDITIONAL = frozenset({"status", "visit", "records", "money"})


def _is_open(tokens: list[Token]) -> bool:
    """ "if you come", "please bring", "you can park": what anybody may do."""
    words = [token.word for token in tokens]
    if "again" in words or "next" in words:
        return False
    if not OPEN.isdisjoint(words):
        return True
    return any(a == "you" and b in ABLE for a, b in pairwise(words))


def _tells(tokens: list[Token]) -> bool:
    """Something is told as having happened."""
    return any(
        is_past(tokens, place) and "{safe}" not in token.keys for place, token in enumerate(tokens)
    )


def is_without_sign(rule: str, tokens: list[Token]) -> bool:
    """`tokens`: the sentence of the finding, masked words without tags."""
    family = rule.partition(".")[0]
    if family not in NEEDS_SIGN or rule in FIRM:
        return False
    is_told = _tells(tokens)
    signs = SIGNS if family not in {"money", "records"} else (*EVENT_SIGNS, "person")
    if not is_told and not any(token.has(tag) for token in tokens for tag in signs):
        words = THANKS | RETURN if family == "visit" else THANKS
        return words.isdisjoint(token.word for token in tokens)
    is_event = is_told or any(token.has(tag) for token in tokens for tag in EVENT_SIGNS)
    return family in CONDITIONAL and not is_event and _is_open(tokens)
