"""How people want to be told: what they chose, or else the defaults of their role."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from practice_hub.alerts.groups import (
    EVERYWHERE,
    GROUP_OF,
    Choice,
    Group,
    MailWhen,
    default_choice,
)
from practice_hub.alerts.models import AlertPhone, AlertSettings
from practice_hub.alerts.timing import Rest
from practice_hub.practices.models import Membership


@dataclass(frozen=True, slots=True)
class Preferences:
    """Of one member; `choices` has every group."""

    user_id: int
    choices: Mapping[Group, Choice]
    rest: Rest
    is_desktop_on: bool = False
    phone: str = ""

    def choice(self, kind: str) -> Choice:
        return self.choices[GROUP_OF[kind]]


def preferences_of(practice_id: int, user_ids: Iterable[int]) -> dict[int, Preferences]:
    """By user id, of members of the practice; one query."""
    members = Membership.objects.filter(practice_id=practice_id, user_id__in=list(user_ids))
    rows = members.select_related("practice", "alert_settings", "user__alert_phone")
    return {row.user_id: preferences(row) for row in rows}


def preferences(member: Membership) -> Preferences:
    """Of one member; a query each for what is not loaded yet."""
    chosen: AlertSettings | None = getattr(member, "alert_settings", None)
    phone: AlertPhone | None = getattr(member.user, "alert_phone", None)
    stored = chosen.choices if chosen else {}
    return Preferences(
        user_id=member.user_id,
        choices={group: _choice(member.role, group, stored.get(group.value)) for group in Group},
        rest=rest_of(chosen, member),
        is_desktop_on=chosen.is_desktop_on if chosen else False,
        phone=phone.number if phone else "",
    )


def rest_of(chosen: AlertSettings | None, member: Membership) -> Rest:
    zone, alone = member.practice.zone, member.user.undisturbed_until
    if chosen is None:
        return Rest(zone, undisturbed_until=alone)
    return Rest(
        zone,
        quiet_from=chosen.quiet_from,
        quiet_until=chosen.quiet_until,
        is_quiet_at_weekends=chosen.is_quiet_at_weekends,
        rhythm=chosen.rhythm,
        digest_at=chosen.digest_at,
        undisturbed_until=alone,
    )


def stored_choices(choices: Mapping[Group, Choice]) -> dict[str, dict[str, Any]]:
    """For the JSON column; emergencies are nobody's choice."""
    return {
        group.value: asdict(choice) | {"mail": choice.mail.value}
        for group, choice in choices.items()
        if group != Group.EMERGENCY
    }


def _choice(role: str, group: Group, stored: Mapping[str, Any] | None) -> Choice:
    if group == Group.EMERGENCY:
        return EVERYWHERE
    if stored is None:  # a group that is younger than the choice
        return default_choice(role, group)
    return Choice(
        page=bool(stored["page"]),
        desktop=bool(stored["desktop"]),
        mail=MailWhen(stored["mail"]),
        sms=bool(stored["sms"]),
    )
