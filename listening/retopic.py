"""Bring topics of stored mentions up to date after the list of words has changed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from listening.models import Mention
from listening.scoring import topics_of
from practice_hub.bulk import update_rows

BATCH = 2000


def batches() -> Iterator[tuple[list[int], int]]:
    """Walk all mentions by id; gives (ids that were read, how many changed) after each batch.

    Each batch commits by itself and locks only the rows that change, so it may run while the hub
    works and be stopped and started again. Texts that were purged keep the topics they had.
    """
    last = 0
    while True:
        with transaction.atomic(durable=True):
            found = _next(last)
            changed = [mention for mention in found if _refresh(mention)]
            update_rows(changed, ["topics"])
        if not found:
            return
        last = found[-1].pk
        yield [mention.pk for mention in found], len(changed)


def _next(last: int) -> list[Mention]:
    """The next batch; rows that ingest is changing this moment are waited for."""
    rows = Mention.objects.inbound().exclude(text="").filter(pk__gt=last).order_by("pk")
    return list(rows.only("pk", "text", "topics").select_for_update(no_key=True)[:BATCH])


def _refresh(mention: Mention) -> bool:
    topics = topics_of(mention.text)
    is_new = topics != mention.topics
    mention.topics = topics
    return is_new
