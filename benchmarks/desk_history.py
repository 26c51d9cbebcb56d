"""A practice's years of talks, made in bulk SQL: people, posts, answers, notes and their words.

Of 1,000,000 mentions there are 200,000 conversations, 20,000 of them open, by 100,000 people. Every
fifth conversation has a private leg, four in ten an answer, one in twenty a note. Words follow
roughly Zipf's law: some stand in a third of all posts, many in a handful.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import psycopg2
from psycopg2.extensions import parse_dsn

from benchmarks.phrases import PHRASES

SLICE: Final = 10_000
A_TALK: Final = 5  # mentions
OPEN_IN: Final = 10  # conversations
_SAID: Final = (*PHRASES, "el trato fue estupendo y volveré sin duda")  # ten
_SYLLABLES = [
    *("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"),
    *("na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"),
]
_TEXT = """
'@lumenlakeside ' || (%(phrases)s::text[])[1 + (n * 7 + talk) %% 10] || ' '
  || (%(phrases)s::text[])[1 + (n * 3 + talk / 10) %% 10] || ' '
  || (%(syllables)s::text[])[1 + w %% 20] || (%(syllables)s::text[])[1 + (w / 20) %% 20]
  || (%(syllables)s::text[])[1 + (w / 400) %% 20]
"""
_STATEMENTS: Final = (
    """
INSERT INTO listening_author (id, practice_id, network, external_id, handle, display_name,
  avatar_url, followers, first_seen_at)
SELECT n, %(practice)s, CASE WHEN n %% 3 = 0 THEN 'FACEBOOK' ELSE 'X' END, 'p' || n,
  'neighbor' || n, initcap((%(syllables)s::text[])[1 + n %% 20]
  || (%(syllables)s::text[])[1 + (n / 20) %% 20]) || ' '
  || initcap((%(syllables)s::text[])[1 + (n / 400) %% 20] || 'ster' || n %% 97),
  '', n %% 900, %(now)s
FROM generate_series(1, %(talks)s / 2) n
""",
    """
INSERT INTO inbox_conversation (id, practice_id, account_id, network, author_id, key, thread_id,
  first_mention_id, last_mention_id, state, has_public, has_private, is_unanswered,
  is_waiting_private, category, urgency, urgency_rank, sentiment, preview, started_at,
  first_seen_at, last_inbound_at, last_activity_at, due_at, claim_token, no_reply_reason, outcome,
  loop_skip_reason, last_seq, is_medical, is_red_flag, escalation, topics, is_imported, round,
  claimed_by_id, claim_expires_at, assigned_to_id)
SELECT n, %(practice)s, CASE WHEN network = 'X' THEN %(x)s ELSE %(facebook)s END, network,
  1 + n %% greatest(%(talks)s / 2, 1), 'k' || n, 't' || n, (n - 1) * 5 + 1, n * 5,
  CASE WHEN NOT is_open THEN 'CLOSED' WHEN n %% 40 = 3 THEN 'IN_PRIVATE'
    WHEN n %% 40 = 7 THEN 'RESOLVED' ELSE 'OPEN' END,
  true, n %% 5 = 0, is_open AND n %% 40 NOT IN (3, 7), false,
  (array['COMPLAINT', 'QUESTION', 'PRAISE', 'PRICE', 'OTHER'])[1 + n %% 5], 'NORMAL',
  1 + n %% 3, (array['POSITIVE', 'NEUTRAL', 'NEGATIVE'])[1 + n %% 3],
  (%(phrases)s::text[])[1 + n %% 10], at, at, at + interval '1 hour',
  at + interval '1 hour' + n %% 1000 * interval '1 second', at + interval '1 hour', 0, '', '', '',
  6, false, false, 'NONE', '{}', false, 1,
  CASE WHEN is_open AND n %% 2003 = 1 THEN %(user)s END,
  CASE WHEN is_open AND n %% 2003 = 1 THEN %(now)s + interval '10 years' END,
  CASE WHEN is_open AND n %% 3001 = 1 THEN %(user)s END
FROM (
  SELECT n, n %% 10 IN (1, 3, 7) AND n %% 3 = 1 OR n > %(talks)s - %(talks)s / 200 AS is_open,
    CASE WHEN n %% 3 = 0 THEN 'FACEBOOK' ELSE 'X' END AS network,
    %(now)s - (%(talks)s - n) * interval '1 hour' * (17520.0 / %(talks)s) - interval '2 hours' AS at
  FROM generate_series(1, %(talks)s) n
) made
""",
    """
INSERT INTO inbox_leg (id, conversation_id, account_id, channel, thread_id, recipient_id,
  opened_at)
SELECT id, id, account_id, 'PUBLIC', '', '', started_at FROM inbox_conversation
UNION ALL
SELECT id + 10000000, id, account_id, 'X_DM', '', 'r' || id, started_at
FROM inbox_conversation WHERE has_private
""",
    f"""
