"""What becomes of mentions that are known already: edits, new counts, removals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from listening import people, rows
from listening.connectors.base import MentionData
from listening.models import Mention, MentionRevision, NetworkAccount, RawPayload, Share
from practice_hub.bulk import as_json, insert_rows, update_rows


def apply_changes(
    items: Sequence[MentionData], known: Mapping[str, Mention], now: datetime
) -> list[Mention]:
    """Edits keep the earlier text as a revision; counts and flags are refreshed.

    Gives the mentions whose text or version changed. A tombstone stays one: a search index may
    still show what its author has taken back.
    """
    edited, touched, revisions, payloads = [], [], [], []
    for item in items:
        mention = known.get(item.external_id)
        if mention is None or mention.deleted_at or rows.is_outdated(mention, item):
            continue
        before = rows.revision_row(mention, now)
        change = rows.apply_item(mention, item, now)
        if change.is_edit:
            revisions.append(before)
            payloads.append(
                {"mention_id": mention.pk, "payload": as_json(item.raw), "received_at": now}
            )
            edited.append(mention)
        if change.is_any:
            touched.append(mention)
    insert_rows(MentionRevision, revisions)
    if edited:
        RawPayload.objects.filter(mention__in=edited).delete()
        insert_rows(RawPayload, payloads)
    update_rows(touched, rows.CHANGING_FIELDS)
    return edited


def mark_gone(account: NetworkAccount, ids: Sequence[str], now: datetime) -> list[Mention]:
    """Leave a tombstone: ids and times stay for the reports, words, pictures and author go."""
    if not ids:
        return []
    here = {"practice_id": account.practice_id, "network": account.network}
    Share.objects.filter(**here, external_id__in=list(ids)).delete()
    gone = list(Mention.objects.filter(**here, external_id__in=list(ids), deleted_at=None))
    authors = [mention.author_id for mention in gone if mention.author_id]
    for mention in gone:
        rows.bury(mention, now)
    update_rows(gone, rows.BURIED_FIELDS)
    RawPayload.objects.filter(mention__in=gone).delete()
    MentionRevision.objects.filter(mention__in=gone).delete()
    people.forget(authors)
    return gone
