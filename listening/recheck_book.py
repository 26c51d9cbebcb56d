"""The books of looking again: who is due, what a day may cost, what was found."""

from __future__ import annotations

import calendar
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from listening import budget, pacing
from listening.connectors.base import Connector, ConnectorError
from listening.limits import store_windows
from listening.models import Network, NetworkAccount, Recheck, RecheckBook
from listening.recheck_plan import AGAIN_AFTER, Asked, Rank, next_due, open_ids, rank_of
from practice_hub.bulk import storable, update_rows

BATCH = 90  # X takes a hundred ids, and our own posts may be asked about with them
LEASE = timedelta(minutes=10)
SHARE_OF_BUDGET = 0.5  # of what is left of the month: hearing what is new comes first
LEFT_TO_OTHERS = 50.0  # percent of a limit of the network
_COUNT_AGAIN = timedelta(minutes=15)
_ASK_LATER = timedelta(hours=1)


def ready(account_ids: Collection[int], now: datetime) -> list[int]:
    """Those that no limit and no trouble holds back."""
    held = RecheckBook.objects.filter(account_id__in=account_ids, pause_until__gt=now)
    paused = set(held.values_list("account_id", flat=True))
    return [pk for pk in account_ids if pk not in paused]


@transaction.atomic(durable=True)
def open_day(*, account: NetworkAccount, now: datetime) -> RecheckBook:
    """The book of today (UTC, as X counts): what may be spent is settled when the day begins."""
    row, _ = RecheckBook.objects.get_or_create(account=account, defaults={"day": now.date()})
    book = RecheckBook.objects.select_for_update().get(pk=row.pk)
    is_new_day = book.day != _utc(now).date() or (book.allowed is None and book.counted_at is None)
    if is_new_day:
        book.day, book.spent, book.allowed = _utc(now).date(), 0, allowance(account, now)
    if book.counted_at is None or now - book.counted_at >= _COUNT_AGAIN:
        _count(book, account, now)
    book.save()
    return book


def allowance(account: NetworkAccount, now: datetime) -> int | None:
    """Billed looks that one day may have: an even share of half of what the month has left."""
    if not budget.is_billed(account):
        return None
    today = _utc(now).date()
    days = calendar.monthrange(today.year, today.month)[1] - today.day + 1
    left = budget.of_month(account) - budget.reads_in_month(account, now)
    return max(int(left * SHARE_OF_BUDGET / days), 0)


def _count(book: RecheckBook, account: NetworkAccount, now: datetime) -> None:
    rows = Recheck.objects.filter(account__in=_asked_for(account)).values_list("rank")
    by_rank = dict(rows.annotate(number=Count("pk")).order_by())
    book.watched = sum(by_rank.values())
    book.active = by_rank.get(Rank.OPEN, 0) + by_rank.get(Rank.YOUNG, 0)
    book.counted_at = now


def _asked_for(account: NetworkAccount) -> list[int]:
    """Whose posts this account asks about. On X anybody may look up a post, so the first that is
    connected also asks for those that are not; a page of Facebook sees its own posts only."""
    if account.network != Network.X:
        return [account.pk]
    same = NetworkAccount.objects.filter(practice_id=account.practice_id, network=account.network)
    connected = list(same.connected().order_by("pk").values_list("pk", flat=True))
    if account.pk not in connected[:1]:
        return [account.pk]
    others = same.exclude(pk__in=connected).values_list("pk", flat=True)
    return [account.pk, *others]


@transaction.atomic(durable=True)
def take(*, account: NetworkAccount, now: datetime) -> list[Asked]:
    """The next due posts, what matters most first; due again after LEASE should we be killed.

    Without budget left only those that this day has paid for already.
    """
    book = RecheckBook.objects.filter(account=account).first()
    left = None if book is None or book.allowed is None else book.allowed - book.spent
    whose = _asked_for(account)
    rows: list[Recheck] = []
    for rank in Rank:
        remains = None if left is None else left - len(rows)
        rows += _due(whose, rank, remains, BATCH - len(rows), now)
    Recheck.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + LEASE)
    unproven = _unproven({row.account_id for row in rows if row.mention.is_imported})
    return [_asked(row, unproven, now) for row in rows]


def _due(
    whose: Sequence[int], rank: Rank, left: int | None, most: int, now: datetime
) -> list[Recheck]:
    found: QuerySet[Recheck] = Recheck.objects.filter(
        account__in=whose, rank=rank, due_at__lte=now
    ).order_by("due_at")
    if left is not None and left < most:
        is_paid = Q(checked_at__gte=_midnight(now)) | Q(
            mention__first_seen_at__gte=_midnight(now), mention__is_imported=False
        )
        if left <= 0 and rank == Rank.REST:
            return []
        found, most = (found.filter(is_paid), most) if left <= 0 else (found, left)
    locked = found.select_for_update(skip_locked=True, of=("self",), no_key=True)
    return list(locked.select_related("mention").defer("mention__text", "mention__media")[:most])


