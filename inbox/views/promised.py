"""Times that an answer promises, as rows of the composer and back (A6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.actions.progress import LONGEST_SNOOZE
from inbox.domain.later import LOCAL
from inbox.domain.promises import find_promises
from inbox.promises import PromiseDraft
from inbox.templatetags.inbox_time import clock
from practice_hub.practices.business_hours import BusinessHours
from practice_hub.times import clock_of


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """`due` is what the field shows: local time of the practice, empty for "no timer".

    `found` is the local time that was read out of the words; where both agree nobody edited.
    """

    words: str
    found: str
    due: str
    due_at: datetime | None
    says: str


@dataclass(frozen=True, slots=True)
class _Edited:
    words: str
    found: str
    due: str

    @property
    def is_changed(self) -> bool:
        return self.due != self.found


def promise_rows(
    body: str, data: QueryDict, *, hours: BusinessHours, zone: ZoneInfo, now: datetime
) -> tuple[PromiseRow, ...]:
    """The promises in `body`; what was edited beside the same words before stays as edited.

    Words are read by the `hours` of whoever promises, fields show the clock of `zone`.
    """
    edited = _edited(data)
    rows = []
    for promise in find_promises(body, now=now, hours=hours):
        found = promise.due_at.astimezone(zone).strftime(LOCAL)
        kept = edited.get(promise.text)
        is_kept = kept is not None and kept.is_changed
        due = kept.due if kept is not None and is_kept else found
        due_at = _read(due, zone, now) if is_kept else promise.due_at
        says = clock_words(due_at, now, zone) if due_at else _("no timer")
        rows.append(PromiseRow(promise.text, found, due, due_at, says))
    return tuple(rows)


def promise_drafts(
    body: str, data: QueryDict, *, hours: BusinessHours, zone: ZoneInfo, now: datetime
) -> tuple[PromiseDraft, ...]:
    """The timers to set with `body`. A text that no check has seen is read here.

    Raises ActionRefused("promise_past") for a time that was typed and has passed.
    """
    rows = promise_rows(body, data, hours=hours, zone=zone, now=now)
    for row in rows:
        if row.due and (row.due_at is None or row.due_at <= now):
            words = _(
                "The timer for “%(promise)s” needs a time ahead of now, within a year. Change it "
                "or empty it. Nothing was sent."
            )
            raise ActionRefused("promise_past", words % {"promise": row.words})
    return tuple(PromiseDraft(row.words[:120], row.due_at) for row in rows if row.due_at)


def clock_words(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """ "today 12:00", "tomorrow 09:00", "Fri 17:00", "Dec 3, 17:00"."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    said = clock(at, now, zone)
    if days == 0:
        return _("today %(time)s") % {"time": said}
    if days == 1:
        return _("tomorrow %(time)s") % {"time": clock_of(at, zone)}
    return said


def _edited(data: QueryDict) -> dict[str, _Edited]:
    columns = (
        data.getlist("promise_words"),
        data.getlist("promise_found"),
        data.getlist("promise_due"),
    )
    return {row[0]: _Edited(*row) for row in zip(*columns, strict=False)}


def _read(text: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """A local time of the practice; an hour that the clocks skip is read as they will show it.

    None also for what is too far: the last hours of the calendar could be stored, never read.
    """
    try:
        typed = parse_datetime(text)
    except ValueError:
        return None
    if typed is None:
        return None
    moment = typed.replace(tzinfo=zone) if typed.tzinfo is None else typed
    return moment if abs(moment - now) <= LONGEST_SNOOZE else None
