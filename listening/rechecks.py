"""Looking again at what is stored, so that deletions are found within 24 hours (rules of X).

A beat hands out accounts; a worker takes due rows a hundred at a time, asks the network outside of
any transaction, forgets what is gone and plans the rest anew. A row that was taken is due again
after its lease, so a killed worker costs minutes and never a post. Feeds and answers come first:
half a limit is left to them, and of the read budget only what a day may have is spent.

When many posts of different people vanish at once, the network (or our right to see them) is more
likely at fault than all of them; and Facebook's word for "gone" also means "not for you". Both are
asked about once more before anything is forgotten (recheck_doubt.py).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime

from listening import recheck_book, recheck_doubt, sentences
from listening.clients import connector_for
from listening.connectors.base import Connector, ConnectorError, ErrorKind
from listening.connectors.rechecks import LooksAgain, Standing
from listening.forgetting import Reason, forget_each
from listening.models import NetworkAccount
from listening.recheck_plan import Asked
from listening.shares import forget_sharers
from practice_hub.jobs import enqueue_on_commit

logger = logging.getLogger(__name__)
LOOK_AGAIN = "listening.look_again"
FOR_SECONDS = 20.0  # then other work has its turn


def hand_out(*, now: datetime) -> list[int]:
    """Nudge a worker for every account that may be asked; gives their ids."""
    forget_sharers(now)
    ids = [account.pk for account in NetworkAccount.objects.connected().order_by("pk")]
    waiting = recheck_book.ready(ids, now)
    for account_id in waiting:
        enqueue_on_commit(LOOK_AGAIN, account_id=account_id)
    return waiting


def look_again(*, account_id: int, now: datetime, for_seconds: float = FOR_SECONDS) -> int:
    """Look at due posts of one account for a while; gives how many were forgotten."""
    account = NetworkAccount.objects.connected().filter(pk=account_id).first()
    if account is None:
        return 0
    ends, count = time.monotonic() + for_seconds, 0
    recheck_book.open_day(account=account, now=now)
    while True:
        found = _slice(account, now)
        count += found or 0
        if found is None or time.monotonic() >= ends:
            return count


def _slice(account: NetworkAccount, now: datetime) -> int | None:
    """One call's worth. None: nothing more to do for now."""
    taken = recheck_book.take(account=account, now=now)
    if not taken:
        return None
    connector: Connector | None = None
    try:
        connector = connector_for(account)
        standing = _ask(connector, taken, now)
    except ConnectorError as error:
        recheck_book.pause(account=account, connector=connector, error=error, now=now)
        return None
    return _book(account, connector, taken, standing, now)


def _ask(connector: Connector, taken: Sequence[Asked], now: datetime) -> Standing:
    if not isinstance(connector, LooksAgain):
        raise ConnectorError(ErrorKind.UNSUPPORTED, sentences.CANNOT_ASK)
    doubted = any(asked.doubted_at for asked in taken)
    witnesses = recheck_doubt.witnesses(taken[0].practice_id, taken[0].network) if doubted else []
    standing = connector.look_again([*(asked.name for asked in taken), *witnesses], now=now)
    if doubted and not recheck_doubt.is_credible(connector, standing, witnesses, taken, now):
        raise ConnectorError(ErrorKind.TRANSIENT, sentences.NOT_CREDIBLE, code="not-credible")
    return standing


def _book(
    account: NetworkAccount,
    connector: Connector,
    taken: Sequence[Asked],
    standing: Standing,
    now: datetime,
) -> int | None:
    """Forget first: a cut before the rest was planned only asks once more."""
    gone = {each.mention_id: why for each in taken if (why := standing.why(each.name))}
    doubted = recheck_doubt.doubted(taken, gone, standing.unsure, now)
    sure = {pk: Reason(why.value) for pk, why in gone.items() if pk not in doubted}
    count = forget_each(sure, at=now)
    if count:
        logger.info("account %s: %s posts are gone and forgotten", account.pk, count)
    here = [each for each in taken if each.name in standing.here]
    recheck_book.book(account=account, here=here, doubted=doubted, taken=taken, now=now)
    is_going_on = recheck_book.note_limits(account=account, connector=connector, now=now)
    return count if is_going_on else None
