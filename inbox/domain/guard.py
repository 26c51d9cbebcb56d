"""The privacy guard: what may not leave in public (P1, P2). Deterministic, and it says why.

`check` reads a reply as the public would: folded to plain letters, cut into sentences, held
against the rule data under `guard_rules`. It stores nothing and asks nobody.
"""

from __future__ import annotations

from functools import cache

from inbox.domain.guard_again import Again, Hits, mark_of
from inbox.domain.guard_book import Book, book
from inbox.domain.guard_data import language_table
from inbox.domain.guard_doubt import doubt_hits
from inbox.domain.guard_echo import echo_hits, is_public_question
from inbox.domain.guard_identity import full_name_hits, name_hits, number_hits
from inbox.domain.guard_language import disguise_hits, language_hits, script_hits
from inbox.domain.guard_lexicon import lexicon
from inbox.domain.guard_plain import plain_hits
from inbox.domain.guard_reading import Desk, Hit, Reading, pattern_hits, read, to_finding
from inbox.domain.guard_ties import tie_hits
from inbox.domain.guard_types import (
    PRIVATE,
    PUBLIC,
    RANK,
    Finding,
    GuardResult,
    Heard,
    Invitation,
    Verdict,
)
from inbox.domain.marking import gettext_noop

__all__ = [
    "GUARD_VERSION",
    "PRIVATE",
    "PUBLIC",
    "Finding",
    "GuardResult",
    "Heard",
    "Invitation",
    "Verdict",
    "check",
    "check_safely",
    "safe_invitations",
]

GUARD_VERSION = "1.2.0"
LONGEST = 10_000  # no network takes more; the rest would only cost time
NOBODY: frozenset[str] = frozenset()
_AGAIN = Again()


def _public_hits(reading: Reading, desk: Desk, rules: Book) -> list[Hit]:
    lex, is_asked = lexicon(), is_public_question(desk)
    hits = [
        *pattern_hits(reading, rules, is_private=False, is_asked=is_asked),
        *tie_hits(reading, lex),
        *number_hits(reading),
        *name_hits(reading, desk, lex),
        *full_name_hits(reading, desk, lex),
        *echo_hits(reading, desk, lex),
        *script_hits(reading, desk),
        *language_hits(reading, lex),
        *disguise_hits(reading),
    ]
    if is_asked:
        hits = [hit for hit in hits if not hit.is_doubtful]
    hits += doubt_hits(reading, desk, lex, hits)
    return hits + plain_hits(reading, desk, hits)


def _verdict(hit: Hit, rules: Book) -> Verdict:
    return Verdict.NEEDS_APPROVAL if hit.is_doubtful else rules.reasons[hit.rule].verdict


def _tidy(hits: list[Hit], rules: Book) -> list[Hit]:
    """In reading order; a lesser hit inside a graver one, or a twin of one family, is left out."""
    order = sorted(set(hits), key=lambda h: (-RANK[_verdict(h, rules)], h.start, -h.end))
    kept: list[Hit] = []
    for hit in order:
        family = hit.rule.partition(".")[0]
        if not any(
            k.start <= hit.start
            and hit.end <= k.end
            and (
                k.rule.partition(".")[0] == family
                or RANK[_verdict(k, rules)] > RANK[_verdict(hit, rules)]
            )
            for k in kept
        ):
            kept.append(hit)
    return sorted(kept, key=lambda h: (h.start, h.end, h.rule))


def _result(hits: list[Hit], text: str, rules: Book) -> GuardResult:
    hits = _tidy(hits, rules)
    verdicts = [_verdict(hit, rules) for hit in hits]
    verdict = max(verdicts, key=RANK.__getitem__, default=Verdict.PASS)
    findings = tuple(to_finding(hit, text, rules.reasons) for hit in hits)
    return GuardResult(verdict, findings, GUARD_VERSION)


def check(
    text: str,
    *,
    audience: str,
    heard: Heard | None = None,
    staff_names: frozenset[str] = NOBODY,
    practice_names: frozenset[str] = NOBODY,
    has_attachment: bool = False,
) -> GuardResult:
    """The verdict on a reply, with every finding's exact span in `text` (P1, P2).

    Any audience but PRIVATE is read as PUBLIC. Names in `staff_names` and `practice_names` are the
    practice's own; without them the guard judges names by how they are introduced. Raises only
    when the rule data is damaged: callers use `check_safely`.
    """
    rules = book()
    desk = Desk(heard, staff_names, practice_names)
    mark = mark_of(text, audience, desk, has_attachment=has_attachment)
    hits = _AGAIN.hits(mark, lambda: _hits(text, audience, desk, has_attachment=has_attachment))
    return _result(list(hits), text, rules)


def _hits(text: str, audience: str, desk: Desk, *, has_attachment: bool) -> Hits:
    rules = book()
    reading = read(text[:LONGEST], desk, lexicon(), rules)
    if audience == PRIVATE:
        return tuple(pattern_hits(reading, rules, is_private=True))
    hits = _public_hits(reading, desk, rules)
    if len(text) > LONGEST:
        hits.append(Hit("text.too_long", LONGEST, len(text)))
    if has_attachment:
        hits.append(Hit("attachment.unseen", 0, 0))
    return tuple(hits)


def check_safely(
    text: str,
    *,
    audience: str,
    heard: Heard | None = None,
    staff_names: frozenset[str] = NOBODY,
    practice_names: frozenset[str] = NOBODY,
    has_attachment: bool = False,
) -> GuardResult:
    """`check`, but when the guard itself fails the answer is BLOCKED (P2), never an exception."""
    try:
        return check(
            text,
            audience=audience,
            heard=heard,
            staff_names=staff_names,
            practice_names=practice_names,
            has_attachment=has_attachment,
        )
    except Exception:
        return _failed(text)


def _failed(text: object) -> GuardResult:
    said = text if isinstance(text, str) else ""
    finding = Finding(
        rule="guard.error",
        start=0,
        end=len(said),
        text=said,
        why=gettext_noop(
            "The guard could not read this text, so it may not go out. Send an approved invitation"
            " to continue in private, or ask a manager."
        ),
        source=gettext_noop("Practice rule P2: in any doubt only an approved invitation goes out"),
        suggestion="We would like to hear more. May we write to you in private?",
    )
    return GuardResult(Verdict.BLOCKED, (finding,), GUARD_VERSION)


@cache
def _invitations() -> tuple[Invitation, ...]:
    entries = language_table("invitations.toml")["invitation"]
    return tuple(Invitation(entry["key"], entry["voice"], entry["text"]) for entry in entries)


def safe_invitations(voice: str | None = None) -> tuple[Invitation, ...]:
    """The approved invitations (P2), of one voice or of all. Unknown voice: an empty tuple."""
    return tuple(item for item in _invitations() if voice is None or item.voice == voice)
