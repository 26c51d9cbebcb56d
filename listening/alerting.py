"""Alerts about one account, for those who look after sources."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from listening.models import NetworkAccount
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.telling import hearers
from practice_hub.roles import Act


def path_of(account: NetworkAccount) -> str:
    """The account's card on the page of sources."""
    return f"{reverse('listening:sources')}#account-{account.pk}"


def tell_managers(kind: Kind, account: NetworkAccount, *, now: datetime) -> None:
    """Raise an alert about `account`; in the caller's transaction."""
    raise_alert(
        kind,
        practice_id=account.practice_id,
        subject=account,
        path=path_of(account),
        recipients=hearers(account.practice_id, act=Act.MANAGE_SOURCES),
        at=now,
    )
