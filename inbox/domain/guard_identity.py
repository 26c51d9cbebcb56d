"""Who somebody is: numbers, addresses and names that the person's own post does not show."""

from __future__ import annotations

import re

from inbox.domain.guard_fold import fold
from inbox.domain.guard_lexicon import Lexicon
from inbox.domain.guard_reading import Desk, Hit, Reading
from inbox.domain.guard_tokens import Token

EMAIL = re.compile(
    r"[\w.+{}\[\]-]+\s?@\s?[\w{}\[\]-]+(?:\.[\w-]+)+"
    r"|\b[\w+-]+(?:\W{0,4}\bdot\b\W{0,4}[\w-]+)*\W{1,4}at\b\W{1,4}[\w-]+\W{0,4}\bdot\W{0,4}"
    r"(?:com|org|net|edu|co|io|me)\b|\b[\w+-]+\s*@\s*[\w-]+\s*\.\s*(?:com|org|net|edu|co|io|me)\b"
)
PHONE = re.compile(r"\+?\(?\d{2,5}\)?(?:[^\w,:;$%]{0,4}\d{2,4}\)?){1,4}")
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
DIGIT_WORDS = "zero|oh|o|one|two|three|four|five|six|seven|eight|nine|double|triple|hundred"
SPOKEN = re.compile(rf"\b(?:(?:{DIGIT_WORDS}|\d)[\s,.-]+){{5,}}(?:{DIGIT_WORDS}|\d)\b")
LONG_NUMBER = re.compile(r"(?<![\d.,$])\d{6,}(?![\d.])")
SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
CONTACT = re.compile(
    r"\b(?:call|reach|phone|contact|email|e-mail|ring|text|message|at|us|write to|direct line"
    r"|number is|line is|cell is|mobile is|office|on"
    r"|tel|via|whatsapp|dial|directly|resumes?|cv|cvs|apply|jobs|t|p|e|m)\b[^.!?]{0,60}$"
)
THEIRS = re.compile(
    r"\b(?:your|his|her|their)\s(?:\w+\s){0,2}(?:number|phone|cell|mobile|e-?mail|address)\b"
    r"|\b(?:called|rang|phoned|texted|e-?mailed|messaged|reached|tried|contacted|wrote to)"
    r"\s(?:you|her|him|them)\b"
    r"|\b(?:we|i)(?:'ll|'d| will| can| could| have| did)?\s(?:just )?"
    r"(?:call|text|write to|ring|phone|e-?mail)"
    r"\b[^.!?]{0,20}$"
    r"|\b(?:call|reach|ring|phone|text|e-?mail|contact) (?:her|him|them|this person|this)\b"
    r"|\b(?:call|reach|text|ring|phone|e-?mail|contact|try)\s(?:you|her|him|them) (?:at|on)\s*$"
    r"|\bfile|\brecord|\bmrn\b|\baccount|\bchart"
)
GREETINGS = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "dear",
        "morning",
        "afternoon",
        "evening",
        "thanks",
        "thank",
        "sorry",
        "hiya",
    ]
)
ENDEARMENTS = frozenset({"little", "baby", "young", "hug", "kiss"})
CLOSINGS = frozenset({"regards", "sincerely", "cheers", "wishes", "warmly", "cordially", "best"})
INTRODUCERS = frozenset(
    [
        "manager",
        "coordinator",
        "director",
        "supervisor",
        "owner",
        "colleague",
        "receptionist",
        "am",
        "is",
        "name",
        "for",
        "ask",
        "from",
        "our",
        "lead",
        "with",
        "and",
        "contact",
        "team",
        "signed",
        "dr",
        "nurse",
        "to",
        "at",
        "in",
        "by",
        "near",
        "on",
        "of",
    ]
)
OPENERS = frozenset(
    [
        "thank",
        "thanks",
        "we",
        "i",
        "you",
        "your",
        "sorry",
        "please",
        "it",
        "this",
    ]
)
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mister",
        "missus",
        "sir",
        "madam",
        "pastor",
        "reverend",
        "coach",
        "professor",
        "prof",
        "captain",
        "officer",
        "sergeant",
        "rabbi",
        "judge",
        "senator",
        "principal",
    ]
)
ROLES = frozenset(
    [
        "manager",
        "coordinator",
        "director",
        "supervisor",
        "owner",
        "colleague",
        "receptionist",
        "lead",
    ]
)
AFTER = frozenset(
    [
        "who",
        "our",
        "the",
        "from",
        "will",
        "is",
        "here",
        "and",
        "at",
        "runs",
        "can",
    ]
)


def number_hits(reading: Reading) -> list[Hit]:
    """Phones, e-mail addresses and record numbers, in any writing; the practice's own pass."""
    folded = reading.folded
    plain, hits = folded.text, []

    def add(rule: str, match: re.Match[str]) -> None:
        hits.append(Hit(rule, folded.starts[match.start()], folded.ends[match.end() - 1]))

    for match in SSN.finditer(plain):
        add("identity.number", match)
    for regex in (EMAIL, PHONE, SPOKEN):
        for match in regex.finditer(plain):
            digits = sum(character.isdigit() for character in match.group())
            if regex is PHONE and (digits < 7 or DATE.fullmatch(match.group())):
                continue
            before = plain[max(0, match.start() - 90) : match.start()]
            if THEIRS.search(re.sub(r"[^\w.!?'-]+", " ", before)):
                add("identity.contact", match)
            elif not CONTACT.search(before) and plain[: match.start()].strip():
                add("identity.contact_unclear", match)
    for match in LONG_NUMBER.finditer(plain):
        before = plain[max(0, match.start() - 60) : match.start()]
        if not CONTACT.search(before):
            add("identity.number", match)
    return hits


