"""The same work as one page of ingest, written as bare SQL: the yardstick.

Parse, dedupe, score, upsert people, insert posts, payloads, reasons, conversations, legs and
items, move the cursor, commit. No models, no change detection, no audit, no events.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg2
from psycopg2.extras import Json, execute_values

from listening.scoring import score_sentiment, triage

Row = tuple[Any, ...]
_AUTHORS = """
INSERT INTO listening_author
  (practice_id, network, external_id, handle, display_name, avatar_url, followers, first_seen_at)
VALUES %s ON CONFLICT (practice_id, network, external_id)
DO UPDATE SET handle = EXCLUDED.handle, followers = EXCLUDED.followers RETURNING external_id, id
"""
_MENTIONS = """
INSERT INTO listening_mention
  (practice_id, account_id, network, external_id, version_id, thread_id, parent_id, kind,
   audience, author_id, is_own, text, language, permalink, media, posted_at, first_seen_at,
   is_hidden, cannot_reply, can_reply_privately, share_count, reply_count, like_count,
   sentiment_score, sentiment, sentiment_reasons, scorer_version, corrected_sentiment, category,
   urgency, triage_reasons, topics, local_day, is_imported)
VALUES %s ON CONFLICT (practice_id, network, external_id)
DO UPDATE SET like_count = EXCLUDED.like_count RETURNING external_id, id
"""
_RAW = "INSERT INTO listening_rawpayload (mention_id, payload, received_at) VALUES %s"
_REASONS = "INSERT INTO listening_mentionreason (mention_id, feed_id, seen_at) VALUES %s"
_CONVERSATIONS = """
INSERT INTO inbox_conversation
  (practice_id, account_id, network, author_id, key, thread_id, first_mention_id,
   last_mention_id, state, has_public, has_private, is_unanswered, is_waiting_private, category,
   urgency, urgency_rank, sentiment, preview, started_at, first_seen_at, last_inbound_at,
   last_activity_at, waiting_since, due_at, claim_token, no_reply_reason, outcome,
   loop_skip_reason, last_seq, topics, is_imported, round, is_medical, is_red_flag, escalation)
VALUES %s ON CONFLICT (practice_id, key) DO NOTHING RETURNING first_mention_id, id
"""
_LEGS = """
INSERT INTO inbox_leg
  (conversation_id, account_id, channel, thread_id, recipient_id, opened_at, last_inbound_at)
VALUES %s RETURNING conversation_id, id
"""
_ITEMS = "INSERT INTO inbox_conversationitem (conversation_id, leg_id, mention_id, seq) VALUES %s"


class BarePipeline:
    """One connection, one practice, one feed."""

    def __init__(self, url: str, *, practice_id: int, account_id: int, feed_id: int) -> None:
        self._connection = psycopg2.connect(url)
        self._practice_id = practice_id
        self._account_id = account_id
        self._feed_id = feed_id

    def close(self) -> None:
        self._connection.close()

    def store(self, text: str) -> int:
        """Store one page; gives the number of posts."""
        payload = json.loads(text)
        posts = {post["edit_history_tweet_ids"][0]: post for post in payload["data"]}
        users = {user["id"]: user for user in payload["includes"]["users"]}
        now = datetime.now(UTC)
        with self._connection, self._connection.cursor() as cursor:
            authors: dict[str, int] = dict(self._many(cursor, _AUTHORS, self._authors(users, now)))
            rows = [self._mention(key, post, authors, now) for key, post in posts.items()]
            ids: dict[str, int] = dict(self._many(cursor, _MENTIONS, rows))
            self._many(cursor, _RAW, [(ids[k], Json(p), now) for k, p in posts.items()], False)
            reasons = [(pk, self._feed_id, now) for pk in ids.values()]
            self._many(cursor, _REASONS, reasons, False)
            self._open(cursor, rows, ids, now)
            cursor.execute(
                "UPDATE listening_feed SET cursor = %s, last_item_at = %s WHERE id = %s",
                [Json({"since_id": payload["meta"]["newest_id"]}), now, self._feed_id],
            )
        return len(posts)

    @staticmethod
    def _many(cursor: Any, sql: str, rows: Sequence[Row], fetch: bool = True) -> list[Row]:
        return execute_values(cursor, sql, rows, page_size=len(rows), fetch=fetch) or []

    def _authors(self, users: dict[str, Any], now: datetime) -> list[Row]:
        return [
            (
                self._practice_id,
                "X",
                key,
                user["username"],
                user["name"],
                user["profile_image_url"],
                user["public_metrics"]["followers_count"],
                now,
            )
            for key, user in sorted(users.items())
        ]

    def _mention(
        self, key: str, post: dict[str, Any], authors: dict[str, int], now: datetime
    ) -> Row:
        text, counts = post["text"], post["public_metrics"]
        feeling = score_sentiment(text)
        sorting = triage(text, feeling)
        where = (self._practice_id, self._account_id, "X", key, post["id"])
        what = (post["conversation_id"], "", "POST", "PUBLIC", authors[post["author_id"]], False)
        words = (text, post["lang"], f"https://x.com/i/status/{post['id']}", Json([]))
        posted_at = datetime.fromisoformat(post["created_at"])
        times = (posted_at, now)
        numbers = (counts["retweet_count"], counts["reply_count"], counts["like_count"])
        reasons = Json([{"word": r.word, "weight": r.weight} for r in feeling.reasons])
        mood = (feeling.score, feeling.label, reasons, feeling.version, "")
        kind = (
            sorting.category,
            sorting.urgency,
            Json([{"word": r.word, "weight": r.weight} for r in sorting.reasons]),
        )
        place = ([], posted_at.date(), False)
        return (*where, *what, *words, *times, False, "", False, *numbers, *mood, *kind, *place)

    def _open(self, cursor: Any, rows: list[Row], ids: dict[str, int], now: datetime) -> None:
        opened: dict[int, int] = dict(
            self._many(cursor, _CONVERSATIONS, [self._conversation(r, ids, now) for r in rows])
        )
        legs: dict[int, int] = dict(
            self._many(
                cursor,
                _LEGS,
                [(pk, self._account_id, "PUBLIC", "", "", now, now) for pk in opened.values()],
            )
        )
        items = [(pk, legs[pk], mention, 1) for mention, pk in opened.items()]
        self._many(cursor, _ITEMS, items, False)

    def _conversation(self, row: Row, ids: dict[str, int], now: datetime) -> Row:
        mention, thread, author, text, posted_at = ids[row[3]], row[5], row[9], row[11], row[15]
        return (
            *(self._practice_id, self._account_id, "X", author, f"X:{thread}:a{author}", thread),
            *(mention, mention, "NEW", True, False, True, False),
            *(row[28], row[29], 2, row[24], text[:280]),
            *(posted_at, now, posted_at, posted_at, posted_at, posted_at),
            *(0, "", "", "", 1),
            *([], False, 1, False, False, "NONE"),
        )
