"""Asks X whether posts are still there: one lookup for a hundred ids.

Only what decides is asked for: nobody's name or text comes back. Source: X API v2, Post lookup;
a missing post is named in `errors` of a 200.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from listening.connectors.kinds import GoneWhy
from listening.connectors.rechecks import Standing
from listening.connectors.x_client import XClient
from listening.connectors.x_parse import data_list, gone, is_withheld

_FIELDS = "id,withheld,edit_history_tweet_ids"


def look_again(client: XClient, ids: Sequence[str], now: datetime) -> Standing:
    """`ids`: the version of each post that can be addressed. Raises ConnectorError."""
    # Suspended, protected and deleted posts are told apart for who may read: as the account.
    payload = client.read(client.api.get_tweets, list(ids), now=now, tweet_fields=_FIELDS)
    found = {str(item.get("id")): item for item in data_list(payload)}
    withheld = {key for key, item in found.items() if is_withheld(item)}
    told = gone(payload)
    missing = {each: told[each] for each in ids if each in told and each not in found}
    return Standing(
        here=frozenset(found.keys() - withheld),
        gone=missing | dict.fromkeys(withheld, GoneWhy.WITHHELD),
        billed=len(found),
    )
