"""A year of clocks of one practice, made in bulk SQL, and what each report page asks for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction

from inbox.reports.approvals import approvals
from inbox.reports.card import report_card
from inbox.reports.filters import Filters
from inbox.reports.guard import guard
from inbox.reports.loops import loops, no_reply
from inbox.reports.split import (
    by_category,
    by_location,
    by_network,
    by_sentiment,
    by_staff,
    by_topic,
    by_urgency,
)
from inbox.reports.steps import clock_kinds, steps
from inbox.reports.times import hour_grid
from inbox.reports.trend import by_day, target_line
from listening.models import NetworkAccount
from listening.scoring.topics import SUBJECTS
from practice_hub.practices.models import Location, Membership, Practice, User

DAYS = 365
PEOPLE = 10
CONVERSATIONS_A_HUNDRED = 60  # mentions; the others are further words in the same talks

_CONVERSATIONS = """
INSERT INTO inbox_conversation (practice_id, account_id, network, key, thread_id, state,
  has_public, has_private, is_unanswered, is_waiting_private, category, urgency, urgency_rank,
  sentiment, preview, started_at, first_seen_at, last_inbound_at, last_activity_at, due_at,
  claim_token, no_reply_reason, outcome, loop_skip_reason, last_seq, is_medical, is_red_flag,
  escalation, topics, is_imported, round)
SELECT %(practice)s, %(account)s, 'X', 'k' || n, 't' || n, 'CLOSED', true, false, false, false,
  'QUESTION', 'NORMAL', 2, 'NEUTRAL', '', %(now)s, %(now)s, %(now)s, %(now)s, %(now)s, 0, '', '',
  '', 1, false, false, 'NONE', '{}', false, 1
FROM generate_series(1, %(conversations)s) n
RETURNING id
"""
# Times of answers are roughly log-normal: half an hour in the middle, a long tail.
_CLOCKS = """
INSERT INTO inbox_clock (practice_id, conversation_id, kind, audience, round, subject_id,
  started_at, seen_at, target_at, acceptable_at, lost_at, stopped_at, ending, wall_seconds,
  open_seconds, detect_seconds, claim_seconds, write_seconds, approve_seconds, send_seconds,
  network, location_id, category, urgency, sentiment, topics, is_medical, is_detected_late,
  is_imported, staff_id, via, local_day, local_hour, local_weekday)
SELECT %(practice)s, %(first)s + n %% %(conversations)s, %(kind)s, 'PUBLIC', 1, n,
  at, at, at + interval '1 hour', at + interval '9 hours', at + interval '24 hours',
  CASE WHEN is_done OR is_excused THEN at + seconds * interval '1 second' END,
  CASE WHEN is_done THEN 'DONE' WHEN is_excused THEN %(excuse)s ELSE '' END,
  CASE WHEN is_done OR is_excused THEN seconds END,
  CASE WHEN is_done OR is_excused THEN seconds / 3 END,
  CASE WHEN is_done THEN 40 + n %% 90 END, CASE WHEN is_done THEN seconds / 2 END,
  CASE WHEN is_done THEN seconds / 3 END, CASE WHEN is_done THEN (n %% 5) * 60 END,
  CASE WHEN is_done THEN 16 END,
  (array['X', 'X', 'FACEBOOK'])[1 + n %% 3],
  (%(locations)s::bigint[])[1 + n %% 3],
  (array['COMPLAINT', 'QUESTION', 'PRAISE', 'PRICE', 'OTHER', 'MEDICAL'])[1 + (n / 7) %% 6],
  (array['NORMAL', 'NORMAL', 'HIGH', 'URGENT'])[1 + n %% 4],
  (array['POSITIVE', 'NEUTRAL', 'NEGATIVE'])[1 + (n / 3) %% 3],
  CASE WHEN n %% 10 < 4 THEN (%(topics)s::text[])[1 + n %% 30:2 + n %% 30] ELSE '{}' END,
  false, n %% 25 = 0, false,
  CASE WHEN is_done THEN (%(people)s::bigint[])[1 + (n / 11) %% 10] END,
  CASE WHEN is_done THEN 'API' ELSE '' END,
  (at AT TIME ZONE 'Europe/Berlin')::date,
  extract(hour FROM at AT TIME ZONE 'Europe/Berlin'),
  extract(isodow FROM at AT TIME ZONE 'Europe/Berlin') - 1
