"""A network that stops our answers for what they say: nothing more is sent until a person agrees.

Facebook answers 368 (blocked as abusive) or 10/1893063 (the page may not send for some time).
Whoever goes on writing makes such a block longer, so all answers of the account wait, the managers
are told once, and one of them lets the answers go again under Sources (L2).
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from listening.accounts import note
from listening.alerting import tell_managers
from listening.models import NetworkAccount
from listening.refusals import SourceRefusedError
from practice_hub.alerts.actions import close_alerts
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.models import User


def note_block(account: NetworkAccount, *, now: datetime) -> bool:
    """The network blocked an answer of `account`: said once; in the caller's transaction."""
    unblocked = NetworkAccount.objects.filter(pk=account.pk, answers_blocked_at=None)
    if not unblocked.update(answers_blocked_at=now):
        return False
    note("account.answers_blocked", account, None, now)
    tell_managers(Kind.ANSWERS_BLOCKED, account, now=now)
    return True


def let_answers_go(*, account: NetworkAccount, actor: User, now: datetime) -> None:
    """What waits goes out again, if it is still wanted. Raises SourceRefusedError."""
    with transaction.atomic(durable=True):
        blocked = NetworkAccount.objects.filter(pk=account.pk, answers_blocked_at__isnull=False)
        if not blocked.update(answers_blocked_at=None):
            raise SourceRefusedError(
                _("Answers of %(label)s are not stopped. Nothing was changed.")
                % {"label": account.display_label}
            )
        note("account.answers_let_go", account, actor, now)
        close_alerts(Kind.ANSWERS_BLOCKED, practice_id=account.practice_id, subject=account, at=now)
