"""Where it was found: the piece of a text that shows it, with the words to be marked.

Texts come from the rows themselves, and for one page only: a search document keeps no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from django.db.models import QuerySet, Value
from django.utils.translation import gettext as _

from inbox.access import sees_private
from inbox.models import Conversation, ConversationItem, Note, Reply
from inbox.search.asking import ANSWER, NOTE, POST, WHO, Asked, Term
from inbox.search.words import Word, fold, is_single, places_of
from practice_hub.practices.models import Membership
from practice_hub.ready import one_of, ready_text

_BEFORE, _LENGTH = 40, 160  # characters of a piece
_MOST_TEXTS = 400  # of each kind, for a page
_HIDDEN: Final = (Reply.Status.WITHDRAWN, Reply.Status.REJECTED)
Text = tuple[int, str, str]  # conversation, text, audience
Spans = list[tuple[int, int]]  # where marks begin and end


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """`where` is a part of `inbox.search.asking`; `said` is "" when only the name has it."""

    where: str
    said: tuple[Piece, ...] = ()
    name: tuple[Piece, ...] = ()
    handle: tuple[Piece, ...] = ()
    is_private: bool = False

    @property
    def place(self) -> str:
        """Where it stands, where that is not what the row shows anyway."""
        private = self.is_private
        names = {
            POST: _("Private message") if private else "",
            ANSWER: _("Our private answer") if private else _("Our answer"),
            NOTE: _("Note"),
        }
        return names.get(self.where, "")


def hits_of(rows: Sequence[Conversation], asked: Asked, reader: Membership) -> dict[int, Hit]:
    """What to show of each row; at most three queries, none without words."""
    terms = asked.wanted
    if not rows or not terms:
        return {}
    found, by_name = {}, _for(terms, WHO)
    texts = _best_texts(rows, terms, sees_private(reader))
    for row in rows:
        best, person = texts.get(row.pk, _NOWHERE), row.person
        name = marked(person.name, by_name) if person else ()
        handle = marked(person.handle, by_name) if person else ()
        said = _piece_of(best.text, best.spans) if best.spans else ()
        found[row.pk] = Hit(best.where, said, name, handle, best.is_private)
    return found


class _Best(NamedTuple):
    """The text that shows best why a row was found. `spans`: in order, none within another."""

    where: str
    text: str
    spans: Spans
    is_private: bool


_NOWHERE: Final = _Best("", "", [], False)


def _best_texts(
    rows: Sequence[Conversation], terms: Sequence[Term], private: bool
) -> dict[int, _Best]:
    """The newest post that has the words, else an answer, else a note."""
    best: dict[int, _Best] = {}
    for where, texts in _texts(rows, private):
        asked = _for(terms, where)
        for pk, text, audience in texts if asked else ():
            if pk not in best and (spans := _spans_in(text, asked)):
                best[pk] = _Best(where, text, spans, audience == "PRIVATE")
        if len(best) == len(rows):
            break
    return best


def _texts(rows: Sequence[Conversation], private: bool) -> Iterator[tuple[str, Iterable[Text]]]:
    ids = [row.pk for row in rows]
    yield POST, _posts(ids, is_private=private)
    yield ANSWER, _answers(ids, is_private=private)
    if private:
        yield NOTE, _notes(ids)


@ready_text
def _posts(ids: list[int], /, *, is_private: bool) -> QuerySet[ConversationItem, Text]:
    posts = ConversationItem.objects.filter(one_of("conversation_id", ids))
    if not is_private:
        posts = posts.filter(mention__audience="PUBLIC")
    columns = ("conversation_id", "mention__text", "mention__audience")
    return posts.exclude(mention__text="").order_by("-seq").values_list(*columns)[:_MOST_TEXTS]


@ready_text
def _answers(ids: list[int], /, *, is_private: bool) -> QuerySet[Reply, Text]:
    answers = Reply.objects.filter(one_of("conversation_id", ids)).exclude(status__in=_HIDDEN)
    if not is_private:
        answers = answers.filter(audience="PUBLIC")
    columns = ("conversation_id", "body", "audience")
    answers = answers.exclude(purpose=Reply.Purpose.EDIT).order_by("-pk")
    return answers.values_list(*columns)[:_MOST_TEXTS]


@ready_text
def _notes(ids: list[int], /) -> QuerySet[Note, Text]:
    notes = Note.objects.filter(one_of("conversation_id", ids)).order_by("-pk")
    return notes.values_list("conversation_id", "body", Value(""))[:_MOST_TEXTS]


def _for(terms: Sequence[Term], where: str) -> list[Term]:
    """The terms that can be found there."""
    return [term for term in terms if term.part in ("", where)]


def _may_have(text: str, terms: Sequence[Term]) -> bool:
    """Quick: few texts of a page need to be looked at word by word."""
    folded = fold(text)
    return any(term.words[0] in folded for term in terms)


def _spans(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    words = list(places_of(text))
    for at, word in enumerate(words):
        for term in terms:
            if not word.text.startswith(term.words[0]):
                continue
            some = words[at : at + len(term.words)]
            if len(some) == len(term.words) and _fits(some, term):
                yield some[0].start, some[-1].end


def _fits(some: Sequence[Word], term: Term) -> bool:
    *first, last = some
    *wanted, end = term.words
    if [word.text for word in first] != wanted:
        return False
    is_whole = term.is_exact or is_single(end)
    return last.text == end if is_whole else last.text.startswith(end)


def marked(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """All of `text`, cut where marks begin and end; () without any."""
    spans = _spans_in(text, terms)
    return _cut(text, spans) if spans else ()


def _spans_in(text: str, terms: Sequence[Term]) -> Spans:
    return _merged(_spans(text, terms)) if _may_have(text, terms) else []


def _cut(text: str, spans: Spans) -> tuple[Piece, ...]:
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    pieces = (Piece(text[a:b], bool(n % 2)) for n, (a, b) in enumerate(pairwise(edges)))
    return tuple(piece for piece in pieces if piece.text)


def _merged(spans: Iterable[tuple[int, int]]) -> Spans:
    kept: Spans = []
    for start, end in sorted(spans):
        if kept and start < kept[-1][1]:
            start, last = kept.pop()
            end = max(end, last)
        kept.append((start, end))
    return kept


def _piece_of(text: str, spans: Spans) -> tuple[Piece, ...]:
    """The part of `text` around the first hit, beginning between words."""
    first = spans[0][0]
    start = max(first - _BEFORE, 0)
    if start:
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    stop = min(start + _LENGTH, len(text))
    before = "… " if start else ""
    moved = len(before) - start
    inside = [(a + moved, min(b, stop) + moved) for a, b in spans if a < stop]
    return _cut(before + text[start:stop], inside)
