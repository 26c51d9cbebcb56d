"""What the networks do meanwhile: every fault that a call may meet, drawn by chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.support.sandbox_server import SandboxServer

READING = {"method": "GET"}
SENDING = {"method": "POST", "path_regex": r"/2/tweets$|/2/dm_conversations|/comments$|/messages$"}
_HOSTS = ("x", "graph")
Fault = Callable[[random.Random], dict[str, Any]]


def _of(kind: str, **details: Any) -> Fault:
    return lambda rng: {"kind": kind, **details}


def _drop(rng: random.Random) -> dict[str, Any]:
    return {"kind": "drop", "when": rng.choice(["before", "after"])}


def _slow(rng: random.Random) -> dict[str, Any]:
    when = rng.choice(["before_headers", "mid_body", "before_apply"])
    return {"kind": "slow", "seconds": rng.choice([0.03, 0.2, 3]), "when": when}


def _short(rng: random.Random) -> dict[str, Any]:
    return {"kind": "short_page", "size": rng.randint(1, 4)}


ANY_CALL: tuple[Fault, ...] = (
    _of("rate_limit", reset_seconds=60),
    _of("rate_limit"),
    _of("server_error", html=True, status=502),
    _of("server_error"),
    _of("truncated_json"),
    _of("wrong_content_type"),
    _of("clock_skew", seconds=600),
    _drop,
    _drop,
    _slow,
    _slow,
)
PAGES: tuple[Fault, ...] = (
    _short,
    _short,
    _of("repeated_item"),
    _of("out_of_order"),
    _of("empty_page_with_next"),
    _of("partial_errors"),
    _of("dialect"),
)
DEAD_TOKENS: tuple[Fault, ...] = (_of("token_expired"), _of("credits"))


def stir(town: SandboxServer, rng: random.Random, match: dict[str, str]) -> str:
    """One more fault for calls like `match`; gives its kind."""
    is_reading = match.get("method") == "GET"
    kinds = [*ANY_CALL, *(PAGES if is_reading else ())]
    if rng.random() < 0.05:
        kinds = list(DEAD_TOKENS)
    fault = rng.choice(kinds)(rng)
    name = fault.pop("kind")
    where = {**match, "host": rng.choice(_HOSTS)}
    town.fault(name, match=where, times=rng.randint(1, 2), skip=rng.randint(0, 2), **fault)
    return str(name)
