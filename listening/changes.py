"""What becomes of mentions that are known already: edits, new counts, removals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from listening import people, rows, spread
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
    edited, touched, grown, revisions = [], [], [], []
    for item in items:
        mention = known.get(item.external_id)
        if mention is None or mention.deleted_at or rows.is_outdated(mention, item):
            continue
        before = rows.revision_row(mention, now)
        counts = (mention.share_count, mention.reply_count)
        change = rows.apply_item(mention, item, now)
        if change.is_edit:
            revisions.append(before)
            edited.append((mention, item))
        if change.is_any:
            touched.append(mention)
        if mention.share_count > counts[0] or mention.reply_count > counts[1]:
            grown.append(mention)
    insert_rows(MentionRevision, revisions)
    _replace_payloads(edited, now)
    update_rows(touched, rows.CHANGING_FIELDS)
    spread.note_counts(grown, now)
    return [mention for mention, _ in edited]


def _replace_payloads(edited: Sequence[tuple[Mention, MentionData]], now: datetime) -> None:
    if edited:
        RawPayload.objects.filter(mention__in=[mention for mention, _ in edited]).delete()
    new = [
        {"mention_id": mention.pk, "payload": as_json(item.raw), "received_at": now}
        for mention, item in edited
    ]
    insert_rows(RawPayload, new)


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
