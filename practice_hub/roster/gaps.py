"""Nobody watches although somebody should: told once for each gap, taken back when it closes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from practice_hub.alerts.actions import AlertError, close_alerts
from practice_hub.alerts.chain import raise_chain
from practice_hub.alerts.hooks import on_acknowledge
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.record import record
from practice_hub.practices.models import Membership
from practice_hub.realtime.publish import publish_on_commit
from practice_hub.roster.actions.common import TOPIC, RosterError
from practice_hub.roster.actions.watching import take_gap
from practice_hub.roster.models import Roster
from practice_hub.roster.selectors import load_book
from practice_hub.roster.wanted import gap_now

PATH = "/roster/"


def sweep(*, now: datetime) -> None:
    """Look at every roster; what is kept in memory makes that one query a practice."""
    for roster in Roster.objects.order_by("pk"):
        book = load_book(roster.practice_id)
        is_gap = bool(book and gap_now(book, now))
        if is_gap and roster.gap_since is None:
            tell_gap(roster=roster, at=now)
        elif not is_gap and roster.gap_since is not None:
            gap_closed(roster=roster, at=now)


@transaction.atomic(durable=True)
def tell_gap(*, roster: Roster, at: datetime) -> bool:
    """Raise NOBODY_ON_DUTY, once however many look at the same time; says whether it was new.

    The chain finds nobody on duty, so it begins with the desk.
    """
    if not Roster.objects.filter(pk=roster.pk, gap_since=None).update(gap_since=at):
        return False
    raise_chain(
        Kind.NOBODY_ON_DUTY, practice_id=roster.practice_id, subject=roster, path=PATH, at=at
    )
    _note("roster.gap_opened", roster, at)
    return True


@transaction.atomic(durable=True)
def gap_closed(*, roster: Roster, at: datetime) -> bool:
    """Somebody watches again, or nobody has to any more: the alert closes by itself."""
    open_gap = Roster.objects.filter(pk=roster.pk, gap_since__isnull=False)
    if not open_gap.update(gap_since=None):
        return False
    close_alerts(Kind.NOBODY_ON_DUTY, practice_id=roster.practice_id, subject=roster, at=at)
    _note("roster.gap_closed", roster, at)
    return True


def _take(_: Alert, actor: Membership, now: datetime) -> None:
    """ "I have it", said to the alert, means "I watch"; the rest is as they found it."""
    try:
        take_gap(actor, now)
    except RosterError as error:
        raise AlertError(str(error)) from error


on_acknowledge(Kind.NOBODY_ON_DUTY, "roster", _take)


def _note(name: str, roster: Roster, at: datetime) -> None:
    record(name, practice=roster.practice_id, subject=roster, actor=None, at=at)
    publish_on_commit(roster.practice_id, TOPIC)
