"""The ledger of what was forgotten: digests with a key, so that nothing ever comes back.

An entry outlives the mention. Without the key it says nothing of whose post it was; with it, ingest
asks of every post that it does not know whether it was forgotten before (rules of X: what is
deleted goes from every copy, also from a restored one).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from listening.models import Forgotten, LedgerKey
from practice_hub.bulk import insert_rows

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Digests:
    """Makes the digests of one installation."""

    key: bytes

    def of(self, practice_id: int, network: str, external_id: str) -> str:
        """HMAC-SHA256, 64 hexadecimal digits. Each practice forgets for itself."""
        said = f"{practice_id}\n{network}\n{external_id}".encode()
        return hmac.new(self.key, said, hashlib.sha256).hexdigest()

    def of_person(self, practice_id: int, network: str, external_id: str) -> str:
        """No id of a post has a space in it, so this is never the digest of one."""
        return self.of(practice_id, network, f"person {external_id}")

    def of_account(self, practice_id: int, network: str, external_id: str) -> str:
        return self.of(practice_id, network, f"account {external_id}")

    @property
    def mark(self) -> str:
        """Names the key and does not tell it: lines made with another one are of no use here."""
        return hmac.new(self.key, b"which key", hashlib.sha256).hexdigest()[:12]


def digests() -> Digests:
    """With the key of this installation, made when it is first needed. One query."""
    found = LedgerKey.objects.first()
    if found is None:
        made = {"key": secrets.token_bytes(_KEY_BYTES)}
        found, _ = LedgerKey.objects.get_or_create(pk=1, defaults=made)
    return Digests(bytes(found.key))


def forgotten_ids(practice_id: int, network: str, ids: Iterable[str]) -> set[str]:
    """Which of `ids` were forgotten here before. At most two queries."""
    by_digest = digests_of(practice_id, network, ids)
    if not by_digest:
        return set()
    found = Forgotten.objects.filter(practice_id=practice_id, digest__in=list(by_digest))
    return {by_digest[digest] for digest in found.values_list("digest", flat=True)}


def digests_of(practice_id: int, network: str, ids: Iterable[str]) -> dict[str, str]:
    """Digest to id; no query for no ids."""
    wanted = set(ids)
    if not wanted:
        return {}
    made = digests()
    return {made.of(practice_id, network, external_id): external_id for external_id in wanted}


def write(
    practice_id: int,
    network: str,
    reasons: Mapping[str, str],
    *,
    at: datetime,
    recorded_at: datetime,
) -> None:
    """Enter these ids with their reasons; what stands there already stays as it is."""
    by_digest = digests_of(practice_id, network, reasons)
    rows = [
        {
            "practice_id": practice_id,
            "network": network,
            "digest": digest,
            "reason": reasons[external_id],
            "at": at,
            "recorded_at": recorded_at,
        }
        for digest, external_id in sorted(by_digest.items())
    ]
    insert_rows(Forgotten, rows, ignore_conflicts=True)
