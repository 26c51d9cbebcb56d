"""Which answers need another person's go-ahead, and what a go-ahead is bound to. Pure Python.

Policy is data per practice: rules of a kind, the audiences, whose answers, and who may approve.
Every rule that fits must be satisfied, so the approvers are those that all fitting rules name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

PUBLIC, PRIVATE = "PUBLIC", "PRIVATE"
AGENT, VENDOR, PRACTITIONER, MANAGER, OWNER = "AGENT", "VENDOR", "PRACTITIONER", "MANAGER", "OWNER"
EVERYONE = frozenset({AGENT, VENDOR, PRACTITIONER, MANAGER, OWNER})
DESK = EVERYONE - {PRACTITIONER}
LEADERS = frozenset({PRACTITIONER, MANAGER, OWNER})


class Kind(StrEnum):
    """What makes an answer need approval."""

    MEDICAL = "MEDICAL"  # P4
    DOUBT = "DOUBT"  # the guard is in doubt (P2)
    ATTACHMENT = "ATTACHMENT"  # the guard cannot see pictures
    COMPLAINT = "COMPLAINT"
    PRICE = "PRICE"
    PRAISE = "PRAISE"
    ANY = "ANY"


@dataclass(frozen=True, slots=True)
class Rule:
    kind: Kind
    audiences: frozenset[str]
    authors: frozenset[str]
    approvers: frozenset[str]


# A practitioner who writes needs nobody, unless the practice says so; a picture always does.
DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(Kind.MEDICAL, frozenset({PUBLIC, PRIVATE}), DESK, frozenset({PRACTITIONER})),
    Rule(Kind.DOUBT, frozenset({PUBLIC}), frozenset({AGENT, VENDOR}), LEADERS),
    Rule(Kind.ATTACHMENT, frozenset({PUBLIC}), EVERYONE, LEADERS),
)
# These kinds can be widened by a practice, never switched off or narrowed (P2, P4).
FIXED: dict[Kind, Rule] = {rule.kind: rule for rule in DEFAULT_RULES}


@dataclass(frozen=True, slots=True)
class Need:
    """An approval is needed: for which kinds, and by whom (one of these roles)."""

    kinds: tuple[Kind, ...]
    approvers: frozenset[str]


def effective_rules(own: Iterable[Rule]) -> tuple[Rule, ...]:
    """A practice's rules over the defaults; a fixed kind is widened by its own rule, only."""
    by_kind = dict(FIXED)
    for rule in own:
        by_kind[rule.kind] = _widened(FIXED[rule.kind], rule) if rule.kind in FIXED else rule
    return tuple(by_kind[kind] for kind in Kind if kind in by_kind)


def _widened(floor: Rule, rule: Rule) -> Rule:
    approvers = floor.approvers & rule.approvers
    return Rule(
        floor.kind,
        floor.audiences | rule.audiences,
        floor.authors | rule.authors,
        approvers or floor.approvers,
    )


def need_for(
    rules: Iterable[Rule], *, kinds: frozenset[Kind], audience: str, author_role: str
) -> Need | None:
    """None when the author may send it alone. ANY fits every answer."""
    fitting = [
        rule
        for rule in rules
        if rule.approvers
        and audience in rule.audiences
        and author_role in rule.authors
        and (rule.kind == Kind.ANY or rule.kind in kinds)
    ]
    if not fitting:
        return None
    approvers = frozenset.intersection(*(rule.approvers for rule in fitting))
    # Rules that name nobody in common: the narrowest medical line decides, else the leaders.
    if not approvers:
        is_medical = any(rule.kind == Kind.MEDICAL for rule in fitting)
        approvers = frozenset({PRACTITIONER}) if is_medical else LEADERS
    return Need(tuple(rule.kind for rule in fitting), approvers)


def fingerprint(*, body: str, audience: str, purpose: str, target: str, channel: str) -> str:
    """The hash an approval binds to: text, target (with its version) and audience. 64 hex digits.

    `target` names the post and its version, so an edited post is another target.
    """
    parts = [body, audience, purpose, target, channel]
    told = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
