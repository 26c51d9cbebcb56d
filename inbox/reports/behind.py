"""The conversations behind a number: every figure of the reports leads to its list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from psycopg2.sql import SQL

from inbox.actions.stopped import STOPPED as BLOCKED
from inbox.models import Approval, Clock, Conversation
from inbox.reports.approvals import OUTCOMES, lag_of
from inbox.reports.behind_rows import (
    PAGE_SIZE,
    Behind,
    BehindRow,
    UnknownSetError,
    clock_row,
    row_of,
)
from inbox.reports.clock_sets import GROUPS, ClockSet, clock_set
from inbox.reports.fact_sql import JUDGED, ZONES
from inbox.reports.facts import Question, condition, parameters
from inbox.reports.filters import Filters
from inbox.reports.guard import DOUBT, OVERRIDDEN
from inbox.reports.happened import events, requests
from inbox.reports.loops import REASONS
from practice_hub.audit.models import AuditEvent

_PAGE = SQL("""
SELECT c.id, count(*) OVER () FROM ({judged}) c {zones} {reasons}
WHERE {where} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s
""")
_CLOCKS = SQL("SELECT c.* FROM inbox_clock c WHERE {condition}")
_ACTS = {
    "guard_blocked": (gettext_noop("Stopped by the guard"), BLOCKED),
    "guard_overridden": (gettext_noop("Sent all the same, on a leader's word"), OVERRIDDEN),
    "reopened": (gettext_noop("Opened again"), "conversation.reopened"),
}
# name of `OUTCOMES` -> what the page says
ASKED = {
    "asked": gettext_noop("Approvals: asked"),
    "approved": gettext_noop("Approvals: approved"),
    "edited": gettext_noop("Approvals: edited"),
    "rejected": gettext_noop("Approvals: rejected"),
    "voided": gettext_noop("Approvals: voided"),
    "expired": gettext_noop("Approvals: expired"),
    "withdrawn": gettext_noop("Approvals: withdrawn"),
    "open": gettext_noop("Approvals: open"),
}
M = TypeVar("M", bound=Model)
# The report, what stands after the colon, the page, and whether private words count too.
Source = Callable[[Filters, str, int, bool], Behind]
# Sets of other modules, by what stands before the colon: they add themselves when imported.
MORE_SETS: dict[str, Source] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """One mark of a picture: a bucket that begins on `day`, a weekday (Monday is 0), an hour, a
    part `group` of a dimension such as ("network", "X")."""

    day: date | None = None
    weekday: int | None = None
    hour: int | None = None
    group: tuple[str, str] | None = None


def behind(
    f: Filters,
    which: str,
    place: Place | None = None,
    page: int = 1,
    *,
    sees_private: bool = False,
) -> Behind:
    """One page of the set `which` (see docs/metrics.md), newest first, or slowest first where
    lateness is what was counted. UnknownSetError for a set that there is not. At most four
    queries."""
    place = place or Place()
    _check(place)
    f = _on_day(f, place.day)
    page = max(page, 1)
    found = clock_set(which)
    if found:
        return _clocks(f, which, found, place, page)
    name, _colon, rest = which.partition(":")
    if name in ("approvals", "void", "guard_needed"):
        return _requests(f, which, page)
    if name in _ACTS or name in ("guard_rule", "guard_by"):
        return _acts(f, which, page)
    if name in MORE_SETS:
        return MORE_SETS[name](f, rest, page, sees_private)
    raise UnknownSetError(_("There is no such number."))


def _check(place: Place) -> None:
    if place.group and place.group[0] not in GROUPS:
        raise UnknownSetError(_("There is no such group."))


def _on_day(f: Filters, day: date | None) -> Filters:
    """The report of the bucket that begins on `day`."""
    if day is None:
        return f
    for bucket in f.buckets():
        if bucket.start == day:
            return f.for_days(bucket.start, bucket.end)
    raise UnknownSetError(_("That day is not in the report."))


def _clocks(f: Filters, which: str, found: ClockSet, place: Place, page: int) -> Behind:
    question = Question(f, found.kinds, found.audience)
    dimension, part = place.group or ("", "")
    asked = {"weekday": place.weekday, "hour": place.hour, "group": part, "dimension": dimension}
    sql = _PAGE.format(
        judged=JUDGED.format(clocks=_CLOCKS.format(condition=condition(question))),
        zones=ZONES,
        reasons=REASONS if found.noted else SQL(""),
        where=found.condition(asked),
        order=found.ordering,
    )
    values: dict[str, Any] = parameters(question) | asked
    values |= {"reason": found.reason, "noted": found.noted}
    values |= {"limit": PAGE_SIZE, "offset": (page - 1) * PAGE_SIZE}
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    if not rows and page > 1:  # past the end: the list has become shorter
        return _clocks(f, which, found, place, 1)
    total = rows[0][1] if rows else 0
    return Behind(which, found.label, total, _clock_rows([pk for pk, _ in rows], f), page)


def _clock_rows(ids: list[int], f: Filters) -> list[BehindRow]:
    related = ("conversation__author", "staff", "location")
    found = Clock.objects.select_related(*related).in_bulk(ids)
    return [clock_row(found[pk], verdict_of(found[pk], f)) for pk in ids if pk in found]


def verdict_of(clock: Clock, f: Filters) -> str:
    """How one clock ended, in a word or two."""
    target, stopped = clock.target_at, clock.stopped_at
    if stopped is None:
        is_up = target is not None and target <= f.as_of
        return _("Still waiting, past the target") if is_up else _("Still waiting")
    if clock.ending != Clock.Ending.DONE:
        return clock.get_ending_display()
    if target is None:
        return _("Done")
    if stopped <= target:
        return _("Within target")
    if clock.acceptable_at and stopped <= clock.acceptable_at:
        return _("In acceptable time")
    return pgettext("one post", "Lost") if clock.lost_at and stopped > clock.lost_at else _("Late")


def _requests(f: Filters, which: str, page: int) -> Behind:
    name, _colon, rest = which.partition(":")
    found = requests(f)
    if name == "void":
        found = found.filter(OUTCOMES["voided"], void_reason=rest)
        label = _("Go-ahead no longer held")
    elif name == "guard_needed":
        found, label = found.filter(reasons__contains=[DOUBT]), _("The guard was in doubt")
    elif rest in OUTCOMES:
        found, label = found.filter(OUTCOMES[rest]), _(ASKED[rest])
    else:
        raise UnknownSetError(_("There is no such outcome of an approval."))
    related = ("conversation__author", "conversation__location", "requested_by")
    rows = _slice(found.select_related(*related).order_by("-requested_at", "-pk"), page)
    return Behind(which, label, found.count(), [_request_row(row) for row in rows], page)


def _request_row(row: Approval) -> BehindRow:
    verdict = row.get_status_display()
    entry = row_of(row.conversation, row.requested_at, verdict, row.requested_by)
    return entry.timed(lag_of(row))


def _acts(f: Filters, which: str, page: int) -> Behind:
    name, _colon, rest = which.partition(":")
    if name == "guard_rule":
        found = events(f, BLOCKED, OVERRIDDEN).filter(details__rules__contains=[rest])
        label = _("Stopped by this rule of the guard")
    elif name == "guard_by":
        said, act = _ACTS["guard_overridden"]
        found, label = events(f, act), _(said)
        found = found.filter(actor_id=int(rest)) if rest.isdecimal() else found.none()
    else:
        said, act = _ACTS[name]
        found, label = events(f, act), _(said)
    rows = list(_slice(found.select_related("actor").order_by("-at", "-pk"), page))
    return Behind(which, label, found.count(), _act_rows(rows, label), page)


def _act_rows(rows: list[AuditEvent], label: str) -> list[BehindRow]:
    related = Conversation.objects.select_related("author", "location")
    found = related.in_bulk([row.subject_id for row in rows])
    return [
        row_of(found[row.subject_id], row.at, label, row.actor)
        for row in rows
        if row.subject_id in found
    ]


def _slice(found: QuerySet[M], page: int) -> QuerySet[M]:
    return found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
