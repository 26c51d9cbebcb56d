"""The form of an answer: signature, capitals, exclamation marks, length, links (A10 to A12)."""

from __future__ import annotations

import re

from inbox.domain.coach_load import say
from inbox.domain.coach_text import MAX_READ, links
from inbox.domain.coach_types import Advice, Draft
from inbox.domain.marking import ngettext_noop

_CAPITALS = re.compile(r"(?<![\w@#/.])[A-ZÀ-ÖØ-Þ]{2,}(?:['’][A-ZÀ-ÖØ-Þ]+)?(?![\w@])")
_BETWEEN = re.compile(r"^[\s,;:!'’-]*(?:[IA][\s,;:!]+)?$")
_SHORT_CAPITALS = frozenset(
    re.findall(
        r"\w+",
        "AM PM OK USA US UK EU NY LA DM DMS FAQ MD RN NP PA DDS CEO ID TV BMW VIP URL PDF SPF "
        "IPL LLC INC PLLC ASAP FYI EST CST PST EDT CET GMT UTC AI IT HR PR QR SMS ATM GPS RF LED",
    )
)
_MARKS = re.compile(r"[!！‼❗❕]+(?:\s*\uFE0F)?")
_SIGN_OFF = re.compile(r"(?:^|[\s.!?])[-–—~^/*•|(]\s*[^\W\d_]{2,}(?:[ .]+[^\W\d_]+){0,3}[.)]?\s*$")
_TAIL_WORDS = 4  # "– Mona from the front desk"
_FEWEST_BEFORE = 5


def form_advice(draft: Draft) -> list[Advice]:
    """Advice that needs no words: how it is written, signed and how long it is."""
    text = draft.text[:MAX_READ]
    if not text.strip():
        return []
    found = [*_shouting(text), *_exclamation(draft, text), *_too_long(draft), *_linked(draft, text)]
    if draft.is_signing and not is_signed(text, draft.signatures):
        name = next((signature for signature in draft.signatures if signature.strip()), "")
        found.append(
            say("A10.unsigned", len(text), len(text), as_whom=f" “{name}”" if name else "")
        )
    return found


def _shouting(text: str) -> list[Advice]:
    """Two or more words in capitals in a row, seven letters at least; abbreviations are none."""
    run: list[re.Match[str]] = []
    for match in [*_CAPITALS.finditer(text), None]:
        if run and (match is None or not _BETWEEN.match(text[run[-1].end() : match.start()])):
            if _is_shouted(run):
                return [say("A11.shouting", run[0].start(), run[-1].end())]
            run = []
        if match is not None:
            run.append(match)
    return []


def _is_shouted(run: list[re.Match[str]]) -> bool:
    loud = [match[0] for match in run if match[0] not in _SHORT_CAPITALS]
    letters = sum(len(word) for word in loud)
    return (len(loud) >= 2 and letters >= 7) or (len(loud) >= 3 and letters >= 6)


def _exclamation(draft: Draft, text: str) -> list[Advice]:
    marks = list(_MARKS.finditer(text))
    total = sum(len(match[0].strip()) for match in marks)
    longest = max(marks, key=lambda match: len(match[0]), default=None)
    if longest is None:
        return []
    allowed = 1 if draft.is_heavy else 3
    if len(longest[0]) >= 3 or total > allowed:
        return [say("A11.exclamation", *longest.span())]
    return []


def _too_long(draft: Draft) -> list[Advice]:
    over = draft.length - draft.max_length
    if draft.max_length <= 0 or over <= 0:
        return []
    amount = ngettext_noop("%(count)s character", "%(count)s characters", over)
    end = len(draft.text)
    return [say("A11.length", max(0, end - over), end, over=amount, limit=str(draft.max_length))]


def _linked(draft: Draft, text: str) -> list[Advice]:
    if draft.category != "COMPLAINT" and not draft.is_complaint:
        return []
    spans = links(text)
    if not spans and draft.links <= 0:
        return []
    return [say("A12.link", *(spans[0] if spans else (0, 0)))]


def is_signed(text: str, signatures: tuple[str, ...]) -> bool:
    """Is a member of staff named at the end, or introduced ("Mona here", "I am Mona") (A10)?

    Without `signatures` any sign-off of the form "– Mona" counts.
    """
    names = [name.strip() for name in signatures if name.strip()]
    if not names:
        return bool(_SIGN_OFF.search(text[-80:]))
    return any(_names_itself(text.casefold(), name.casefold()) for name in names)


def _names_itself(text: str, name: str) -> bool:
    """Signed at the end ("– Mona", "Thank you, Mona"), or introduced in so many words."""
    plain = re.escape(name.strip(" -–—~^/*.()") or name)
    end = rf"{plain}(?!\w)(?:\W+\w+){{0,{_TAIL_WORDS}}}\W*$"
    if re.search(
        rf"(?:[-–—~^/*•|(\n]|(?<!\w)(?:from|by|yours|regards|best|warmly),?)\s*{end}", text
    ):
        return True
    # After a comma or a full stop it counts only behind some text: "Thank you, Mona" may greet.
    signed = re.search(rf"[,.!?…]\s+{plain}\W*$", text)
    if signed and len(text[: signed.start()].split()) >= _FEWEST_BEFORE:
        return True
    introduced = rf"(?<!\w)(?:i am|i[’']m|this is|my name is|it[’']s) {plain}(?!\w)"
    here = rf"(?<!\w){plain} (?:here|from (?:the|our))(?!\w)"
    return bool(re.search(f"{introduced}|{here}", text))
