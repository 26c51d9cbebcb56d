"""Who is told of medical matters, and how loudly (P4). Runs in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.urls import reverse

from inbox.models import Conversation
from listening.models import Category, NetworkAccount
from practice_hub.alerts.actions import raise_alert
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.duty import available, in_order
from practice_hub.practices.models import Membership
from practice_hub.roles import ROLE_ACTS, Act, Role

NOBODY: frozenset[int] = frozenset()


def members_of(practice_id: int) -> list[Membership]:
    """Everybody who works here now, with their users: what the choices below are made of."""
    members = Membership.objects.active().filter(practice_id=practice_id)
    return list(members.select_related("user"))


def tell_red_flag(row: Conversation, members: Sequence[Membership], *, at: datetime) -> None:
    """Every practitioner and manager, at once and again until somebody has it."""
    _raise(Kind.RED_FLAG, row, _page(row), _leads(members, at), at)


def tell_all_leads(row: Conversation, members: Sequence[Membership], *, at: datetime) -> None:
    """Nobody took it in time: whoever may end an emergency is told, the owner too."""
    roles = {role for role, acts in ROLE_ACTS.items() if Act.CLEAR_RED_FLAG in acts}
    _raise(Kind.RED_FLAG, row, _page(row), [m for m in members if m.role in roles], at)


def tell_medical(
    row: Conversation,
    members: Sequence[Membership],
    *,
    at: datetime,
    exclude: Collection[int] = NOBODY,
) -> None:
    """Calmly, once: the practitioner on duty and the manager."""
    _calmly(Kind.MEDICAL, row, members, at, exclude)


def tell_mark_removed(row: Conversation, members: Sequence[Membership], *, at: datetime) -> None:
    _calmly(Kind.MARK_REMOVED, row, members, at, NOBODY)


def tell_old_news(account: NetworkAccount, members: Sequence[Membership], *, at: datetime) -> None:
    """One word for all that was found in a source's past, leading to the list of it."""
    path = f"{reverse('inbox:list')}?queue=all&category={Category.MEDICAL.value}"
    _raise(Kind.MEDICAL, account, path, on_duty(members, at), at)


def on_duty(
    members: Sequence[Membership], now: datetime, exclude: Collection[int] = NOBODY
) -> list[Membership]:
    """The practitioner whose turn it is and the manager; without either the owner."""
    found = [
        member
        for role in (Role.PRACTITIONER, Role.MANAGER)
        for member in in_order(members, {role.value}, now=now, exclude=exclude)[:1]
    ]
    return found or in_order(members, {Role.OWNER.value}, now=now, exclude=exclude)[:1]


def _leads(members: Sequence[Membership], now: datetime) -> list[Membership]:
    """Practitioners and managers, away or not; while none of them is here the owners as well."""
    found = [m for m in members if m.role in (Role.PRACTITIONER, Role.MANAGER)]
    if available(found, now):
        return found
    return [*found, *(m for m in members if m.role == Role.OWNER)]


def _calmly(
    kind: Kind,
    row: Conversation,
    members: Sequence[Membership],
    at: datetime,
    exclude: Collection[int],
) -> None:
    told = on_duty(members, at, exclude)
    if told or not exclude:  # when the only doctor marks it, there is nobody left to tell
        _raise(kind, row, _page(row), told, at)


def _page(row: Conversation) -> str:
    return reverse("inbox:conversation", args=[row.pk])


def _raise(
    kind: Kind,
    subject: Conversation | NetworkAccount,
    path: str,
    told: Iterable[Membership],
    at: datetime,
) -> None:
    raise_alert(
        kind,
        practice_id=subject.practice_id,
        subject=subject,
        path=path,
        recipients=[member.user_id for member in told],
        at=at,
    )