FROM (
  SELECT n, at, n %% 100 < 90 AS is_done, n %% 100 BETWEEN 90 AND 97 AS is_excused,
    least(exp(7.5 + 1.4 * sqrt(-2 * ln(u)) * cos(2 * pi() * v)), 2000000)::int AS seconds
  FROM (
    SELECT n, %(now)s - (n::float8 / %(count)s) * interval '364 days 20 hours' AS at,
      greatest(((n::bigint * 7919) %% 1000003) / 1000003.0, 1e-6) AS u,
      ((n::bigint * 104729) %% 999983) / 999983.0 AS v
    FROM generate_series(0, %(count)s - 1) n
  ) drawn
) c
"""
_MARK = """
INSERT INTO inbox_reportmark (practice_id, local_day)
SELECT %(practice)s, generate_series(%(start)s::date, %(end)s::date, interval '1 day')::date
"""


def make_history(mentions: int, now: datetime) -> int:
    """A practice with so many mentions in the year before `now`; gives its id."""
    practice = Practice.objects.create(name="Lumen", slug="bench", time_zone="Europe/Berlin")
    account = NetworkAccount.objects.create(practice=practice, network="X", external_id="1")
    places = [Location.objects.create(practice=practice, name=name) for name in ("A", "B")]
    people = [User.objects.create(email=f"p{n}@example.com", name=f"P {n}") for n in range(PEOPLE)]
    Membership.objects.bulk_create(
        Membership(practice=practice, user=user, role="AGENT") for user in people
    )
    values = {
        "practice": practice.pk,
        "account": account.pk,
        "now": now,
        "conversations": mentions * CONVERSATIONS_A_HUNDRED // 100,
        "locations": [place.pk for place in places] + [None],
        "people": [user.pk for user in people],
        "topics": (list(SUBJECTS) * 32)[:32],
    }
    shares = {"FIRST_RESPONSE": 100, "NEXT_RESPONSE": 30, "RESOLUTION": 40, "LOOP_CLOSE": 12}
    with connection.cursor() as cursor:
        cursor.execute(_CONVERSATIONS, values)
        values["first"] = min(row[0] for row in cursor.fetchall())
        for kind, share in shares.items():
            excuse = "SKIPPED" if kind == "LOOP_CLOSE" else "NO_REPLY_NEEDED"
            more = {"kind": kind, "excuse": excuse, "count": mentions * share // 100}
            cursor.execute(_CLOCKS, values | more)
        cursor.execute("VACUUM ANALYZE inbox_clock")
        cursor.execute("ANALYZE inbox_conversation")
    return practice.pk


@transaction.atomic
def mark_all(practice_id: int, is_marked: bool) -> None:
    """Mark every day of the year as changed, or take all marks away: the rollups still hold."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM inbox_reportmark WHERE practice_id = %s", [practice_id])
        if is_marked:
            days = {"practice": practice_id, "start": date(2025, 1, 1), "end": date(2027, 1, 1)}
            cursor.execute(_MARK, days)


def pages_of(
    practice_id: int, start: date, end: date, now: datetime, *, is_narrowed: bool
) -> dict[str, Callable[[], object]]:
    """Page -> everything that it reads of clocks, approvals and acts."""
    narrowing = {"network": "X", "sentiment": "NEGATIVE"} if is_narrowed else {}
    f = Filters(practice_id, start, end, now, **narrowing)
    groups = (by_network, by_staff, by_category, by_location, by_sentiment, by_urgency, by_topic)
    return {
        "How fast were we?": lambda: (
            report_card(f),
            report_card(f.before()),
            by_day(f),
            target_line(f),
        ),
        "Where the time goes": lambda: (steps(f), clock_kinds(f)),
        "When": lambda: hour_grid(f),
        "Who and what": lambda: ([ask(f) for ask in groups], loops(f), no_reply(f)),
        "Approvals and guard": lambda: (approvals(f), guard(f)),
    }
