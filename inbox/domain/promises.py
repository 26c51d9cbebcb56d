"""Promises with a time in them: "we will call you by noon" becomes a timer (A6). Pure Python.

Precision first: a time counts only where the practice commits itself. Opening hours, questions
("Can you come by noon?"), what the person is asked to do ("please write by Friday") and what is
past ("we called this morning") are no promises. English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from inbox.domain.coach_text import Folded, fold
from inbox.domain.promises_clock import Clock
from inbox.domain.promises_times import RULES, Resolver
from practice_hub.practices.business_hours import BusinessHours

_WHO = (
    r"(?:we|i|someone|somebody|one of us|our [a-z]+(?: [a-z]+)?|my colleagues?(?: [a-z]+)?"
    r"|the (?:team|doctor|manager|owner|office|front desk|practice manager|office manager|nurse)"
    r"|a (?:colleague|member of our team|real person|person)|dr\.? [a-z]+|he|she|they"
    r"|[a-z]+,? (?:who|from) [^,.!?\n]{1,30},?)"
)
_DO = (
    r"(?:write|call|phone|ring|message|text|e-?mail|answer|reply|respond|contact|reach|get back"
    r"|come back|be back|be in touch|be with you|get in touch|follow up|let you know|tell|update"
    r"|have (?:an answer|news|this|it|a reply|your|the)|send|look|check|find|sort|fix|settle|solve"
    r"|resolve|handle|deal|clear|make|put|do|arrange|report|confirm|give|speak|talk|share|get"
    r"|return|review|correct|complete|finish|pass|take|see to|post|drop|set|hear)"
)
_DOING = (
    r"(?:writing|calling|phoning|ringing|messaging|texting|e-?mailing|answering|replying"
    r"|getting back|coming back|sending|contacting|reaching out|getting in touch|following up)"
)
_ADVERBS = r"(?:(?:also|personally|certainly|definitely|gladly|then|now|all|be|to|try|try to) )*"
_COMMITS = re.compile(
    rf"\b{_WHO}(?:'ll| will| shall| am going to| are going to| is going to|'m going to|'re going to"
    rf"| promise(?: you)? to| aim to| plan to| promise(?: you)?(?: that)? (?:we|i)(?: will|'ll))"
    rf" {_ADVERBS}(?:{_DO}|{_DOING})\b"
    rf"|\b(?:we|i)(?:'m| am|'re| are) {_ADVERBS}{_DOING}\b"
    # Anybody, as long as it is the person who hears of it: "Mona will call you".
    r"|\b[a-z]+(?:'ll| will) (?:call|phone|ring|message|text|e-?mail|answer|contact|tell|update"
    r"|(?:write|reply|talk|speak) (?:to|with)|get back to|come back to|send|let|give) you\b"
    r"|\b[a-z]+(?:'ll| will) (?:be in touch|get in touch|follow up|get back|write back|call back)\b"
    r"|\byou(?:'ll| will| shall| can expect to) (?:hear|get|have|receive|find)\b"
    r"|\b(?:you can )?expect (?:a|an|our|my|to hear|it|news)\b"
    r"|\b(?:it|this|that|all of this|everything)(?:'ll| will) be (?:seen|dealt|looked|fixed|done"
    r"|sorted|settled|solved|resolved|taken care|answered|on its way|with you|in your|ready|sent)\b"
    r"|\b(?:message|dm|answer|reply|response|e-?mail|call|update|news)s? (?:will (?:be|come|reach"
    r"|follow|arrive)|is coming|comes|follows)\b"
    r"|^\W*(?:back to you|(?:an |my |our )?answer|reply|more|news|update)(?: on this)?\s*$"
    rf"|^\W*(?:will|'ll) {_ADVERBS}(?:{_DO}|{_DOING})\b"
)
_DENIES = re.compile(
    r"\b(?:will not|won't|cannot|can't|unable|may not|might not|never|n't be able|not be able"
    r"|not promise|usually|typically|normally|generally|often|tried to|hoped to|wanted to)\b"
)
_ASKS_THE_PERSON = re.compile(
    r"\b(?:please|if|when|unless|once|until|after|as long as|in case|should you|let us know"
    r"|you (?:can|could|may|might|need|should|must|want|wish|are|were|had|said|wrote|came|called"
    r"|posted|told|write|call|come|send|ask|prefer|like|have (?:to|until|been)))\b"
)
_STATE = re.compile(
    r"\b(?:open|closed|close|opens|closes|away|out of office|available|seeing you|see you)\b"
    r"[^,;]{0,30}$"
)
_QUESTION_TAG = re.compile(r",\s*(?:is that )?(?:ok|okay|all right|alright)\s*\?+$")
_CLAUSE = re.compile(
    r";|(?<!\d):|:(?!\d)|[–—\n]|,(?! (?:at )?the latest)|\s-\s"
    r"|\b(?:and|but|so)(?= (?:we|i|someone|our|you)\b)"
)
_GOES_ON = re.compile(rf"^\W*(?:(?:and|then|also|will) )*{_DO}\b")
_CONDITION = re.compile(
    r"^\W*(?:and |but |so )?(?:if|once|when|as soon as|unless|should you|after)\b"
)
_TIME_ONLY = 4  # words besides the time that still leave a clause to be about the time


@dataclass(frozen=True, slots=True)
class Promise:
    """A time promised. `start` and `end` count characters of the text; `text` is what stands there.

    `due_at` is aware, in the zone of the hours, and later than the moment of speaking.
    """

    start: int
    end: int
    text: str
    due_at: datetime


def find_promises(text: str, *, now: datetime, hours: BusinessHours) -> tuple[Promise, ...]:
    """The promises in `text`, in order, by the opening hours and the zone of who promises.

    Raises ValueError when `now` has no time zone.
    """
    if now.tzinfo is None:
        raise ValueError("now needs a time zone")
    folded, clock = fold(text), Clock(now, hours)
    found: list[Promise] = []
    for start, end, due_at in _times(folded, clock):
        first, last = folded.sentence(start)
        if due_at > now and _is_promised(folded.text[first:last], start - first, end - first):
            begin, stop = folded.span(start, end)
            found.append(Promise(begin, stop, text[begin:stop], due_at))
    return tuple(found)


def _times(folded: Folded, clock: Clock) -> list[tuple[int, int, datetime]]:
    taken: list[tuple[int, int, datetime | None]] = []
    for pattern, resolve in RULES:
        for match in pattern.finditer(folded.text):
            start, end = match.span()
            while folded.text[start] == " ":
                start += 1
            if any(start < last and first < end for first, last, _ in taken):
                continue
            taken.append((start, end, _resolved(resolve, match, clock)))
    return sorted((start, end, due) for start, end, due in taken if due is not None)


def _resolved(resolve: Resolver, match: re.Match[str], clock: Clock) -> datetime | None:
    try:
        return resolve(match, clock)
    except OverflowError:  # the calendar ends in the year 9999
        return None


def _is_promised(sentence: str, start: int, end: int) -> bool:
    """Does the practice commit itself in the clause of the time, or right beside it?"""
    stripped = sentence.rstrip()
    if stripped.endswith("?") and not _QUESTION_TAG.search(stripped):
        return False
    clauses = _clauses(sentence)
    index = max(i for i, (first, _) in enumerate(clauses) if first <= start)
    first, last = clauses[index][0], max(clauses[index][1], end)
    before, after = sentence[first:start], sentence[end:last]
    if _STATE.search(before) or _DENIES.search(before) or _DENIES.search(after):
        return False
    if any(_CONDITION.search(sentence[a:b]) for a, b in clauses[: index + 1]):
        return False
    if _commits(before, after):
        return True
    if _ASKS_THE_PERSON.search(before) or _ASKS_THE_PERSON.search(after):
        return False
    beside = clauses[:index] if _GOES_ON.search(before) else clauses[max(0, index - 1) : index]
    if len(before.split()) + len(after.split()) <= _TIME_ONLY:
        beside += clauses[index + 1 : index + 2]
    return any(_commits(sentence[a:b], "") for a, b in beside)


def _commits(before: str, after: str) -> bool:
    """A commitment around the time, without a request or a condition standing with it."""
    found = _COMMITS.search(before)
    if found:
        rest = before[: found.start()], before[found.end() :]
        return not any(_ASKS_THE_PERSON.search(text) for text in rest) and not _DENIES.search(
            before
        )
    if _ASKS_THE_PERSON.search(before):
        return False
    return bool(_COMMITS.search(after))


def _clauses(sentence: str) -> list[tuple[int, int]]:
    cuts = [0, *(match.end() for match in _CLAUSE.finditer(sentence)), len(sentence)]
    return [(a, b) for a, b in pairwise(cuts) if b > a] or [(0, len(sentence))]
