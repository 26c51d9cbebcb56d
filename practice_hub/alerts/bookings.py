"""Which deliveries one person gets of one alert, and when each is due."""

from __future__ import annotations

from datetime import datetime

from practice_hub.alerts.channels import SENDERS
from practice_hub.alerts.groups import GROUP_OF, Group, MailWhen
from practice_hub.alerts.kinds import NOT_IN_STRIP, Channel
from practice_hub.alerts.models import Alert
from practice_hub.alerts.preferences import Preferences
from practice_hub.alerts.timing import Due, after_rest, next_digest

Row = dict[str, object]


def rows_for(alert: Alert, person: Preferences, at: datetime) -> list[Row]:
    """The rows to insert: always one of PAGE, because an alert must stand somewhere."""
    rows = [_page_row(alert, person, at)]
    for channel in _channels(alert.kind, person):
        due = due_for(alert.kind, channel, person, at)
        row: Row = {"due_at": due.at, "next_try_at": due.at, "hold": due.hold}
        row |= {"sent_at": None, "sent_count": 0, "is_in_strip": False}
        rows.append(_common(alert, person, channel, at) | row)
    return rows


def due_for(kind: str, channel: str, person: Preferences, at: datetime) -> Due:
    """When `person` is told of `kind` by `channel` if it happens, or comes up again, at `at`.

    Emergencies, and the test that somebody asked for, wait for nothing.
    """
    if GROUP_OF[kind] == Group.EMERGENCY:
        return Due(at)
    if channel == Channel.MAIL and person.choice(kind).mail == MailWhen.DIGEST:
        return next_digest(person.rest, at)
    return after_rest(person.rest, at)


def _channels(kind: str, person: Preferences) -> list[Channel]:
    choice = person.choice(kind)
    wanted = {
        Channel.MAIL: choice.mail != MailWhen.NEVER,
        Channel.DESKTOP: choice.desktop and person.is_desktop_on,
        Channel.SMS: choice.sms and bool(person.phone) and SENDERS[Channel.SMS].is_set_up(),
    }
    return [channel for channel, is_wanted in wanted.items() if is_wanted]


def _page_row(alert: Alert, person: Preferences, at: datetime) -> Row:
    # The row itself is what the page shows: nothing is left to do.
    is_in_strip = alert.kind not in NOT_IN_STRIP and person.choice(alert.kind).page
    done: Row = {"due_at": at, "next_try_at": None, "hold": "", "sent_at": at, "sent_count": 1}
    return _common(alert, person, Channel.PAGE, at) | done | {"is_in_strip": is_in_strip}


def _common(alert: Alert, person: Preferences, channel: Channel, at: datetime) -> Row:
    row: Row = {"alert_id": alert.pk, "user_id": person.user_id}
    return row | {"channel": channel.value, "created_at": at}
