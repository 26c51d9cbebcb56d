"""Who can be asked now, and in which order: away colleagues hand over to whom they named (O1).

Pure but for the one query in `asked_in_order`. Time alone ends an absence: `away_until` at or
before now counts as here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from practice_hub.practices.models import Membership, Practice
from practice_hub.practices.rules import may_stand_in


def available(memberships: Iterable[Membership], now: datetime) -> list[Membership]:
    """Those who are not away at `now`, in the order given."""
    return [member for member in memberships if not member.is_away(now)]


def in_their_place(
    member: Membership, members: Mapping[int, Membership], now: datetime
) -> Membership | None:
    """The member, or while they are away the first of the chain of stand-ins who is here.

    `members` holds the active members of the practice by pk; a stand-in who left is none. None
    when the chain ends, or closes to a ring, with everybody in it away.
    """
    seen: set[int] = set()
    current: Membership | None = member
    while current is not None and current.is_away(now):
        seen.add(current.pk)
        following = members.get(current.stand_in_id or 0)
        current = None if following is None or following.pk in seen else following
    return current


def in_order(
    members: Iterable[Membership],
    roles: Collection[str],
    *,
    now: datetime,
    exclude: Collection[int] = (),
) -> list[Membership]:
    """`asked_in_order` over the active `members` of one practice, already loaded."""
    by_pk = {member.pk: member for member in members}
    found: dict[int, Membership] = {}
    for member in sorted(by_pk.values(), key=lambda each: (each.joined_at, each.pk)):
        if member.role not in roles:
            continue
        asked = in_their_place(member, by_pk, now)
        if asked and asked.user_id not in exclude and _fits(asked, member, roles):
            found.setdefault(asked.pk, asked)
    return list(found.values())


def _fits(asked: Membership, member: Membership, roles: Collection[str]) -> bool:
    # Asked anew, because the role of either may have changed since the stand-in was named.
    return asked.role in roles or may_stand_in(asked.role, member.role)


def asked_in_order(
    practice: Practice | int,
    roles: Collection[str],
    *,
    now: datetime,
    exclude: Collection[int] = frozenset(),
) -> list[Membership]:
    """Whom to ask at `now`, first to last: one query, users loaded, nobody twice.

    Active members with one of `roles`, longest in the practice first; in the place of somebody
    away stands their stand-in (and theirs, when they are away too). `exclude` holds ids of users
    not to ask, such as the author (four eyes) or who was asked already; the stand-in of an
    excluded person who is away is still asked. A stand-in has one of `roles`, or a role that can
    stand in for it (an owner for a manager; for a practitioner only another practitioner). Empty
    when nobody is here: ask another role.
    """
    practice_id = practice if isinstance(practice, int) else practice.pk
    members = Membership.objects.active().filter(practice_id=practice_id).select_related("user")
    return in_order(members, roles, now=now, exclude=exclude)
