"""Is the chain of a practice whole? Read in slices, in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext_noop

from practice_hub.audit.anchors import Anchor
from practice_hub.audit.canon import START, Row, digest, row_text
from practice_hub.audit.heads import Head
from practice_hub.audit.models import AuditSeal, SealMark

SLICE: Final = 5_000
MOST_TOLD: Final = 20
_SEALED: Final = """
SELECT s.number, s.event_id, s.digest, s.sealed_at, e.id IS NOT NULL,
    e.practice_id, e.actor_id, e.name, e.subject_type, e.subject_id, e.details::text, e.at
FROM audit_auditseal s LEFT JOIN audit_auditevent e ON e.id = s.event_id
WHERE s.practice_id = %s AND s.number > %s
ORDER BY s.number LIMIT %s
"""
_BEHIND: Final = """
SELECT e.id FROM audit_auditevent e
LEFT JOIN audit_auditseal s ON s.event_id = e.id
WHERE e.practice_id = %s AND e.id <= %s AND s.id IS NULL
ORDER BY e.id LIMIT %s
"""
Progress = Callable[[int], None]
# What may be found; kept with the check as English and told to each reader in their language.
_SEAL_LOST: Final = gettext_noop("Seal %(seal)s is missing: it was there at the last check.")
_ROW_LOST: Final = gettext_noop("Row %(row)s was removed: its seal %(seal)s is still there.")
_NO_FIT: Final = gettext_noop(
    "Row %(row)s and its seal %(seal)s do not belong together: one of them was changed, or two "
    "were swapped."
)
_END_LOST: Final = gettext_noop(
    "The end was removed: the chain ends at seal %(end)s, but it had %(seal)s when that was noted."
)
_END_LOST_ON: Final = gettext_noop(
    "The end was removed: the chain ends at seal %(end)s, but it had %(seal)s when that was noted "
    "on %(when)s."
)
_BEHIND_OTHERS: Final = gettext_noop(
    "Row %(row)s has no seal although later rows have theirs: it was put in afterwards, past "
    "Practice Hub, or its seal was removed."
)
_OUT_OF_ORDER: Final = gettext_noop("Seal %(seal)s is out of order.")
_MISSING: Final = gettext_noop("Seal %(seal)s is missing.")
_MISSING_MANY: Final = gettext_noop("Seals %(first)s to %(last)s are missing.")
_REWRITTEN: Final = gettext_noop(
    "Seal %(seal)s is another than was noted: the chain was written anew from there or from before."
)
_REWRITTEN_ON: Final = gettext_noop(
    "Seal %(seal)s is another than was noted on %(when)s: the chain was written anew from there or "
    "from before."
)
MORE: Final = gettext_noop("And %(count)s more.")
TROUBLES: Final = (
    _SEAL_LOST,
    _ROW_LOST,
    _NO_FIT,
    _END_LOST,
    _END_LOST_ON,
    _BEHIND_OTHERS,
    _OUT_OF_ORDER,
    _MISSING,
    _MISSING_MANY,
    _REWRITTEN,
    _REWRITTEN_ON,
    MORE,
)


@dataclass(slots=True)
class Verdict:
    """What was found. `head` is the last seal that was read; `troubles` are plain sentences."""

    head: Head
    checked: int = 0
    trouble_count: int = 0
    troubles: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not self.trouble_count

    def tell(self, sentence: str) -> None:
        """Count all; keep the first MOST_TOLD, or a table that was emptied fills the memory."""
        self.trouble_count += 1
        if self.trouble_count <= MOST_TOLD:
            self.troubles.append(sentence)


@dataclass(frozen=True, slots=True)
class SealedRow:
    """A seal and the row under it; None: the row is gone."""

    number: int
    event_id: int
    digest: str
    sealed_at: datetime
    row: Row | None


def verify(
    practice_id: int,
    *,
    anchors: Iterable[Anchor] = (),
    after: int = 0,
    progress: Progress | None = None,
) -> Verdict:
    """Check every seal above the number `after`, the rows under them, the `anchors`, and that no
    row stands unsealed behind the sealed ones (in a check from the beginning)."""
    wanted: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        wanted.setdefault(anchor.number, []).append(anchor)
    verdict = Verdict(_start(practice_id, after))
    if after and verdict.head.number != after:
        verdict.tell(_SEAL_LOST % {"seal": f"{after:,}"})
        verdict.head = Head(practice_id, after)
    for seal in sealed_rows(practice_id, after):
        _check(seal, verdict, wanted.get(seal.number, ()))
        verdict.checked += 1
        if progress and verdict.checked % SLICE == 0:
            progress(verdict.checked)
    _check_end(verdict, wanted)
    if not after:
        _check_behind(verdict)
    return verdict


def _start(practice_id: int, after: int) -> Head:
    seal = AuditSeal.objects.filter(practice_id=practice_id, number=after).first()
    return Head(practice_id, after, seal.digest) if seal else Head(practice_id)


def sealed_rows(practice_id: int, after: int) -> Iterator[SealedRow]:
    """Every seal above the number `after`, in order, in memory for SLICE of them."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [practice_id, after, SLICE])
            found = cursor.fetchall()
        for number, event_id, link, sealed_at, is_there, *values in found:
            row = Row(event_id, *values) if is_there else None
            yield SealedRow(number, event_id, link, sealed_at, row)
        if len(found) < SLICE:
            return
        after = found[-1][0]


