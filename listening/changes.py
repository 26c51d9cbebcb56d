"""What becomes of mentions that are known already: edits, new counts, removals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import F

from listening import burying, rows, spread
from listening.burying import Buried
from listening.connectors.base import MentionData
from listening.models import Mention, MentionRevision, NetworkAccount, RawPayload
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


def mark_gone(account: NetworkAccount, gone: Mapping[str, str], now: datetime) -> Buried:
    """What the network took back (any id of a post to its GoneReason) becomes tombstones."""
    if not gone:
        return Buried()
    burying.drop_shares(account, gone, now)
    here = Mention.objects.filter(
        practice_id=account.practice_id, network=account.network, deleted_at=None
    )
    # X may name any version of an edited post; each is found by an index of its own.
    found = {m.pk: (m, gone[m.external_id]) for m in here.filter(external_id__in=list(gone))}
    edited = here.filter(version_id__in=list(gone)).exclude(version_id=F("external_id"))
    found |= {m.pk: (m, gone[m.version_id]) for m in edited}
    reasons = {pk: reason for pk, (_, reason) in found.items()}
    return burying.bury(account, [mention for mention, _ in found.values()], reasons, now)
