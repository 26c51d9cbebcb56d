"""Failure injection: which calls go wrong, how often, and in which way.

POST /_sandbox/faults {"match": {host, method, path_regex, token}, "times" | "probability",
"skip", "fault": {"kind": ..., ...}}. All parts of `match` are optional; `host` may be "x" or
"graph"; `path_regex` is searched in the path and in path?query. `times` defaults to 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sandbox.call import GRAPH_HOSTS, X_HOSTS, Call

ANSWERED_KINDS = frozenset(
    {"rate_limit", "token_expired", "revoked", "scope_missing", "credits", "server_error", "error"}
)
ENDING_KINDS = ANSWERED_KINDS | {"drop"}
TRANSPORT_KINDS = frozenset({"slow", "drop", "truncated_json", "wrong_content_type", "clock_skew"})
PAGE_KINDS = frozenset(
    {
        "partial_errors",
        "empty_page_with_next",
        "short_page",
        "repeated_item",
        "out_of_order",
        "dialect",
        "usage",
    }
)
ACT_KINDS = frozenset(
    {
        "page_shift",
        "late_arrival",
        "edited",
        "deleted",
        "hidden_natively",
        "withheld",
        "protected",
        "act",
    }
)
KINDS = ANSWERED_KINDS | TRANSPORT_KINDS | PAGE_KINDS | ACT_KINDS
_MATCH_KEYS = frozenset({"host", "method", "path_regex", "token"})


class FaultError(ValueError):
    """A fault that is not well formed; says what is wrong."""


@dataclass(slots=True)
class Fault:
    """One rule. `left` is how often it will still strike; None: always (by probability)."""

    id: int
    kind: str
    details: dict[str, Any]
    match: dict[str, str]
    left: int | None = 1
    probability: float = 1.0
    skip: int = 0
    hits: int = 0
    memory: dict[str, Any] = field(default_factory=dict)

    def matches(self, call: Call, token: str) -> bool:
        """Does this rule speak of this call?"""
        wanted = self.match
        if "method" in wanted and wanted["method"].upper() != call.method:
            return False
        if "host" in wanted and call.host not in _hosts(wanted["host"]):
            return False
        if "token" in wanted and wanted["token"] != token:
            return False
        pattern = wanted.get("path_regex")
        if pattern is None:
            return True
        whole = f"{call.path}?{call.query_string}"
        return bool(re.search(pattern, call.path) or re.search(pattern, whole))

    def as_dict(self) -> dict[str, Any]:
        """For the list of faults."""
        return {
            "id": self.id,
            "match": self.match,
            "times": self.left,
            "probability": self.probability,
            "skip": self.skip,
            "hits": self.hits,
            "fault": {"kind": self.kind, **self.details},
        }


def _hosts(name: str) -> tuple[str, ...]:
    return {"x": X_HOSTS, "graph": GRAPH_HOSTS}.get(name, (name,))


def caller_token(call: Call) -> str:
    """The token a call carries, wherever it carries it."""
    header = call.headers.get("Authorization", "")
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "oauth":
        found = re.search(r'oauth_token="([^"]*)"', rest)
        return found.group(1) if found else ""
    return call.query.get("access_token") or call.form().get("access_token", "")


class Faults:
    """All rules now in force, in the order they were made."""

    def __init__(self, seed: int = 1) -> None:
        self._rules: list[Fault] = []
        self._next_id = 1
        self._random = Random(seed)  # noqa: S311  (chance of a drill, not a secret)

    def add(self, body: dict[str, Any]) -> Fault:
        """A new rule from its JSON. Raises FaultError."""
        details = dict(body.get("fault") or {})
        kind = details.pop("kind", None)
        if kind not in KINDS:
            raise FaultError(f"fault.kind must be one of {', '.join(sorted(KINDS))}")
        match = dict(body.get("match") or {})
        if unknown := sorted(set(match) - _MATCH_KEYS):
            raise FaultError(f"match has no part named {', '.join(unknown)}")
        if unknown := sorted(set(body) - {"match", "times", "probability", "skip", "fault"}):
            raise FaultError(f"a fault has no part named {', '.join(unknown)}")
        try:
            re.compile(match.get("path_regex", ""))
        except re.error as error:
            raise FaultError(f"match.path_regex: {error}") from None
        times = body.get("times", None if "probability" in body else 1)
        probability = float(body.get("probability", 1.0))
        skip = int(body.get("skip", 0))
        rule = Fault(self._next_id, kind, details, match, times, probability, skip)
        self._next_id += 1
        self._rules.append(rule)
        return rule

    def strike(self, call: Call) -> list[Fault]:
        """The rules that strike this call; each is counted.

        Rules that refuse or drop a call queue up: one call spends only the first of them.
        """
        token = caller_token(call)
        struck: list[Fault] = []
        for rule in list(self._rules):
            if rule.left == 0 or not rule.matches(call, token):
                continue
            if rule.kind in ENDING_KINDS and any(each.kind in ENDING_KINDS for each in struck):
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if rule.probability < 1.0 and self._random.random() >= rule.probability:
                continue
            if rule.left is not None:
                rule.left -= 1
            rule.hits += 1
            struck.append(rule)
        return struck

    def listed(self) -> list[dict[str, Any]]:
        """All rules, spent ones too."""
        return [rule.as_dict() for rule in self._rules]

    def clear(self) -> None:
        """No more faults."""
        self._rules.clear()
