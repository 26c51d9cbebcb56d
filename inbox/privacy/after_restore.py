"""A restored database: erasures are done again, and what is too old by the rules goes at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from inbox.exports import runs
from inbox.models import RetentionPolicy
from inbox.privacy import again, files
from inbox.privacy.retention_runs import clear_out_at_once
from listening import ledger
from practice_hub.backups.hooks import Ledger, register_ledger, register_step


def erase_again(made_at: datetime, now: datetime) -> Iterable[str]:
    """After the answers were stopped, so that none of them is just leaving."""
    count = again.do_again(now)
    if count:
        yield f"What {count:,} erasures took was found again, and is gone again."


def clear_out(made_at: datetime, now: datetime) -> Iterable[str]:
    """What grew too old since the backup, by the rules that stand in it."""
    policies = RetentionPolicy.objects.exclude(months={}).select_related("practice")
    count = sum(
        clear_out_at_once(practice=policy.practice, now=now) for policy in policies.order_by("pk")
    )
    if count:
        yield f"{count:,} rows were older than the practices' rules of keeping, and went."


def lose_files(made_at: datetime, now: datetime) -> Iterable[str]:
    """Files for people and exports are in no backup: their rows say so."""
    files.expire_lost(now=now)
    runs.expire_lost()
    return ()


register_ledger(
    Ledger(
        kind=again.KIND,
        rank=1,  # with the last post goes the name by which a person is found
        said="{count} erasures of people were done since the backup, and are done again.",
        prepare=ledger.digests,
        lines=again.lines,
        apply=again.apply,
    )
)
register_step("erasures", erase_again)
register_step("keeping", clear_out)
register_step("files", lose_files)
