"""Words in order, each with its place in the original text, its sentence and its tags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from inbox.domain.guard_fold import Folded
from inbox.domain.guard_lexicon import Lexicon
from inbox.domain.guard_repair import read_word

MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
TOKEN = re.compile(
    r"(?P<url>(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:com|org|net|co\.uk|clinic|health)\b(?:/\S*)?)"
    r"|(?P<handle>@\w+)"
    r"|(?P<slot>\{[^{}\n]{0,40}\}|\[[^\[\]\n]{0,40}\])"
    r"|(?P<amount>[$£€]\s?\d[\d,.]*k?|\d[\d,.]*\s?(?:usd|dollars?|pounds?|euros?|bucks)\b)"
    r"|(?P<time>\b\d{1,2}(?::\d\d)?\s?[ap]\.?m\b\.?|\b\d{1,2}:\d\d\b|\b\d{1,2}\s?o'clock)"
    rf"|(?P<date>\b(?:{MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?[ap]m)(?:,?\s\d{{4}}\b)?"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{MONTHS})\b(?:\s\d{{4}}\b)?"
    rf"|\b(?:{MONTHS})\.?,?\s(?:of\s)?(?:19|20)\d\d\b"
    r"|\b\d{1,2}[/.]\d{1,2}[/.](?:\d{2}|\d{4})\b|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}\b(?!/))"
    r"|(?P<number>\d+(?:st|nd|rd|th|s|x|ml|cc|mg|units?)?\b)"
    r"|(?P<word>[a-z]+)(?P<clitic>n't|n'?t\b(?<=n't)|'(?:s|re|ve|ll|d|m|t)\b)?"
    r"|(?P<letters>[^\W\d_a-z]+)"
    r"|(?P<other>\S)"
)
CLITICS = {"'s": "'s", "'re": "are", "'ve": "have", "'ll": "will", "'d": "would", "'m": "am"}
SHORTENED = frozenset(
    [
        "it",
        "that",
        "she",
        "he",
        "there",
        "here",
        "what",
        "who",
        "where",
        "how",
        "this",
        "everything",
        "everyone",
    ]
)
ENDERS, BREAKS = ".!?…", ",;:()-"
TITLES = frozenset({"dr", "mr", "mrs", "ms", "st", "prof", "vs", "etc", "approx", "dept"})


@dataclass(slots=True)
class Token:
    word: str
    start: int
    end: int
    sentence: int
    mark: str  # punctuation between the token before and this one
    is_upper: bool = False
    keys: set[str] = field(default_factory=set)
    spans: dict[str, int] = field(default_factory=dict)  # tag -> number of tokens it covers

    def has(self, tag: str) -> bool:
        return tag in self.spans


@dataclass(slots=True)
class _Reader:
    folded: Folded
    text: str
    lex: Lexicon
    tokens: list[Token] = field(default_factory=list)
    sentence: int = 0
    mark: str = ""
    last: int = 0

    def add(self, word: str, start: int, end: int, kind: str = "") -> None:
        gap = self.folded.text[self.last : start]
        if gap.count("\n") > 1 or ("\n" in gap and self._starts_line(start)):
            self.mark += "\n"
            self._end_sentence()
        first, last = self.folded.starts[start], self.folded.ends[max(end - 1, start)]
        token = Token(word, first, last, self.sentence, self.mark, self.text[first].isupper())
        token.keys.add(word)
        if kind:
            token.keys.add("{" + kind + "}")
            token.spans[kind] = 1
        self.tokens.append(token)
        self.mark, self.last = "", end

    def _starts_line(self, start: int) -> bool:
        """A new line opens a sentence when the last one was ended or this one looks like one."""
        return self.mark[-1:] in ENDERS and self.mark != ""

    def _end_sentence(self) -> None:
        if self.tokens and self.tokens[-1].sentence == self.sentence:
            self.sentence += 1

    def punctuate(self, character: str, at: int) -> None:
        self.mark += character
        after = self.folded.text[at + 1 : at + 2]
        is_title = bool(self.tokens) and self.tokens[-1].word in TITLES
        if character in ENDERS and not (character == "." and (is_title or after.isalnum())):
            self._end_sentence()
        self.last = at + 1


def _add_word(reader: _Reader, match: re.Match[str]) -> None:
    word, clitic = match["word"], match["clitic"] or ""
    start, end = match.start(), match.end()
    whole = word + clitic
    if known := reader.lex.spellings.get(whole):
        for piece in known:
            reader.add(piece, start, end)
        return
    if clitic == "'t" and word.endswith("n"):
        reader.add(word[:-1], start, end)
        reader.add("not", start, end)
        return
    reader.add(word, start, start + len(word))
    if clitic == "'s" and word in SHORTENED:
        reader.add("is", start + len(word), end)
    elif clitic:
        reader.add(CLITICS.get(clitic, clitic), start + len(word), end)


def tokenize(folded: Folded, text: str, lex: Lexicon) -> list[Token]:
    """Tokens of folded text; `text` is the original, for places and capitals."""
    reader = _Reader(folded, text, lex)
    for match in TOKEN.finditer(folded.text):
        kind = match.lastgroup or ""
        if kind in {"word", "clitic"}:
            _add_word(reader, match)
        elif kind == "other":
            character = match.group()
            if character in lex.emoji:
                reader.add(lex.emoji[character], match.start(), match.end())
            elif character in ENDERS or character in BREAKS or character in "\"'*/&":
                reader.punctuate(character, match.start())
            else:
                reader.mark += character
        else:
            reader.add(match.group(), match.start(), match.end(), kind)
            if kind == "time" and match.group().endswith(".") and _opens(text, reader, match.end()):
                reader.punctuate(".", match.end() - 1)
    _rejoin(reader.tokens, lex)
    tag(reader.tokens, lex)
    return reader.tokens


def _opens(text: str, reader: _Reader, at: int) -> bool:
    """After "5 p.m." a new sentence begins when a capital letter follows, or nothing."""
    rest = text[reader.folded.starts[at] :].lstrip() if at < len(reader.folded.text) else ""
    return not rest or rest[0].isupper()


def _rejoin(tokens: list[Token], lex: Lexicon) -> None:
    """Mend words that a space, a line break or a sign has cut ("bo tox", "in-jec-tion")."""
    for size in (3, 2):
        index = 0
        while index + size <= len(tokens):
            parts = tokens[index : index + size]
            if word := _mended([part.word for part in parts], lex):
                tokens[index].word, tokens[index].end = word, parts[-1].end
                tokens[index].keys, tokens[index].spans = {word}, {}
                del tokens[index + 1 : index + size]
            index += 1


def _mended(parts: list[str], lex: Lexicon) -> str:
    """The telltale word that the parts make together; empty when they are words themselves."""
    if all(part in lex.known and len(part) > 1 for part in parts):
        return ""
    joined = "".join(parts)
    return read_word(joined, lex.protected) if 3 < len(joined) < 18 else ""


def tag(tokens: list[Token], lex: Lexicon) -> None:
    for index, token in enumerate(tokens):
        for name in lex.words.get(token.word, ()):
            token.spans.setdefault(name, 1)
        for phrase, name in lex.phrases.get(token.word, ()):
            size = len(phrase)
            if tuple(item.word for item in tokens[index : index + size]) == phrase:
                token.spans[name] = max(token.spans.get(name, 0), size)
        if token.word in lex.first_names:
            token.spans["first_name"] = 1
        token.keys.update("{" + name + "}" for name in token.spans)