def _shown(desk: Desk) -> tuple[set[str], str] | None:
    """Names that the post shows, and its handle; None when nothing is known of the author."""
    heard = desk.heard
    if heard is None or not (heard.author_name or heard.author_handle):
        return None
    words = re.findall(r"[^\W\d_]+", fold(f"{heard.author_name} {heard.author_handle}").text)
    return set(words), fold(heard.author_handle).text.lstrip("@")


ADDRESSES = frozenset({"mr", "mrs", "ms", "miss", "dr"})  # these stand before a name


def shown_names(desk: Desk) -> set[str]:
    """The words of the author's name and handle; empty when nothing is known of the author."""
    shown = _shown(desk)
    return shown[0] if shown else set()


def _is_name(token: Token, lex: Lexicon) -> bool:
    if (
        token.word in ADDRESSES
        or not token.is_upper
        or not token.word.isalpha()
        or "{safe}" in token.keys
    ):
        return False
    if token.has("staffname"):
        return False
    return token.word in lex.first_names or (token.word not in lex.known and len(token.word) > 1)


def _is_called(tokens: list[Token], place: int, first: int, stop: int) -> bool:
    """ "Hi X", "X, thank you", "Thank you, X!": somebody is spoken to by a name."""
    before = tokens[place - 1] if place > first else None
    after_mark = tokens[place + 1].mark if place + 1 < len(tokens) else "."
    if before is not None and before.word in CLOSINGS:
        return False
    if before is not None and before.word in GREETINGS:
        return True
    if not ROLES.isdisjoint(token.word for token in tokens[max(first, place - 3) : place]):
        return False
    if before is None:
        # "Mona, who runs the office" is one of ours.
        follows = tokens[place + 1].word if place + 1 < stop else ""
        if follows in {"who", "our", "from"}:
            return False
        is_likely = tokens[place].has("first_name") or follows in OPENERS
        return is_likely and after_mark.startswith((",", ":", "!", "-")) and place + 1 < stop
    after = tokens[place + 1].word if place + 1 < stop else ""
    ends_here = not after or after == "and" or after_mark[:1] in {",", ".", "!", "?"}
    is_second = before.word == "and" and place - 2 >= first and tokens[place - 2].has("first_name")
    return ends_here and ("," in tokens[place].mark or is_second)


def _is_introduced(tokens: list[Token], place: int, first: int, stop: int) -> bool:
    """A signature, or one of ours: "our manager, Maria", "Mona, who runs the office"."""
    before = {token.word for token in tokens[max(first, place - 3) : place]}
    if not before.isdisjoint(ENDEARMENTS):
        return False
    if tokens[place].mark.strip(".!?\n ").endswith(("-", "~")) or not before.isdisjoint(
        INTRODUCERS | CLOSINGS | {"call", "email", "reach"}
    ):
        return True
    if place + 1 < stop and tokens[place + 1].word in AFTER:
        return True
    return place >= len(tokens) - 3 and place == first


def _names_somebody(tokens: list[Token], place: int, within: range, lex: Lexicon) -> bool | None:
    """Is this word somebody's name, and none of ours? None: yes, after a title ("Mrs. Lane")."""
    token, before = tokens[place], tokens[place - 1].word if place else ""
    is_titled = before in (TITLES if place > within.start else ADDRESSES - {"dr"})
    is_small = token.word in lex.first_names and not {"{safe}", "{staffname}"} & token.keys
    is_small = is_small and not token.is_upper
    if is_titled and token.is_upper:
        return None
    if not (_is_name(token, lex) or is_small):
        return False
    if _is_called(tokens, place, within.start, within.stop):
        is_signed = place >= len(tokens) - 4 and place == within.start and place > 0
        return not is_signed
    is_known = token.word in lex.first_names and not is_small
    return is_known and not _is_introduced(tokens, place, within.start, within.stop)


def name_hits(reading: Reading, desk: Desk, lex: Lexicon) -> list[Hit]:
    shown, hits, tokens = _shown(desk), [], reading.tokens
    said = set() if desk.heard is None else set(fold(desk.heard.text).text.split())
    for within in reading.sentences():
        for place in within:
            word = tokens[place].word
            if word in said or (is_name := _names_somebody(tokens, place, within, lex)) is False:
                continue
            if shown is None and is_name:
                hits.append(reading.hit("identity.name_unseen", place, place))
            elif shown is None or (word not in shown[0] and word not in shown[1]):
                hits.append(reading.hit("identity.name", place, place))
    return hits


def full_name_hits(reading: Reading, desk: Desk, lex: Lexicon) -> list[Hit]:
    """First and last name together, of nobody who works here and nobody the post shows."""
    shown = _shown(desk)
    hits = []
    for place, token in enumerate(reading.tokens[:-1]):
        last = reading.tokens[place + 1]
        if token.word not in lex.first_names or not _is_name(token, lex) or last.mark:
            continue
        if not _is_name(last, lex) or last.sentence != token.sentence:
            continue
        title = reading.tokens[place - 1].word if place else ""
        if title in {"dr", "doctor", "nurse"} or (shown and {token.word, last.word} <= shown[0]):
            continue
        hits.append(reading.hit("identity.full_name", place, place + 1))
    return hits
