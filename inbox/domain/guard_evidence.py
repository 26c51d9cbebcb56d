"""Is there a person or an event behind a finding? If not, it is a doubt and not a disclosure.

The patterns are wide, so some of them meet harmless sentences ("parking is a pain", "you can book
online"). Where a sentence neither speaks of somebody or of care, nor tells of something that
happened, nor thanks for it, the finding asks for approval instead of blocking. Rules about
reviews, insults and identity need no such sign.
"""

from __future__ import annotations

from itertools import pairwise

from inbox.domain.guard_past import is_past
from inbox.domain.guard_tokens import Token
from inbox.domain.guard_vocabulary import word_set

NEEDS_SIGN = frozenset(
    {"status", "visit", "care", "records", "money", "behavior", "clinical", "staff", "claims"}
)
FIRM = frozenset({"status.denies"})
FEW = 3  # words: a short sentence without a subject means the person
EVENT_SIGNS = ("glad", "sorry", "hopeful", "date", "amount")
CARE_SIGNS = ("treatment", "symptom", "diagnosis", "body", "record", "money", "clinician")
SIGNS = (*EVENT_SIGNS[3:], *CARE_SIGNS, "person", "staffname")
CONDITIONAL = frozenset({"status", "visit", "records", "money"})


def _is_open(tokens: list[Token]) -> bool:
    """ "if you come", "please bring", "you can park": what anybody may do."""
    words = [token.word for token in tokens]
    if "again" in words or "next" in words:
        return False
    if not word_set("open").isdisjoint(words):
        return True
    return any(a == "you" and b in word_set("able") for a, b in pairwise(words))


def _points_at(tokens: list[Token]) -> bool:
    """ "this patient", "said individual"; not "a reviewer" or "the individual"."""
    words = {token.word for token in tokens}
    return any(token.has("individual") for token in tokens) and not word_set("pointing").isdisjoint(
        words
    )


def _tells(tokens: list[Token]) -> bool:
    """Something is told as having happened."""
    return any(
        is_past(tokens, place) and "{safe}" not in token.keys for place, token in enumerate(tokens)
    )


def _insults(tokens: list[Token]) -> bool:
    """It is meant for the person or for what they wrote."""
    words = {token.word for token in tokens}
    is_personal = any(token.has(tag) for token in tokens for tag in ("person", "individual"))
    return is_personal or len(tokens) <= FEW or not word_set("review").isdisjoint(words)


def _is_own_case(rule: str, tokens: list[Token]) -> bool | None:
    """What some rules ask for by themselves: True when it is missing, None for all other rules."""
    words = {token.word for token in tokens}
    is_personal = any(token.has("person") for token in tokens)
    if rule == "behavior.insult":
        return not _insults(tokens)
    if rule == "claims.settled" and not words & word_set("matter"):
        return not is_personal
    if rule == "staff.remembers" and not words & word_set("memory"):
        return not _tells(tokens)
    if rule == "visit.date" and words & word_set("of_house"):
        return not is_personal
    if rule == "care.general_event":
        return not _tells(tokens)
    return None


def is_without_sign(rule: str, tokens: list[Token], *, is_asked: bool) -> bool:
    """`tokens`: the finding and the words beside it, masked words without tags.

    `is_asked`: it answers a public question, so words of care alone are no sign.
    """
    family = rule.partition(".")[0]
    if family not in NEEDS_SIGN or rule in FIRM:
        return False
    if (is_missing := _is_own_case(rule, tokens)) is not None:
        return is_missing
    is_told = _tells(tokens) or _points_at(tokens)
    is_plain = is_asked or family in {"money", "records"}
    signs = (*EVENT_SIGNS, "person") if is_plain else SIGNS
    if not is_told and not any(token.has(tag) for token in tokens for tag in signs):
        return not _is_thanked(family, {token.word for token in tokens})
    is_event = is_told or any(token.has(tag) for token in tokens for tag in EVENT_SIGNS)
    return family in CONDITIONAL and not is_event and _is_open(tokens)


def _is_thanked(family: str, words: set[str]) -> bool:
    """ "Thank you for coming", "come back": no person is named, and still one is meant."""
    met = {name for name in ("thanks", "return", "calls") if words & word_set(name)}
    is_return = family == "visit" and {"return", "calls"} <= met
    return is_return or (family in {"status", "visit", "claims"} and "thanks" in met)
