"""What was settled and thanked for in public (A3), and why something was not (L9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from psycopg2.sql import SQL

from inbox.models import Clock, Cut
from inbox.reports.facts import Question, condition, load, parameters, totals, wall_times
from inbox.reports.filters import Filters
from inbox.reports.happened import count_events
from inbox.reports.results import Loops, Reason

_Ending = Clock.Ending
NO_REASON = gettext_noop("No reason was kept")
RESPONSES = (Clock.Kind.FIRST_RESPONSE.value, Clock.Kind.NEXT_RESPONSE.value)
LOOP = (Clock.Kind.LOOP_CLOSE.value,)
# What the acts of the inbox note with the reason, by how the clock ended.
NOTED = {
    _Ending.NO_REPLY_NEEDED.value: "conversation.no_reply_needed",
    _Ending.SKIPPED.value: "conversation.loop_skipped",
}
# The reason that was given when clock `c` stopped, as `r`; parameter noted.
REASONS = SQL("""
LEFT JOIN LATERAL (
  SELECT a.details ->> 'reason' AS reason FROM audit_auditevent a
  WHERE a.subject_type = 'conversation' AND a.subject_id = c.conversation_id
    AND a.name = %(noted)s AND a.at <= c.stopped_at
  ORDER BY a.id DESC LIMIT 1
) r ON true
""")
# The same words are one reason, whatever their case; short and safe in an address.
REASON_KEY = SQL("left(md5(lower(btrim(coalesce(r.reason, '')))), 12)")
_REASONS = SQL("""
SELECT {key} AS key, min(btrim(r.reason)) AS label,
  count(DISTINCT (c.conversation_id, c.round)) AS number
FROM inbox_clock c {reasons}
WHERE {condition} AND c.ending = %(ending)s
GROUP BY 1 ORDER BY 3 DESC, 2
""")


@dataclass(frozen=True, slots=True)
class LoopCounts:
    """Loops that were opened again before anybody was thanked are no part of it."""

    closed: int
    skipped: int
    open: int

    @property
    def due(self) -> int:
        return self.closed + self.skipped + self.open


def loop_counts(f: Filters) -> LoopCounts:
    """Loops that were due in the period, by what became of them. One query."""
    found = totals(Question(f, LOOP, cut=Cut.ENDING))
    return LoopCounts(
        closed=found.get(_Ending.DONE.value, 0),
        skipped=found.get(_Ending.SKIPPED.value, 0),
        open=found.get(_Ending.RUNNING.value, 0),
    )


def loops(f: Filters) -> Loops:
    """Loops closed, skipped with reasons, still open; and what was opened again. Four queries."""
    counts = loop_counts(f)
    return Loops(
        due=counts.due,
        closed=counts.closed,
        skipped=counts.skipped,
        open=counts.open,
        times=wall_times(load(Question(f, LOOP))),
        skip_reasons=_reasons(Question(f, LOOP), _Ending.SKIPPED.value),
        reopened=count_events(f, "conversation.reopened"),
    )


def no_reply(f: Filters) -> list[Reason]:
    """Why people got no answer, in the words of the staff, the most frequent first. One query.

    A conversation that was closed without an answer in two intervals counts twice.
    """
    return _reasons(Question(f, RESPONSES), _Ending.NO_REPLY_NEEDED.value)


def _reasons(question: Question, ending: str) -> list[Reason]:
    values: dict[str, Any] = parameters(question) | {"ending": ending, "noted": NOTED[ending]}
    with connection.cursor() as cursor:
        sql = _REASONS.format(key=REASON_KEY, reasons=REASONS, condition=condition(question))
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    return [Reason(key, label or _(NO_REASON), count) for key, label, count in rows]
