"""The lines below a text: what guard and coach found, why, and what to press."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from inbox.coaching import Usage, said_of, usages
from inbox.domain.coach import Advice
from inbox.domain.guard import Finding, GuardResult, Verdict
from inbox.domain.guard_book import book
from inbox.domain.offers import LATE_KEYS, Offer, offer_for, rewording
from inbox.domain.said import is_hint
from inbox.domain.underline import Mark, Units, marks
from inbox.gate import Judgement, Wanted
from inbox.gate_context import signatures_of
from inbox.models import Conversation

_WHOLE_TEXT = frozenset({"A8.repeat", "A8.repeat_private", "A8.often"})
_ERROR = "guard.error"
_IN_VERDICT = frozenset({_ERROR, "attachment.unseen"})  # their sentence stands in the verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to know. `level`: blocked, doubt, stop (the coach blocks) or coach.

    `key` is set where it can be waved away. `offer` counts in UTF-16 units, as the browser does.
    """

    level: str
    why: str
    quotes: tuple[str, ...] = ()
    source: str = ""
    key: str = ""
    is_late: bool = False
    offer: Offer | None = None
    uses: tuple[Usage, ...] = ()


def lines_of(
    row: Conversation, wanted: Wanted, judgement: Judgement, silent: frozenset[str]
) -> tuple[Line, ...]:
    """What blocks first, then what is in doubt, then how to say it; late things last."""
    heard = [advice for advice in judgement.advice if _is_heard(advice, silent)]
    uses = usages(row, wanted.audience, judgement.uses) if _tells_uses(heard) else ()
    found = [
        *_guard_lines(wanted.body, judgement.guard),
        *_alt_lines(wanted, judgement),
        *(_advice_line(advice, wanted, uses) for advice in heard),
    ]
    order = ("blocked", "stop", "doubt", "coach")
    units = Units(wanted.body)
    placed = [_in_units(line, units) for line in found]
    return tuple(sorted(placed, key=lambda line: (order.index(line.level), line.is_late)))


def _is_heard(advice: Advice, silent: frozenset[str]) -> bool:
    return advice.is_blocking or advice.key not in silent


def _tells_uses(advice: list[Advice]) -> bool:
    return any(each.offer == "earlier_uses" for each in advice)


def _guard_lines(text: str, result: GuardResult) -> Iterator[Line]:
    """One line for one reason, with every place it was found at."""
    reasons: dict[tuple[str, str], list[Finding]] = {}
    for finding in result.findings:
        if finding.rule not in _IN_VERDICT:
            reasons.setdefault((level_of(finding, result), finding.why), []).append(finding)
    offered: set[str] = set()
    for (level, why), findings in reasons.items():
        first = findings[0]
        if is_hint(first.rule):
            words = f"{_(why)} {_(first.suggestion)}"
            yield Line(level, words, _quotes(text, findings), _(first.source))
            continue
        offer = rewording(first.suggestion, text, first.start, first.end)
        place = f"{offer.start}:{offer.end}" if offer else ""
        if place in offered:  # one rewording of one sentence is choice enough
            offer = None
        offered.add(place)
        yield Line(level, _(why), _quotes(text, findings), _(first.source), offer=offer)


def _quotes(text: str, findings: list[Finding]) -> tuple[str, ...]:
    """The words meant, each once; places that overlap are one quote."""
    places: list[tuple[int, int]] = []
    for finding in sorted(findings, key=lambda each: each.start):
        if places and finding.start < places[-1][1]:
            start, end = places.pop()
            places.append((start, max(end, finding.end)))
        else:
            places.append((finding.start, finding.end))
    said = (text[start:end].strip() for start, end in places)
    return tuple(dict.fromkeys(words for words in said if words))


def _alt_lines(wanted: Wanted, judgement: Judgement) -> Iterator[Line]:
    """Descriptions of pictures are read like the text; they are changed in their own fields."""
    described = zip(wanted.alt_texts, judgement.alt_results, strict=False)
    for number, (text, result) in enumerate(described, start=1):
        for line in _guard_lines(text, result):
            words = _("Description of picture %(number)s: %(why)s")
            yield replace(line, why=words % {"number": number, "why": line.why}, offer=None)


def level_of(finding: Finding, result: GuardResult) -> str:
    """A finding does not carry its own verdict: a text in doubt has doubts only."""
    if result.verdict != Verdict.BLOCKED:
        return "doubt"
    reason = book().reasons.get(finding.rule) if finding.rule != _ERROR else None
    is_doubt = reason is not None and reason.verdict == Verdict.NEEDS_APPROVAL
    return "doubt" if is_doubt else "blocked"


def _advice_line(advice: Advice, wanted: Wanted, uses: tuple[Usage, ...]) -> Line:
    is_whole = advice.key in _WHOLE_TEXT or advice.start >= advice.end
    quote = "" if is_whole else wanted.body[advice.start : advice.end].strip()
    signature = next(iter(signatures_of(wanted.author)), "")
    return Line(
        level="stop" if advice.is_blocking else "coach",
        why=said_of(advice),
        quotes=(quote,) if quote else (),
        key="" if advice.is_blocking else advice.key,
        is_late=advice.key in LATE_KEYS,
        offer=offer_for(advice, wanted.body, wanted.audience, signature),
        uses=uses if advice.offer == "earlier_uses" and advice.key != "A8.often" else (),
    )


def _in_units(line: Line, units: Units) -> Line:
    if line.offer is None:
        return line
    offer = line.offer
    start, end = units.at(offer.start), units.at(offer.end)
    label = _(offer.label) % {"words": offer.words} if offer.words else _(offer.label)
    return replace(line, offer=replace(offer, label=label, start=start, end=end))


def marks_of(text: str, judgement: Judgement, silent: frozenset[str]) -> tuple[Mark, ...]:
    """What is underlined: every finding, and advice that means words of the text."""
    guard = judgement.guard
    spans = [
        (finding.start, finding.end, level_of(finding, guard))
        for finding in guard.findings
        if finding.rule != _ERROR
    ]
    spans += [
        (advice.start, advice.end, "blocked" if advice.is_blocking else "coach")
        for advice in judgement.advice
        if _is_heard(advice, silent) and advice.key not in _WHOLE_TEXT
    ]
    return marks(text, spans)
