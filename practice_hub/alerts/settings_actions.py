"""Every change to how people are told: guarded, with an audit row, in one transaction each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from practice_hub.alerts.actions import AlertError, close_alerts, raise_alert
from practice_hub.alerts.groups import CHAINED, Choice, Group
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert, AlertPhone, AlertSettings, ChainSettings
from practice_hub.alerts.preferences import stored_choices
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership

TEST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Wishes:
    """All that one form says; `phone` is "" or a number in E.164."""

    choices: Mapping[Group, Choice]
    is_desktop_on: bool
    phone: str
    rhythm: str
    digest_at: time
    quiet_from: time | None
    quiet_until: time | None
    is_quiet_at_weekends: bool


@transaction.atomic(durable=True)
def change_settings(*, member: Membership, wishes: Wishes, now: datetime) -> None:
    """One's own choice. What was booked before keeps its time, but breaks into no quiet hours."""
    AlertSettings.objects.update_or_create(
        membership=member,
        defaults={
            "choices": stored_choices(wishes.choices),
            "is_desktop_on": wishes.is_desktop_on,
            "rhythm": wishes.rhythm,
            "digest_at": wishes.digest_at,
            "quiet_from": wishes.quiet_from,
            "quiet_until": wishes.quiet_until,
            "is_quiet_at_weekends": wishes.is_quiet_at_weekends,
            "changed_at": now,
        },
    )
    phones = AlertPhone.objects.filter(user_id=member.user_id)
    if not wishes.phone:
        phones.delete()
    else:
        number = {"number": wishes.phone}
        AlertPhone.objects.update_or_create(user_id=member.user_id, defaults=number)
    record(
        "alert.settings_changed",
        practice=member.practice_id,
        subject=member,
        actor=member.user,
        at=now,
    )


@transaction.atomic(durable=True)
def change_chain(
    *, actor: Membership, minutes: tuple[int, int, int], kinds: Sequence[str], now: datetime
) -> None:
    """`minutes` until the desk, the managers, the owners; alerts under way keep their time."""
    desk, managers, owners = minutes
    chain, _ = ChainSettings.objects.update_or_create(
        practice_id=actor.practice_id,
        defaults={
            "desk_minutes": desk,
            "managers_minutes": managers,
            "owners_minutes": owners,
            "kinds": [kind.value for kind in CHAINED if kind.value in kinds],
        },
    )
    record(
        "alert.chain_changed",
        practice=actor.practice_id,
        subject=chain,
        actor=actor.user,
        at=now,
        minutes=list(minutes),
        kinds=chain.kinds,
    )


@transaction.atomic(durable=True)
def send_test(*, member: Membership, now: datetime) -> Alert:
    """A harmless alert to oneself by every way there is; AlertError when asked for too often."""
    Membership.objects.select_for_update(of=("self",)).get(pk=member.pk)
    tests = Alert.objects.filter(
        practice_id=member.practice_id, kind=Kind.TEST, subject_id=member.pk
    )
    if tests.filter(created_at__gt=now - TEST_PAUSE).exists():
        raise AlertError(_("A test is on its way. Wait half a minute before you send another one."))
    close_alerts(Kind.TEST, practice_id=member.practice_id, subject=member, at=now)
    return raise_alert(
        Kind.TEST,
        practice_id=member.practice_id,
        subject=member,
        path=reverse("alerts:settings"),
        recipients=[member.user_id],
        at=now,
    )
