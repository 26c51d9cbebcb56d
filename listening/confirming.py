"""Accounts after a restore: read at once, and silent until a person says that they are still ours.

Nobody knows what became of an account after the backup was made: its page may have been sold, its
token given back, its posts answered by other people. So nothing is sent through it before somebody
looked, the network was asked, and what came in since was read.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from listening import catching_up, wording
from listening.accounts import note, verified
from listening.models import NetworkAccount
from listening.refusals import SourceRefusedError
from listening.stored import kept
from practice_hub.practices.models import User


def confirm(*, account: NetworkAccount, actor: User, now: datetime) -> None:
    """It is still ours: answers leave through it again.

    The network is asked first, outside any transaction. Doing it twice changes nothing. Raises
    SourceRefusedError.
    """
    if account.restored_at is None:
        return
    if not catching_up.is_read_again(account):
        raise SourceRefusedError(wording.still_reading(account))
    info = verified(account.network, kept(account), now)
    if info.external_id != account.external_id:
        raise SourceRefusedError(wording.other_account(account, info))
    with transaction.atomic(durable=True):
        held = NetworkAccount.objects.filter(pk=account.pk, restored_at=account.restored_at)
        if held.update(restored_at=None):
            note("account.confirmed", account, actor, now)
