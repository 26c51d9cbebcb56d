"""Erasing a person: asked for once, done in slices by a worker, and a receipt in the end.

Whoever kills the worker costs time and nothing else: each step may be done again, and the row says
how far it is. It is never given up, because the person was told that it happens.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.base import save_alone
from inbox.actions.errors import ActionRefused
from inbox.models import Erasure, ImportRun
from inbox.privacy.erase_work import drop_views, erase_words, stop_work
from inbox.privacy.files import drop_files_about
from inbox.privacy.holdings import counts_of, mentions_of
from inbox.privacy.receipts import issue
from listening import ledger
from listening.forgetting import Reason, forget_mentions
from listening.forgetting_people import forget_traces
from listening.models import Author
from practice_hub import slices
from practice_hub.audit.record import record
from practice_hub.jobs import enqueue_on_commit
from practice_hub.practices.models import Practice, User

logger = logging.getLogger(__name__)
GO_ON: Final = "inbox.go_on_with_erasure"
LEASE: Final = timedelta(minutes=2)
SLICE: Final = 200


@transaction.atomic(durable=True)
def start_erasure(
    *,
    practice: Practice,
    people: Sequence[Author],
    reason: str,
    seen: str,
    actor: User,
    now: datetime,
) -> Erasure:
    """Begin. `seen` is `mark_of` what the person looked at before they pressed.

    Raises ActionRefused: "gone", "changed", "importing", "running".
    """
    ids = sorted(one.pk for one in people)
    counts = counts_of(ids)
    _require(practice, ids, counts, seen)
    run = Erasure(practice=practice, asked_by=actor, reason=reason, author_ids=ids, created_at=now)
    run.people, run.counts = len(ids), counts
    run.identity_digests = digests_of(people)
    save_alone(run, _("Another erasure is under way. Wait until it is done, then look again."))
    drop_views(practice, people)
    record(
        "erasure.started", practice=practice, subject=run, actor=actor, at=now, identities=len(ids)
    )
    enqueue_on_commit(GO_ON, run_id=run.pk)
    return run


def _require(practice: Practice, ids: list[int], counts: dict[str, int], seen: str) -> None:
    if not ids:
        raise ActionRefused("gone", _("Nothing is kept of this person any more."))
    if ImportRun.objects.open().filter(practice=practice).exists():
        raise ActionRefused(
            "importing", _("History is being imported just now. Wait until that is done.")
        )
    if mark_of(counts) != seen:
        raise ActionRefused(
            "changed", _("Something came or went since you looked. Look once more, then erase.")
        )


def digests_of(people: Sequence[Author]) -> list[str]:
    """Who they are, for nobody who lacks the key of this installation."""
    made = ledger.digests()
    return sorted(made.of_person(one.practice_id, one.network, one.external_id) for one in people)


def mark_of(counts: dict[str, int]) -> str:
    """Stands in the form: whoever confirms has seen just these numbers."""
    return ".".join(str(count) for _, count in sorted(counts.items()))


def go_on(*, run_id: int, now: datetime, for_seconds: float = 20) -> None:
    """Slices for so long. Nothing happens when somebody else is at it, or it is over."""
    if not slices.take(Erasure.objects.to_go_on(now).filter(pk=run_id), now=now, lease=LEASE):
        return
    run = Erasure.objects.select_related("practice", "asked_by").get(pk=run_id)
    try:
        is_free = _work(run, now, time.monotonic() + for_seconds)
    except Exception as error:  # no text: it may hold what somebody wrote
        logger.error("erasure %s: stopped by %s", run_id, type(error).__name__)
        return
    if is_free:  # else the sweep comes again when the lease is over
        slices.leave(Erasure.objects.open().filter(pk=run_id), task=GO_ON, run_id=run_id)


def _work(run: Erasure, now: datetime, until: float) -> bool:
    """False when an answer is just leaving, for which it waits."""
    if not stop_work(run, now):
        return False
    if not take_everything(run, now, until):
        return True
    if mentions_of(run.author_ids).filter(deleted_at=None).exists():
        _note_progress(run, 0, now)  # they wrote meanwhile
        return True
    _finish(run, now)
    return True


def take_everything(run: Erasure, now: datetime, until: float = math.inf) -> bool:
    """All that is theirs, in slices; False when the time was over before the end."""
    drop_files_about(run.author_ids, practice_id=run.practice_id, now=now)
    forget_traces(run.author_ids, practice_id=run.practice_id, at=now)
    while ids := _next_ids(run):
        if time.monotonic() > until:
            return False
        forget_mentions(ids, reason=Reason.ERASED, at=now)
        _note_progress(run, ids[-1], now)
    forget_traces(run.author_ids, practice_id=run.practice_id, at=now)
    erase_words(run, now)
    return True


def _next_ids(run: Erasure) -> list[int]:
    """Tombstones, too: what colleagues wrote of them goes with this."""
    rest = mentions_of(run.author_ids).filter(pk__gt=run.next_mention_id).order_by("pk")
    return list(rest.values_list("pk", flat=True)[:SLICE])


def _note_progress(run: Erasure, mention_id: int, now: datetime) -> None:
    run.next_mention_id = mention_id
    _save_progress(run, now)


@transaction.atomic(durable=True)
def _save_progress(run: Erasure, now: datetime) -> None:
    values = {"next_mention_id": run.next_mention_id, "lease_expires_at": now + LEASE}
    Erasure.objects.open().filter(pk=run.pk).update(**values)


@transaction.atomic(durable=True)
def _finish(run: Erasure, now: datetime) -> None:
    run.finished_at, run.author_ids, run.lease_expires_at = now, [], None
    issue(run)
    kept = ("finished_at", "author_ids", "digest", "receipt_text", "counts")
    values = {name: getattr(run, name) for name in kept}
    if Erasure.objects.open().filter(pk=run.pk).update(**values, lease_expires_at=None):
        record(
            "erasure.done",
            practice=run.practice,
            subject=run,
            actor=None,
            at=now,
            digest=run.digest,
            posts=run.counts["posts"] + run.counts["messages"],
        )


def sweep_erasures(*, now: datetime) -> None:
    """Those that a worker left behind go on."""
    slices.hand_out(Erasure.objects.to_go_on(now), task=GO_ON)
