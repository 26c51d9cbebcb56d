"""Starting points that were not finished: placeholders, borrowed names, used texts (A8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from inbox.domain.coach_load import say
from inbox.domain.coach_text import MAX_READ, links, words
from inbox.domain.coach_types import PUBLIC, Advice, Draft, Use
from inbox.domain.marking import gettext_noop, ngettext_noop
from inbox.domain.similarity import is_identical, nearly_same

_WEEK = timedelta(days=7)
_OFTEN = 2
_SLOT_WORDS = (
    "name|first|last|surname|title|practice|clinic|business|company|brand|office|doctor|provider|"
    "staff|manager|owner|agent|author|signature|phone|telephone|number|e-?mail|contact|address|"
    "link|url|website|date|time|day|hour|hours|treatment|service|procedure|location|city|customer|"
    "client|patient|guest|reviewer|user|handle|person|insert|fill|your|add|here|placeholder|tbd|"
    "todo|tbc|xxx*|topic|issue|reason|detail|details|amount|price|nombre|fecha|protected"
)
_PLACEHOLDERS = (
    re.compile(r"\{{1,3}[^{}\n]{0,60}\}+|\*\|[^|\n]{1,40}\|\*|«[A-Za-z_ ]{1,30}»"),
    # [NAME], [the practice], [insert time]; not [1], [sic], [text](link).
    re.compile(rf"\[(?=[^\[\]\n]*\b(?:{_SLOT_WORDS})\b)[^\[\]\n]{{1,60}}\](?!\()", re.IGNORECASE),
    re.compile(r"\[(?:[A-Z][A-Z _/-]+|[ _.…]*)\](?!\()"),
    re.compile(r"\[[a-z]+(?:_[a-z]+)+\]", re.IGNORECASE),
    re.compile(rf"<(?=[^<>\n]*(?:\b|_)(?:{_SLOT_WORDS})(?:\b|_))[A-Za-z][\w '-]{{1,40}}>", re.I),
    re.compile(r"<<[^<>\n]{1,40}>>|<[A-Z][A-Z _-]+>"),
    re.compile(rf"\((?:insert|fill in|add|your) [^()\n]{{0,20}}\b(?:{_SLOT_WORDS})\)", re.I),
    re.compile(r"(?<![\w@/_])_{3,}(?![\w])"),
    re.compile(r"(?<![\w@])X{3,}(?!\w)"),
    re.compile(r"%(?:[a-z]+_)*(?:name|date|time|email|phone|link)%|%\([a-z_]+\)s", re.IGNORECASE),
    re.compile(r"(?<![\w$])\$\{?[A-Z][A-Z_]{2,30}\}?(?!\w)|#{2,}[A-Za-z_ ]{2,30}#{2,}"),
    re.compile(r"\b(?:[A-Z]+_)+(?:NAME|DATE|TIME|EMAIL|PHONE|LINK)\b|\b(?:TODO|TBD)\b"),
    re.compile(r"\blorem ipsum\b", re.IGNORECASE),
)
_GREETING = re.compile(
    r"^\s*(?:@\w+\s+)?(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|thank you|thanks"
    r"|thank you so much|hola)[ ,]+(?P<name>[^\W_][\w.'’-]*)(?=\s*[,!.:\n–—-]|\s*$)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\s*(?P<name>[^\W_][\w'’-]*)(?=\s*[,!])")
_GAP = re.compile(
    r"^\s*(?:(?:hi|hello|hey|hola|thank you|thanks)\s+|dear\s*)(?P<gap>,)", re.IGNORECASE
)


def unfinished_advice(draft: Draft) -> list[Advice]:
    """Placeholders block; a missing name and a name from the handle are pointed out (A8)."""
    spans = sorted(_placeholder_spans(draft.text[:MAX_READ]))
    found: list[Advice] = []
    for start, end in spans:
        if not found or start >= found[-1].end:
            found.append(say("A8.placeholder", start, end))
    return found + _gap(draft.text) + _borrowed_name(draft)


def _placeholder_spans(text: str) -> Iterator[tuple[int, int]]:
    inside = links(text)
    for pattern in _PLACEHOLDERS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if not any(first <= start and end <= last for first, last in inside):
                yield start, end


def _gap(text: str) -> list[Advice]:
    """ "Dear ," and "Hi ,": a name slot that was filled with nothing. "Hi," is a greeting."""
    match = _GAP.match(text)
    return [say("A8.gap", *match.span("gap"))] if match else []


def _borrowed_name(draft: Draft) -> list[Advice]:
    match = _GREETING.match(draft.text) or _LEADING.match(draft.text)
    if not match:
        return []
    greeted, shown = match["name"].casefold(), draft.name.casefold().split()
    if greeted in shown:
        return []
    handle = draft.handle.lstrip("@").split("@")[0].casefold()
    letters = re.sub(r"[\W\d_]+", "", handle)
    is_borrowed = greeted == handle or (bool(letters) and greeted == letters)
    # No name has digits in it; "Hi lipqueen92," can only be a handle.
    is_borrowed |= bool(re.search(r"[^\W\d_]{2,}[\d_]+", greeted))
    return [say("A8.handle", *match.span("name"))] if is_borrowed else []


def earlier_uses(draft: Draft) -> tuple[Use, ...]:
    """Where the same or nearly the same text went to other people, the latest first."""
    others = [e for e in draft.earlier if not e.person_key or e.person_key != draft.person_key]
    uses = [
        Use(others[index], score, is_identical(draft.text.strip(), others[index].text.strip()))
        for index, score in nearly_same(draft.text, [earlier.text for earlier in others])
    ]
    return tuple(sorted(uses, key=lambda use: use.earlier.sent_at, reverse=True))


def repeat_advice(draft: Draft) -> list[Advice]:
    """The same words to other people block in public; a text used often is noted (A8)."""
    if not words(draft.text):
        return []
    uses = earlier_uses(draft)
    if not uses:
        return []
    key = "A8.repeat" if draft.audience == PUBLIC else "A8.repeat_private"
    keys = {use.earlier.person_key for use in uses if use.earlier.person_key}
    people = len(keys) + sum(not use.earlier.person_key for use in uses)
    is_same = any(use.similarity == 1.0 for use in uses)
    same = gettext_noop("The same") if is_same else gettext_noop("Nearly the same")
    whom = ngettext_noop("another person", "%(count)s other people", people)
    found: list[Advice] = []
    if not draft.is_invitation:
        found.append(say(key, 0, len(draft.text), same=same, people=whom))
    count = sum(use.earlier.count for use in uses if _is_this_week(use.earlier.sent_at, draft.now))
    if count >= _OFTEN:
        found.append(say("A8.often", 0, len(draft.text), count=str(count)))
    return found


def _is_this_week(sent_at: datetime, now: datetime | None) -> bool:
    return now is None or now - sent_at <= _WEEK