def _unproven(account_ids: Collection[int]) -> set[int]:
    known = Recheck.objects.exclude(checked_at=None)
    return {pk for pk in account_ids if not known.filter(account=pk).exists()}


def _asked(row: Recheck, unproven: Collection[int], now: datetime) -> Asked:
    post = row.mention
    paid_at = row.checked_at or (None if post.is_imported else post.first_seen_at)
    return Asked(
        mention_id=post.pk,
        practice_id=post.practice_id,
        network=post.network,
        name=post.version_id or post.external_id,
        posted_at=post.posted_at,
        author_id=post.author_id,
        doubted_at=row.doubted_at,
        is_free=paid_at is not None and paid_at >= _midnight(now),
        is_unproven=post.is_imported and row.account_id in unproven,
    )


@transaction.atomic(durable=True)
def book(
    *,
    account: NetworkAccount,
    taken: Sequence[Asked],
    here: Sequence[Asked],
    doubted: Collection[int],
    now: datetime,
) -> None:
    """Plan anew what is still there or in doubt, and count what X will bill."""
    locked = NetworkAccount.objects.select_for_update(no_key=True).get(pk=account.pk)
    opened = open_ids([each.mention_id for each in here])
    rows = [_seen(each, is_open=each.mention_id in opened, now=now) for each in here]
    update_rows(rows, ("rank", "due_at", "checked_at", "doubted_at"))
    _book_doubts(account, taken, doubted, now)
    silent = {each.mention_id for each in taken} - {each.mention_id for each in here} - {*doubted}
    Recheck.objects.filter(pk__in=silent).update(due_at=now + _ASK_LATER)
    cost = sum(not each.is_free for each in here) if budget.is_billed(account) else 0
    if cost:
        budget.count_reads(locked, cost, now)
    RecheckBook.objects.filter(account=account).update(
        spent=F("spent") + cost, looked_at=now, error="", pause_until=None
    )


def _seen(each: Asked, *, is_open: bool, now: datetime) -> Recheck:
    rank = rank_of(each.posted_at, now, is_open=is_open)
    due_at = next_due(each.mention_id, rank, now)
    return Recheck(
        mention_id=each.mention_id, rank=rank.value, due_at=due_at, checked_at=now, doubted_at=None
    )


def _book_doubts(
    account: NetworkAccount, taken: Sequence[Asked], doubted: Collection[int], now: datetime
) -> None:
    if not doubted:
        return
    # Nothing proves that these ever were there: once a day is often enough.
    unproven = [e.mention_id for e in taken if e.mention_id in doubted and e.is_unproven]
    in_doubt = Recheck.objects.filter(pk__in=doubted).exclude(pk__in=unproven)
    in_doubt.filter(doubted_at=None).update(doubted_at=now)
    count = in_doubt.update(due_at=now + AGAIN_AFTER)
    Recheck.objects.filter(pk__in=unproven).update(due_at=now + timedelta(days=1))
    if count:
        RecheckBook.objects.filter(account=account).update(doubted_at=now, doubted_count=count)


@transaction.atomic(durable=True)
def note_limits(*, account: NetworkAccount, connector: Connector, now: datetime) -> bool:
    """Keep what the network said of its limits. False: the rest of one is for feeds and answers."""
    windows = connector.rate_windows()
    store_windows(account, windows, now)
    near = [window for window in windows if (window.used_percent or 0) >= LEFT_TO_OTHERS]
    if not near:
        return True
    until = max(window.reset_at or now + pacing.DEFAULT_LIMIT_WAIT for window in near)
    RecheckBook.objects.filter(account=account).update(
        pause_until=min(until, now + pacing.MAX_LIMIT_WAIT)
    )
    return False


@transaction.atomic(durable=True)
def pause(
    *, account: NetworkAccount, connector: Connector | None, error: ConnectorError, now: datetime
) -> None:
    """The network did not answer: nothing is known, so nothing is forgotten. Feeds tell people of
    a dead token; here we only wait."""
    if connector is not None:
        store_windows(account, connector.rate_windows(), now)
    following = pacing.after_failure(error, failures=1, interval=AGAIN_AFTER, now=now)
    RecheckBook.objects.filter(account=account).update(
        pause_until=following.at, error=storable(error.detail)[:300]
    )


def _midnight(now: datetime) -> datetime:
    return datetime.combine(_utc(now).date(), time.min, UTC)


def _utc(now: datetime) -> datetime:
    return now.astimezone(UTC)
