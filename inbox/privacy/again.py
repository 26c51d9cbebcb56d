"""Erasures in a restored database: whoever was erased after the backup was made is erased again,
before anybody can see them.

A line for each erasure stands beside the backups (keyed digests, numbers and times; no name, no
text). The people are found by their digests while the database still has them; then the same steps
are done as the first time. The receipt keeps its number, so one that was given out can still be
checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Q

from inbox.models import Erasure
from inbox.privacy.erase_work import stop_work
from inbox.privacy.erasing import take_everything
from inbox.privacy.receipts import issue
from listening import ledger
from listening.ledger_lines import read, written
from listening.models import Author
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, Practice, User

KIND: Final = "erasure"
_CHUNK: Final = 2000


@dataclass(frozen=True, slots=True)
class _Entry:
    """`done_at` None: it was still under way."""

    number: int
    practice_id: int
    at: datetime
    done_at: datetime | None
    reason: str
    asked_by: int
    who: list[str]
    counts: Mapping[str, int]
    receipt: str
    receipt_text: str


def lines(since: datetime | None) -> Iterator[str]:
    """Of erasures that began or ended from `since` on; None: all."""
    found = Erasure.objects.exclude(identity_digests=[]).order_by("pk")
    if since is not None:
        found = found.filter(Q(created_at__gte=since) | Q(finished_at__gte=since))
    return written(KIND, (_values(run) for run in found.iterator(_CHUNK)))


def _values(run: Erasure) -> dict[str, Any]:
    return {
        "number": run.pk,
        "practice": run.practice_id,
        "at": run.created_at.isoformat(),
        "done_at": run.finished_at.isoformat() if run.finished_at else None,
        "reason": run.reason,
        "asked_by": run.asked_by_id,
        "who": run.identity_digests,
        "counts": run.counts,
        "receipt": run.digest,
        "receipt_text": run.receipt_text,
    }


def apply(given: Iterable[str], at: datetime) -> int:
    """Note which erasures are to be done again; gives how many. `do_again` does them.

    One that this database knows was done, or is under way, here. Raises LedgerMismatchError, and
    ValueError for a line that is none.
    """
    entries = _newest(_entry(values) for values in read(given))
    people = _people([digest for entry in entries for digest in entry.who])
    count = sum(_enter(entry, people, at) for entry in entries)
    if count:
        with connection.cursor() as cursor:  # numbers that were given by hand are passed over
            for statement in connection.ops.sequence_reset_sql(no_style(), [Erasure]):
                cursor.execute(statement)
    return count


def _entry(values: Mapping[str, Any]) -> _Entry:
    return _Entry(
        number=int(values["number"]),
        practice_id=int(values["practice"]),
        at=datetime.fromisoformat(values["at"]),
        done_at=datetime.fromisoformat(values["done_at"]) if values["done_at"] else None,
        reason=Erasure.Reason(values["reason"]).value,
        asked_by=int(values["asked_by"]),
        who=[str(one) for one in values["who"]],
        counts={str(key): int(count) for key, count in values["counts"].items()},
        receipt=str(values["receipt"]),
        receipt_text=str(values.get("receipt_text", "")),  # lines of old versions have none
    )


def _newest(entries: Iterable[_Entry]) -> list[_Entry]:
    """One for each erasure: the line of its end, where there is one."""
    found: dict[tuple[int, datetime], _Entry] = {}
    for entry in entries:
        if entry.done_at is not None or (entry.practice_id, entry.at) not in found:
            found[entry.practice_id, entry.at] = entry
    return sorted(found.values(), key=lambda one: one.at)


def _people(wanted: Collection[str]) -> Mapping[str, list[int]]:
    """Identities by digest that this database still has."""
    found: dict[str, list[int]] = defaultdict(list)
    if not wanted:
        return found
    made, digests = ledger.digests(), set(wanted)
    rows = Author.objects.filter(forgotten_at=None).order_by("pk")
    for pk, practice_id, network, external_id in rows.values_list(
        "pk", "practice_id", "network", "external_id"
    ).iterator(_CHUNK):
        digest = made.of_person(practice_id, network, external_id)
        if digest in digests:
            found[digest].append(pk)
    return found


@transaction.atomic(durable=True)
def _enter(entry: _Entry, people: Mapping[str, list[int]], now: datetime) -> bool:
    runs = Erasure.objects.select_for_update()
    known = runs.filter(practice=entry.practice_id, created_at=entry.at).first()
    if known is not None and (known.is_over or entry.done_at is None):
        return False
    asked_by = _asked_by(entry)
    if asked_by is None:  # nobody ever worked there: no practice, or nothing but posts
        return False
    run = known or _begun(entry, people, asked_by)
    run.counts, run.lease_expires_at = dict(entry.counts), None
    run.finished_at = entry.done_at or now
    run.save(force_insert=known is None)
    is_the_same = (run.pk, run.asked_by_id) == (entry.number, entry.asked_by)
    if is_the_same and entry.receipt:
        run.digest, run.receipt_text = entry.receipt, entry.receipt_text
    else:
        issue(run)
    run.save(update_fields=["digest", "receipt_text"])
    return True


def _begun(entry: _Entry, people: Mapping[str, list[int]], asked_by: User) -> Erasure:
    """As it was asked for, under its old number if nobody has that by now. Not saved."""
    return Erasure(
        pk=None if Erasure.objects.filter(pk=entry.number).exists() else entry.number,
        practice_id=entry.practice_id,
        asked_by=asked_by,
        reason=entry.reason,
        identity_digests=entry.who,
        author_ids=sorted(pk for digest in entry.who for pk in people.get(digest, [])),
        people=len(entry.who),
        created_at=entry.at,
    )


def _asked_by(entry: _Entry) -> User | None:
    """Who asked, or who has been there for longest, when they joined after the backup."""
    members = Membership.objects.filter(practice=entry.practice_id).select_related("user")
    same = User.objects.filter(pk=entry.asked_by).first()
    if same is not None and Practice.objects.filter(pk=entry.practice_id).exists():
        return same
    first = members.order_by("pk").first()
    return first.user if first else None


def do_again(now: datetime) -> int:
    """Everything of the people whom `apply` has found; gives how many erasures."""
    runs = list(Erasure.objects.to_do_again().select_related("practice", "asked_by").order_by("pk"))
    for run in runs:
        run.next_mention_id = 0
        stop_work(run, now)
        take_everything(run, now)
        _close(run, now)
    return len(runs)


@transaction.atomic(durable=True)
def _close(run: Erasure, now: datetime) -> None:
    Erasure.objects.filter(pk=run.pk).update(author_ids=[])
    record(
        "erasure.repeated",
        practice=run.practice,
        subject=run,
        actor=None,
        at=now,
        identities=run.people,
    )
