"""A year of mentions in bulk SQL, and the reads that `benchmarks.voice` measures."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import connection

from inbox.reports import voice, voice_counted, voice_outcomes, voice_people
from inbox.reports.filters import Filters
from listening.models import NetworkAccount
from listening.voice_days import count_changed_days
from practice_hub.practices.models import Practice

# What the page itself reads; "kept" are the figures about people when somebody had them counted.
PAGE: dict[str, Callable[[Filters], object]] = {
    "volume": voice.volume,
    "subjects": voice.subjects,
    "kept": partial(voice_counted.quick, sees_private=False),
}
# What follows the page of a large report.
AFTER: dict[str, Callable[[Filters], object]] = {
    "figures": voice_people.figures,
    "advocates": voice_people.advocates,
    "outcomes": voice_outcomes.outcomes,
}
_AUTHORS = """
INSERT INTO listening_author (practice_id, network, external_id, handle, display_name, avatar_url,
    followers, first_seen_at)
SELECT %(practice)s, 'X', n, 'h' || n, '', '', n %% 5000, %(now)s
FROM generate_series(1, %(mentions)s / 3) AS n
"""
_MENTIONS = """
INSERT INTO listening_mention (practice_id, account_id, network, external_id, version_id,
    thread_id, parent_id, kind, audience, author_id, is_own, text, language, permalink, media,
    posted_at, first_seen_at, is_hidden, cannot_reply, can_reply_privately, share_count,
    reply_count, like_count, sentiment_score, sentiment, sentiment_reasons, scorer_version,
    corrected_sentiment, category, urgency, triage_reasons, topics, local_day, is_imported)
SELECT %(practice)s, %(account)s, 'X', n, n, n, '', 'POST', 'PUBLIC',
    a.first + floor(power(random(), 1.5) * (%(mentions)s / 3))::bigint, FALSE,
    repeat('words of a post ', 8), 'en', '', '[]', t.at, t.at, FALSE, '', FALSE, 0, 0, 0, 0,
    (ARRAY['POSITIVE', 'NEUTRAL', 'NEGATIVE'])[1 + n %% 3], '[]', '', '',
    (ARRAY['PRAISE', 'OTHER', 'COMPLAINT'])[1 + n %% 3], 'NORMAL', '[]',
    (ARRAY['{LIPS,PRICE}', '{BOTOX}', '{}', '{WAITING,STAFF,PRICE}'])[1 + n %% 4]::varchar[],
    (t.at AT TIME ZONE 'UTC')::date, FALSE
FROM generate_series(1, %(mentions)s) AS n
CROSS JOIN LATERAL (
    SELECT %(now)s - INTERVAL '365 days' * (1 - n::float / %(mentions)s) AS at
) AS t
CROSS JOIN (SELECT MIN(id) AS first FROM listening_author) AS a
"""
_CONVERSATIONS = """
INSERT INTO inbox_conversation (practice_id, account_id, network, author_id, key, thread_id, state,
    has_public, has_private, is_unanswered, is_waiting_private, category, urgency, urgency_rank,
    sentiment, preview, topics, is_imported, started_at, first_seen_at, last_inbound_at,
    last_activity_at, due_at, claim_token, no_reply_reason, outcome, loop_skip_reason, round,
    last_seq, is_medical, is_red_flag, escalation)
SELECT practice_id, account_id, network, author_id, id, thread_id, 'CLOSED', TRUE, FALSE, FALSE,
    FALSE, category, urgency, 2, sentiment, '', topics, FALSE, posted_at, posted_at, posted_at,
    posted_at, posted_at, 0, '', '', '', 1, 1, FALSE, FALSE, 'NONE'
FROM listening_mention WHERE id %% 2 = 0
"""
_ITEMS = """
INSERT INTO inbox_leg (conversation_id, account_id, channel, thread_id, recipient_id, opened_at)
SELECT id, account_id, 'PUBLIC', '', '', started_at FROM inbox_conversation;
INSERT INTO inbox_conversationitem (conversation_id, leg_id, mention_id, seq)
SELECT c.id, l.id, c.key::bigint, 1
FROM inbox_conversation AS c JOIN inbox_leg AS l ON l.conversation_id = c.id
"""
_CLOCKS = """
INSERT INTO inbox_clock (practice_id, conversation_id, kind, audience, round, subject_id,
    started_at, seen_at, stopped_at, ending, wall_seconds, open_seconds, network, category,
    urgency, sentiment, topics, is_medical, is_detected_late, is_imported, via, local_day,
    local_hour, local_weekday)
SELECT practice_id, id, 'FIRST_RESPONSE', 'PUBLIC', 1, 0, started_at, started_at,
    started_at + INTERVAL '30 minutes', 'DONE', 1800, 1800, network, category, urgency, sentiment,
    topics, FALSE, FALSE, FALSE, 'API', started_at::date, 12, 0
FROM inbox_conversation
"""


def make_mentions(mentions: int, now: datetime) -> int:
    """Fill an empty database; gives the practice."""
    practice = Practice.objects.create(name="Bench", slug="bench")
    account = NetworkAccount.objects.create(practice=practice, network="X", external_id="1")
    values = {
        "practice": practice.pk,
        "account": account.pk,
        "mentions": mentions,
        "now": now,
    }
    with connection.cursor() as cursor:
        for sql in (_AUTHORS, _MENTIONS, _CONVERSATIONS, _ITEMS, _CLOCKS):
            cursor.execute(sql, values)
        started = time.perf_counter()
        days = count_changed_days()
        spent = time.perf_counter() - started
        print(f"{days} days of {mentions:,} mentions counted in {spent:.1f} s")
        cursor.execute("VACUUM ANALYZE")
    return practice.pk


def calls(practice_id: int, now: datetime, days: int) -> dict[str, Callable[[], object]]:
    """The reads of `PAGE` and `AFTER` for the last `days` days; the figures are kept already."""
    start = (now - timedelta(days=days - 1)).date()
    f = Filters(practice_id=practice_id, start=start, end=now.date(), as_of=now)
    voice_counted.counted(f, sees_private=False)
    return {name: partial(read, f) for name, read in (PAGE | AFTER).items()}