def _check(seal: SealedRow, verdict: Verdict, anchors: Iterable[Anchor]) -> None:
    before = verdict.head
    named = {"row": seal.event_id, "seal": f"{seal.number:,}"}
    if seal.number != before.number + 1:
        verdict.tell(_missing_words(before.number + 1, seal.number - 1))
    elif seal.row is None:
        verdict.tell(_ROW_LOST % named)
    elif not _fits(seal, seal.row, before):
        verdict.tell(_NO_FIT % named)
    for anchor in anchors:
        if anchor.digest != seal.digest:
            verdict.tell(_rewritten_words(anchor))
    verdict.head = Head(before.practice_id, seal.number, seal.digest, seal.sealed_at)


def _fits(seal: SealedRow, row: Row, before: Head) -> bool:
    if row.practice_id != before.practice_id:
        return False
    text = row_text(row, number=seal.number, sealed_at=seal.sealed_at)
    return digest(before.digest, text) == seal.digest


def _check_end(verdict: Verdict, wanted: Mapping[int, list[Anchor]]) -> None:
    """What was noted beyond the end is gone; of a check from the middle, earlier notes are not its
    matter."""
    end = verdict.head.number
    beyond = [one for number in sorted(wanted) if number > end for one in wanted[number]]
    if beyond:
        last = beyond[-1]
        values = {"end": f"{end:,}", "seal": f"{last.number:,}", "when": last.noted_at}
        verdict.tell((_END_LOST_ON if last.noted_at else _END_LOST) % values)
    for anchor in wanted.get(0, ()):
        if anchor.digest != START:
            verdict.tell(_rewritten_words(anchor))


def _check_behind(verdict: Verdict) -> None:
    mark = SealMark.objects.filter(pk=1).first()
    if mark is None:
        return
    practice_id = verdict.head.practice_id
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [practice_id, mark.low_event_id, MOST_TOLD + 1])
        ids = [row[0] for row in cursor.fetchall()]
    for event_id in ids:
        verdict.tell(_BEHIND_OTHERS % {"row": event_id})


def _missing_words(first: int, last: int) -> str:
    if last < first:  # a number from below: the database keeps numbers apart, so a seal moved
        return _OUT_OF_ORDER % {"seal": f"{first:,}"}
    if first == last:
        return _MISSING % {"seal": f"{first:,}"}
    return _MISSING_MANY % {"first": f"{first:,}", "last": f"{last:,}"}


def _rewritten_words(anchor: Anchor) -> str:
    sentence = _REWRITTEN_ON if anchor.noted_at else _REWRITTEN
    return sentence % {"seal": f"{anchor.number:,}", "when": anchor.noted_at}
