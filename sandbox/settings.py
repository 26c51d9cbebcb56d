"""Knobs of the sandbox, with the values it starts with. Changed by POST /_sandbox/settings."""

from __future__ import annotations

from typing import Any


def default_settings() -> dict[str, Any]:
    """A fresh set of knobs.

    x_dialect: "2.166" or "2.167" (the renamed field names of 2026-08).
    x_tier: "self_serve" (likes refused, not-mentioned rule) or "enterprise".
    x_search_lag_seconds: how long a new post takes to show up in search.
    x_retweets_in_search / x_retweets_in_mentions: off since 2026-05-04 on self-serve tiers.
    x_dm_always_next_token: the real API hands out a token even after the last page.
    x_stale_since_seconds: search refuses a since_id older than this (seven days).
    x_read_cap: post reads per cycle; usage/tweets reports against it.
    x_credits_usd: what is left to spend; None means no end. At zero every call is a 402.
    x_spent_usd, x_usage_by_day: the meter itself.
    limits: "relaxed" or "real"; limit_overrides: {endpoint name: calls per 15 minutes}.
    graph_require_proof: refuse calls without a valid appsecret_proof.
    graph_ranked_feed: /feed is ranked, not chronological.
    graph_ratings_gone: /ratings answers code 12.
    graph_subscribed_fields: what the app asked to be told by webhook.
    graph_max_calls_per_hour: page calls for 100 percent in the usage header; None: never.
    """
    return {
        "x_dialect": "2.166",
        "x_tier": "self_serve",
        "x_search_lag_seconds": 0.0,
        "x_retweets_in_search": False,
        "x_retweets_in_mentions": False,
        "x_dm_always_next_token": True,
        "x_stale_since_seconds": 7 * 24 * 3600,
        "x_read_cap": 3_000_000,
        "x_credits_usd": None,
        "x_spent_usd": 0.0,
        "x_usage_by_day": {},
        "limits": "relaxed",
        "limit_overrides": {},
        "graph_require_proof": False,
        "graph_ranked_feed": False,
        "graph_ratings_gone": True,
        "graph_max_calls_per_hour": None,
        "graph_subscribed_fields": [],
    }
