"""The one SQL text behind every figure from clocks: judge each clock, lay it out by the wanted
cuts, count. The rollups are made with the very same text that reads clocks live.

`docs/metrics.md` says in words what `JUDGED` says here.
"""

from __future__ import annotations

from collections.abc import Iterable

from psycopg2.sql import SQL, Composable

from inbox.models import Cut

COUNTS = (
    "total",
    "counted",
    "excused",
    "waiting",
    "answered",
    "met",
    "acceptable",
    "lost",
    "never_answered",
    "detected_late",
    "late_heard",
)
REST = ("target_low", "target_high", "walls", "opens", "fastest_id", "slowest_id")
# A running clock past all its lines: whatever time it is later, it is judged the same.
SETTLED = "(c.stopped_at IS NOT NULL OR coalesce(greatest(c.target_at, c.lost_at) <= {at}, true))"
# Conditions name the clock `c`. Lines that are NULL are lines that there are not: a clock without
# a target is never counted, and one that ended without an answer is then excused.
JUDGED = SQL("""
SELECT c.*,
  c.is_counted AND c.is_done AND c.stopped_at <= c.target_at AS is_met,
  c.is_counted AND c.is_done AND c.stopped_at <= greatest(c.target_at, c.acceptable_at)
    AS is_acceptable,
  c.is_counted AND coalesce(CASE WHEN c.is_done THEN c.lost_at < c.stopped_at
    ELSE c.lost_at <= coalesce(c.stopped_at, %(as_of)s) END, false) AS is_lost,
  c.is_counted AND NOT c.is_done AND (c.stopped_at IS NOT NULL
    OR coalesce(c.lost_at <= %(as_of)s, false)) AS is_never
FROM (
  SELECT c.*, c.target_at IS NOT NULL AND NOT c.is_excused
    AND (c.stopped_at IS NOT NULL OR c.target_at <= %(as_of)s) AS is_counted
  FROM (
    SELECT c.*, c.ending = 'DONE' AS is_done, c.ending NOT IN ('', 'DONE')
      AND coalesce(c.stopped_at <= c.target_at, true) AS is_excused
    FROM ({clocks}) c
  ) c
) c
""")

_COUNTED = SQL("""
count(*) AS total,
count(*) FILTER (WHERE c.is_counted) AS counted,
count(*) FILTER (WHERE c.is_excused) AS excused,
count(*) FILTER (WHERE c.stopped_at IS NULL) AS waiting,
count(*) FILTER (WHERE c.is_done AND k.wall IS NOT NULL) AS answered,
count(*) FILTER (WHERE c.is_met) AS met,
count(*) FILTER (WHERE c.is_acceptable) AS acceptable,
count(*) FILTER (WHERE c.is_lost) AS lost,
count(*) FILTER (WHERE c.is_never) AS never_answered,
count(*) FILTER (WHERE c.is_detected_late) AS detected_late,
count(*) FILTER (WHERE c.is_counted AND NOT c.is_met AND c.is_detected_late) AS late_heard,
min(extract(epoch FROM c.target_at - c.started_at))::int AS target_low,
max(extract(epoch FROM c.target_at - c.started_at))::int AS target_high,
string_agg(int4send(k.wall), '' ORDER BY k.wall) FILTER (WHERE c.is_done) AS walls,
(min(ARRAY[k.wall, c.id]) FILTER (WHERE c.is_done AND k.wall IS NOT NULL))[2] AS fastest_id,
(min(ARRAY[-k.wall, c.id]) FILTER (WHERE c.is_done AND k.wall IS NOT NULL))[2] AS slowest_id,
{opens} AS opens
""")
_OPENS = SQL("string_agg(int4send(k.opened), '' ORDER BY k.opened) FILTER (WHERE c.is_done)")
NO_OPENS = SQL("NULL::bytea")

# Grouped by plain bytes: the order of an alphabet costs most of the time, and nobody sees it.
GROUPED = SQL("""
SELECT c.practice_id, c.local_day, c.kind COLLATE "C" AS kind, c.audience COLLATE "C" AS audience,
  c.is_imported, k.cut COLLATE "C" AS cut, k.value COLLATE "C" AS value, {counted}
FROM ({judged}) c {zones} CROSS JOIN LATERAL ({cuts}) k
WHERE k.value IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7
""")

