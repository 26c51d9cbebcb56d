"""Reads that a network bills, and the month's budget for them (fact 3: X is paid per read)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from listening.models import Network, NetworkAccount


def is_billed(account: NetworkAccount) -> bool:
    """Only X bills reads."""
    return account.network == Network.X


def of_month(account: NetworkAccount) -> int:
    """Posts that may be read in a calendar month (UTC, as X counts) before reading slows down."""
    return account.read_budget or int(settings.X_MONTHLY_READ_BUDGET)


def reads_in_month(account: NetworkAccount, now: datetime) -> int:
    """Posts read so far in the month of `now`."""
    return account.reads_count if account.reads_month == _month(now) else 0


def used_share(account: NetworkAccount) -> float:
    """Share of the counted month's read budget that is used; 1.0 is spent."""
    budget = of_month(account)
    return account.reads_count / budget if is_billed(account) and budget else 0.0


def count_reads(account: NetworkAccount, posts_read: int, now: datetime) -> None:
    """Add to the month's count; the caller has locked the account."""
    account.reads_count = reads_in_month(account, now) + posts_read
    account.reads_month = _month(now)
    account.save(update_fields=["reads_month", "reads_count"])


def _month(now: datetime) -> str:
    return now.strftime("%Y-%m")
