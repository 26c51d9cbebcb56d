""" "Do not disturb", by hand and until a time: a form, and the two acts.

Mail, SMS, notifications of the desktop and sounds wait until it is over. Emergencies still come
through, as they do in quiet hours, and say so.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from practice_hub.alerts.actions import TOPIC
from practice_hub.alerts.kinds import Hold
from practice_hub.alerts.models import AlertDelivery
from practice_hub.alerts.preferences import preferences
from practice_hub.alerts.timing import after_rest
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership, User
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roles import Act

MINUTES = {"30": _("For 30 minutes"), "60": _("For an hour"), "240": _("For 4 hours")}


class UndisturbedForm(forms.Form):
    """One of the buttons, or a time on the clock: the next time it shows that. Never over a day."""

    minutes = forms.ChoiceField(
        choices=list(MINUTES.items()),
        required=False,
        error_messages={"invalid_choice": _("Use one of the buttons, or give a time.")},
    )
    clock = forms.TimeField(
        required=False,
        label=_("Until"),
        widget=forms.TimeInput({"type": "time", "step": "300"}, format="%H:%M"),
        error_messages={"invalid": _("Give a time like 14:00.")},
    )

    def __init__(self, data: Any = None, *, now: datetime, zone: ZoneInfo) -> None:
        super().__init__(data, auto_id="undisturbed_%s")
        self._now, self._zone = now, zone

    def clean(self) -> dict[str, Any]:
        """Set `until`."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        if data.get("minutes"):
            return data | {"until": self._now + timedelta(minutes=int(data["minutes"]))}
        if data.get("clock") is None:
            self.add_error("clock", _("Give a time, or use one of the buttons."))
            return data
        return data | {"until": self._next(data["clock"])}

    def _next(self, clock: time) -> datetime:
        today = self._now.astimezone(self._zone).date()
        at = datetime.combine(today, clock, self._zone)
        return (
            at if at > self._now else datetime.combine(today + timedelta(days=1), clock, self._zone)
        )


@transaction.atomic(durable=True)
def begin_undisturbed(*, member: Membership, until: datetime, now: datetime) -> None:
    """`until` lies ahead. What waits already keeps its time, but is not told before the end."""
    User.objects.filter(pk=member.user_id).update(undisturbed_until=until)
    _note("alert.undisturbed", member, now, until=until.isoformat(timespec="minutes"))


@transaction.atomic(durable=True)
def end_undisturbed(*, member: Membership, now: datetime) -> bool:
    """What was held comes now, as one message, or when one's quiet hours end; False when it was
    over already."""
    users = User.objects.filter(pk=member.user_id, undisturbed_until__gt=now)
    if not users.update(undisturbed_until=None):
        return False
    everywhere = Membership.objects.active().filter(user_id=member.user_id)
    for place in everywhere.select_related("practice", "user", "alert_settings"):
        _release(place, now)
    _note("alert.undisturbed_ended", member, now)
    publish_on_commit(member.practice_id, TOPIC, heard_by=Act.READ_ALERTS)
    return True


def _release(member: Membership, now: datetime) -> None:
    held = AlertDelivery.objects.filter(
        alert__practice_id=member.practice_id, user_id=member.user_id, hold=Hold.ALONE, sent_at=None
    )
    due = after_rest(preferences(member).rest, now)
    held.filter(next_try_at__gt=now).update(
        due_at=due.at, next_try_at=due.at, hold=due.hold or Hold.ALONE
    )


def _note(name: str, member: Membership, now: datetime, **details: str) -> None:
    record(
        name,
        practice=member.practice_id,
        subject=member,
        actor=member.user,
        at=now,
        **details,
    )