ZONES = SQL("""
JOIN practices_practice p ON p.id = c.practice_id
LEFT JOIN practices_location l ON l.id = c.location_id
""")
# When it was answered by the clock on the wall of its place.
ANSWERED_LOCAL = "(c.stopped_at AT TIME ZONE coalesce(nullif(l.time_zone, ''), p.time_zone))"

_ROW = "('{cut}', {value}, {times})"
# What is only counted by needs no durations, and only what filters choose has them twice.
_TIMES = {
    Cut.ENDING: "NULL::int, NULL::int",
    Cut.ANSWERED: "NULL::int, NULL::int",
    Cut.HOUR: "c.wall_seconds, NULL::int",
    Cut.URGENCY: "c.wall_seconds, NULL::int",
}
_BOTH_TIMES = "c.wall_seconds, c.open_seconds"
_VALUES = {
    Cut.WHOLE: "''",
    Cut.NETWORK: "c.network",
    Cut.LOCATION: "coalesce(c.location_id::text, '')",
    Cut.CATEGORY: "c.category",
    Cut.SENTIMENT: "c.sentiment",
    Cut.URGENCY: "c.urgency",
    Cut.STAFF: "coalesce(c.staff_id::text, '')",
    Cut.HOUR: "lpad(c.local_hour::text, 2, '0')",
    Cut.ENDING: "c.ending",
    Cut.ANSWERED: "CASE WHEN c.is_done THEN extract(isodow FROM "
    + ANSWERED_LOCAL
    + ") - 1 || to_char("
    + ANSWERED_LOCAL
    + ", '-HH24') END",
}
# What was heard late says nothing about how quickly a post is heard: it is a step of its own.
STEPS = {
    "detect": "CASE WHEN NOT c.is_detected_late THEN c.detect_seconds END",
    "detect_late": "CASE WHEN c.is_detected_late THEN c.detect_seconds END",
    "claim": "c.claim_seconds",
    "write": "c.write_seconds",
    "approve": "c.approve_seconds",
    "send": "c.send_seconds",
}
_STEP_ROWS = [f"('STEP', '{key}', {seconds}, NULL::int)" for key, seconds in STEPS.items()]
_PARTS = SQL("SELECT * FROM (VALUES {rows}) v")
_TOPICS = SQL("""
SELECT 'TOPIC', topic, c.wall_seconds, c.open_seconds
FROM (SELECT DISTINCT unnest(c.topics) AS topic) t
""")
_LAYOUT = SQL("SELECT * FROM ({parts}) AS k (cut, value, wall, opened)")


def grouped(clocks: Composable, cuts: Iterable[Cut], *, with_opens: bool) -> Composable:
    """Figures of the clocks that `clocks` selects, one row a day and part of each cut.

    `with_opens`: durations in opening hours too. Parameter as_of. Columns: practice_id, local_day,
    kind, audience, is_imported, cut, value, then `COUNTS` and `REST`.
    """
    wanted = set(cuts)
    return GROUPED.format(
        counted=_COUNTED.format(opens=_OPENS if with_opens else NO_OPENS),
        judged=JUDGED.format(clocks=clocks),
        zones=ZONES if Cut.ANSWERED in wanted else SQL(""),
        cuts=_layout(wanted),
    )


def _layout(cuts: set[Cut]) -> Composable:
    """The rows that one clock becomes: one a cut, one a step, one a topic."""
    chosen = [cut for cut in Cut if cut in cuts & {*_VALUES}]
    rows = [
        _ROW.format(cut=cut.value, value=_VALUES[cut], times=_TIMES.get(cut, _BOTH_TIMES))
        for cut in chosen
    ]
    if Cut.STEP in cuts:
        rows += _STEP_ROWS
    parts: list[Composable] = [_PARTS.format(rows=SQL(", ".join(rows)))] if rows else []
    if Cut.TOPIC in cuts:
        parts.append(_TOPICS)
    return _LAYOUT.format(parts=SQL(" UNION ALL ").join(parts))
