"""What the guard hears and what it answers. Pure Python."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PUBLIC, PRIVATE = "PUBLIC", "PRIVATE"


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105  a verdict, not a password
    NEEDS_APPROVAL = "needs_approval"
    BLOCKED = "blocked"


RANK = {Verdict.PASS: 0, Verdict.NEEDS_APPROVAL: 1, Verdict.BLOCKED: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason. `start` and `end` are indices in the text as it was given (end exclusive)."""

    rule: str
    start: int
    end: int
    text: str
    why: str
    source: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class GuardResult:
    verdict: Verdict
    findings: tuple[Finding, ...]
    version: str


@dataclass(frozen=True, slots=True)
class Heard:
    """The mention that is answered, and what the network shows of its author.

    `told` is everything else the person told the practice, in public or in private: none of it
    may be repeated in public, and names in it are not shown by the post (P1).
    """

    text: str = ""
    author_handle: str = ""
    author_name: str = ""
    category: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """An approved text that may go out when nothing else may (P2)."""

    key: str
    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, by which public rule, and what to say instead: read from the rule data."""

    rule: str
    verdict: Verdict
    why: str
    source: str
    suggestion: str = ""