INSERT INTO listening_mention (id, practice_id, account_id, network, external_id, version_id,
  thread_id, parent_id, kind, audience, author_id, is_own, text, language, permalink, media,
  posted_at, first_seen_at, is_hidden, cannot_reply, can_reply_privately, share_count, reply_count,
  like_count, sentiment_score, sentiment, sentiment_reasons, scorer_version, corrected_sentiment,
  category, urgency, triage_reasons, topics, local_day, is_imported)
SELECT n, %(practice)s, c.account_id, c.network, 'm' || n, 'm' || n, c.thread_id, '', 'POST',
  CASE WHEN c.has_private AND n %% 5 = 4 THEN 'PRIVATE' ELSE 'PUBLIC' END, c.author_id, false,
  {_TEXT},
  'en', 'https://x.example/' || n, '[]', c.started_at + n %% 5 * interval '10 minutes',
  c.started_at + interval '1 hour', false, '', false, 0, 0, 0, 0, c.sentiment, '[]', '', '',
  c.category, 'NORMAL', '[]', '{{}}', c.started_at::date, false
FROM (
  SELECT n, (n - 1) / 5 + 1 AS talk,
    (8000 * power(((n::bigint * 7919) %% 1000003) / 1000003.0, 3))::int AS w
  FROM generate_series(1, %(talks)s * 5) n
) made JOIN inbox_conversation c ON c.id = talk
""",
    """
INSERT INTO inbox_conversationitem (conversation_id, leg_id, mention_id, seq)
SELECT (id - 1) / 5 + 1, (id - 1) / 5 + 1 + CASE WHEN audience = 'PRIVATE' THEN 10000000 ELSE 0 END,
  id, 1 + (id - 1) %% 5 FROM listening_mention
""",
    """
INSERT INTO listening_mentionreason (mention_id, feed_id, seen_at)
SELECT id, %(feed)s, first_seen_at FROM listening_mention
""",
    """
INSERT INTO inbox_reply (practice_id, conversation_id, leg_id, target_id, author_id, audience,
  purpose, via, body, status, claim_token, seen_seq, seq, created_at, send_after, attempts,
  settle_looks, sent_at, external_id, error_kind, error_detail, previous_body, guard_verdict,
  guard_rules, guard_version, override_reason, override_fingerprint)
SELECT practice_id, id, id, id * 5, %(user)s, 'PUBLIC', 'ANSWER', 'API',
  'Thank you for telling us. ' || (%(phrases)s::text[])[1 + id %% 10], 'SENT', 1, 5, 6,
  last_activity_at, last_activity_at, 1, 0, last_activity_at, 'r' || id, '', '', '', '', '[]', '',
  '', '' FROM inbox_conversation WHERE state = 'CLOSED' AND id %% 5 < 2 OR state = 'RESOLVED'
""",
    """
INSERT INTO inbox_note (conversation_id, author_id, body, created_at)
SELECT id, %(user)s, 'Rings again, see ' || (%(phrases)s::text[])[1 + id %% 10], last_activity_at
FROM inbox_conversation WHERE id %% 20 = 1
""",
    """
INSERT INTO audit_auditevent (practice_id, name, subject_type, subject_id, details, at)
SELECT practice_id, 'conversation.opened', 'conversation', id, '{}', started_at
FROM inbox_conversation
""",
)
_INDEXES = (
    "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) AND NOT EXISTS ("
    " SELECT 1 FROM pg_constraint c WHERE c.conname = indexname)"
)
_LARGE = [
    *("listening_mention", "listening_mentionreason", "inbox_conversationitem"),
    "inbox_conversation",
]


def fill(url: str, mentions: int, values: dict[str, Any], now: datetime) -> None:
    """So many mentions into the database at `url`. `values`: ids of practice, user, feed and of
    the two accounts."""
    talks = max(mentions // A_TALK, 1)
    more = {"talks": talks, "now": now, "phrases": list(_SAID), "syllables": _SYLLABLES}
    connection = psycopg2.connect(**parse_dsn(url))
    connection.autocommit = True
    with connection.cursor() as cursor:
        # No triggers: what they would write is written at once, below.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        history = _without_indexes(cursor, _LARGE)
        for statement in _STATEMENTS:
            cursor.execute(statement, values | more)
        _make(cursor, history)
        words = _without_indexes(cursor, ["inbox_searchdocument"])
        for begin in range(1, talks + 1, SLICE):
            ids = list(range(begin, min(begin + SLICE, talks + 1)))
            cursor.execute("SELECT inbox_search_write(%s)", [ids])
        _make(cursor, words)
    connection.close()


def _without_indexes(cursor: Any, tables: list[str]) -> list[str]:
    """Take the indexes away, which are quicker made anew; gives how."""
    cursor.execute(_INDEXES, [tables])
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _make(cursor: Any, indexes: list[str]) -> None:
    for definition in indexes:
        cursor.execute(definition)
    cursor.execute("VACUUM ANALYZE")
