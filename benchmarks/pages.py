"""Pages as X sends them: 100 posts of one length by invented people, never the same post twice."""

from __future__ import annotations

import itertools
import json
from typing import Any

from benchmarks.phrases import PHRASES

OWN_ID = "1100000000000000001"
PAGE_SIZE = 100
PEOPLE_A_PAGE = 80
_FIRST_ID = 1_990_000_000_000_000_000
_numbers = itertools.count(1)
_PIECES = (*PHRASES, "see https://pictures.example/a1b2 for the new lamp")


def text_of(number: int, length: int) -> str:
    """An invented post of exactly `length` characters, different for every `number`."""
    words = f"@lumenlakeside {number:07d}"
    for step in itertools.count(number):
        words = f"{words} {_PIECES[step % len(_PIECES)]}."
        if len(words) >= length:
            return words[:length]
    raise AssertionError


def page_text(length: int) -> str:
    """One page of new posts as JSON text."""
    numbers = [next(_numbers) for _ in range(PAGE_SIZE)]
    people = {_person_id(number): number for number in numbers}
    return json.dumps(
        {
            "data": [_post(number, length) for number in numbers],
            "includes": {"users": [_user(key, number) for key, number in people.items()]},
            "meta": {"result_count": PAGE_SIZE, "newest_id": str(_FIRST_ID + numbers[-1])},
        }
    )


def _person_id(number: int) -> str:
    return str(2_200_000_000_000_000_000 + number // PAGE_SIZE * 1000 + number % PEOPLE_A_PAGE)


def _post(number: int, length: int) -> dict[str, Any]:
    post_id, text = str(_FIRST_ID + number), text_of(number, length)
    mention = {"start": 0, "end": 14, "username": "lumenlakeside", "id": OWN_ID}
    return {
        "id": post_id,
        "text": text,
        "author_id": _person_id(number),
        "conversation_id": post_id,
        "created_at": "2026-11-20T09:00:00.000Z",
        "lang": "en",
        "edit_history_tweet_ids": [post_id],
        "entities": {"mentions": [mention]},
        "public_metrics": {
            "retweet_count": 0,
            "reply_count": 1,
            "like_count": 2,
            "quote_count": 0,
        },
    }


def _user(key: str, number: int) -> dict[str, Any]:
    return {
        "id": key,
        "name": f"Neighbor {number}",
        "username": f"neighbor{number}",
        "profile_image_url": f"https://pictures.example/{number}.jpg",
        "public_metrics": {"followers_count": number % 900},
    }
