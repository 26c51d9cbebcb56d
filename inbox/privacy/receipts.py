"""The receipt of an erasure: that it was done, without a word about whom.

The digest is the SHA-256 of the receipt's other lines as JSON (keys in order, no spaces). It stands
in the file, in our row and in the audit, whose rows are chained; so a receipt can be checked later.
The lines are kept as they were: a practice that takes another name, and other words for a reason in
a later version, change no receipt.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from inbox.models import Erasure
from inbox.privacy.holdings import going, staying

MOST_BYTES: Final = 20_000


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a check, in words."""

    is_good: bool
    words: str


def body_of(run: Erasure) -> dict[str, Any]:
    """The receipt without its digest; `run` is done, or about to be."""
    if run.receipt_text:
        return dict(json.loads(run.receipt_text))
    with translation.override("en"):  # the proof is the same whoever looks at it
        return _newly(run)


def _newly(run: Erasure) -> dict[str, Any]:
    return {
        "receipt": run.number,
        "practice": run.practice.name,
        "begun_at": run.created_at.isoformat(),
        "done_at": run.finished_at.isoformat() if run.finished_at else "",
        "reason": run.get_reason_display(),
        "done_by_member_of_staff": run.asked_by_id,
        "identities": run.people,
        "erased": {line.label: line.count for line in going(run.counts)},
        "stays": {line.label: line.count for line in staying(run.counts)},
    }


def issue(run: Erasure) -> None:
    """Give `run`, which is about to be done, its receipt and digest; the caller saves both."""
    body = body_of(run)
    run.receipt_text, run.digest = json.dumps(body), digest_of(body)


def digest_of(body: dict[str, Any]) -> str:
    said = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(said.encode()).hexdigest()


def receipt_file(run: Erasure) -> bytes:
    """JSON for people: one value a line."""
    return json.dumps(body_of(run) | {"digest": run.digest}, indent=2).encode() + b"\n"


def check(data: bytes, practice_id: int) -> Checked:
    """Whether this file is a receipt of this practice, as it was given out."""
    try:
        said = json.loads(data)
        digest = said.pop("digest")
        number = int(str(said["receipt"]).removeprefix("ER-"))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Checked(
            False, _("This file is no receipt of an erasure. Choose the file as it was.")
        )
    run = Erasure.objects.filter(practice_id=practice_id, pk=number, digest=str(digest)[:64])
    if number < 1 or number > 2**62 or not digest or not run.exists():
        return Checked(False, _("No erasure of this practice has this receipt."))
    if digest_of(said) != digest:
        return Checked(False, _("This receipt was changed after it was given out."))
    said_well = _("This is the receipt %(receipt)s, unchanged.")
    return Checked(True, said_well % {"receipt": f"ER-{number:06d}"})
