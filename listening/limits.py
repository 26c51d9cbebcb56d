"""Which limits of an account are used up: a row, not memory, so that all processes keep them.

Written at once when a network says so, read before every call (see `listening.connectors.limits`),
and over when its time is over: no later answer opens it earlier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from listening.connectors.base import RateWindow
from listening.connectors.limits import FULL_PERCENT
from listening.models import NetworkAccount, RateWindowRow
from practice_hub.bulk import storable_count

# Whatever was said: after an hour one call asks again, so that a time that lies silences nothing.
LONGEST = timedelta(hours=1)
WITHOUT_RESET = timedelta(minutes=15)
USED_UP = Q(remaining=0) | Q(used_percent__gte=FULL_PERCENT)


class AccountLimits:
    """The limits of one account, as its connectors ask for them."""

    def __init__(self, account_id: int, clock: Callable[[], datetime] = timezone.now) -> None:
        self._account_id = account_id
        self._clock = clock

    def now(self) -> datetime:
        """This machine's clock: a call is made now, whatever moment a job was started for."""
        return self._clock()

    def closed_until(self, buckets: Sequence[str]) -> datetime | None:
        """The latest end of what is used up among `buckets`; None when nothing is."""
        rows = RateWindowRow.objects.filter(USED_UP, account=self._account_id, bucket__in=buckets)
        now = self._clock()
        ends = [end for row in rows if (end := end_of(row, now)) > now]
        return max(ends, default=None)

    @transaction.atomic(durable=True)
    def close(self, windows: Sequence[RateWindow]) -> None:
        """Write down what is used up. An account that was removed meanwhile needs no limits."""
        accounts = NetworkAccount.objects.select_for_update(no_key=True)
        account = accounts.filter(pk=self._account_id).first()
        if account is not None:
            store_windows(account, windows, self._clock())


def end_of(row: RateWindowRow, now: datetime) -> datetime:
    """When a limit that is used up is over. One written by a clock that went back is over."""
    if row.seen_at > now:
        return now
    end = row.reset_at or row.seen_at + WITHOUT_RESET
    return min(end, row.seen_at + LONGEST)


def store_windows(account: NetworkAccount, windows: Sequence[RateWindow], now: datetime) -> None:
    """Keep the last thing the network said about each limit; the caller has locked the account.

    What is used up stays so until its time is over, whatever another answer says of it: a look
    that ends late, or a call that counts elsewhere, must not open it.
    """
    by_bucket = {window.bucket[:120]: window for window in windows}
    known = RateWindowRow.objects.filter(USED_UP, account=account, bucket__in=by_bucket)
    closed = {row.bucket for row in known if end_of(row, now) > now}
    rows = [
        _row(account, window, bucket, now)
        for bucket, window in sorted(by_bucket.items())
        if window.is_used_up or bucket not in closed
    ]
    RateWindowRow.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["account", "bucket"],
        update_fields=["limit", "remaining", "used_percent", "reset_at", "seen_at"],
    )


def _row(account: NetworkAccount, window: RateWindow, bucket: str, now: datetime) -> RateWindowRow:
    return RateWindowRow(
        account=account,
        bucket=bucket,
        limit=_positive(window.limit),
        remaining=_positive(window.remaining),
        used_percent=window.used_percent,
        reset_at=window.reset_at,
        seen_at=window.seen_at or now,
    )


def _positive(value: int | None) -> int | None:
    return None if value is None else storable_count(value)
