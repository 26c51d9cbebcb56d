"""Every way a read or a write can fail, as rows: what the sandbox does, and what we make of it.

One row: the network, the fault of the sandbox, and the error kind that a feed books. Of a write
the kind is the same, but what is TRANSIENT to read is UNKNOWN_OUTCOME when it may have happened.
`docs/network-faults.md` is the same table for people.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

X, FACEBOOK = "X", "FACEBOOK"
SHORT, LONG = 0.2, 0.7  # seconds: our patience in these tests, and how long the town keeps still
YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Row:
    """`kind` and `details` are the fault; `becomes` is the error kind, "" for none at all."""

    network: str
    kind: str
    becomes: str
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def patience(self) -> float:
        """Seconds to wait for an answer: a moment for one that is slow, so that no test waits; for
        every other a minute, because a busy machine is no fault."""
        return SHORT if self.kind == "slow" else 60.0

    @property
    def name(self) -> str:
        told = [str(value)[:24] for value in self.details.values()]
        return "-".join([self.network, self.kind, *told]).replace(" ", "_")


def _both(kind: str, becomes: str, **details: Any) -> list[Row]:
    return [Row(network, kind, becomes, details) for network in (X, FACEBOOK)]


# What neither network can be understood in; a write that meets one of these may have happened.
UNREADABLE = [
    *_both("server_error", "TRANSIENT", status=500),
    *_both("server_error", "TRANSIENT", status=502, html=True),
    *_both("server_error", "TRANSIENT", status=503),
    *_both("truncated_json", "TRANSIENT"),
    *_both("error", "TRANSIENT", status=200, body=[]),
    *_both("error", "TRANSIENT", status=200, body={}),
    *_both("drop", "TRANSIENT", when="before"),
    *_both("drop", "TRANSIENT", when="after"),
    *_both("slow", "TRANSIENT", when="before_headers", seconds=LONG),
    *_both("slow", "TRANSIENT", when="mid_body", seconds=LONG),
    *_both("slow", "TRANSIENT", when="drip", seconds=0.1),
    Row(FACEBOOK, "server_error", "TRANSIENT", {"status": 500, "code": 2}),
    Row(FACEBOOK, "wrong_content_type", "TRANSIENT", {}),
    Row(FACEBOOK, "wrong_content_type", "TRANSIENT", {"value": "image/png"}),
    Row(FACEBOOK, "error", "TRANSIENT", {"status": 400}),  # an error without a code
    Row(FACEBOOK, "error", "TRANSIENT", {"status": 400, "body": {"error": "sorry"}}),
    Row(FACEBOOK, "error", "TRANSIENT", {"code": 1200}),
    Row(FACEBOOK, "error", "TRANSIENT", {"code": 999, "is_transient": True}),
]
LIMITS = [
    Row(X, "rate_limit", "RATE_LIMIT", {"reset_seconds": 300}),
    Row(X, "rate_limit", "RATE_LIMIT", {}),
    Row(X, "rate_limit", "RATE_LIMIT", {"legacy": True}),
    Row(X, "rate_limit", "RATE_LIMIT", {"reset_seconds": -7200}),  # long past
    Row(X, "rate_limit", "RATE_LIMIT", {"reset_seconds": YEAR}),
    Row(X, "rate_limit", "RATE_LIMIT", {"reset_header": "soon"}),
    Row(X, "rate_limit", "RATE_LIMIT", {"reset_header": "9" * 30}),
    *(
        Row(FACEBOOK, "rate_limit", "RATE_LIMIT", {"code": code, "minutes": 7})
        for code in (4, 17, 32, 613, 80001, 80006)
    ),
    Row(FACEBOOK, "rate_limit", "RATE_LIMIT", {"code": 32, "minutes": 0}),
    Row(FACEBOOK, "rate_limit", "RATE_LIMIT", {"code": 32, "minutes": -9}),
    Row(FACEBOOK, "rate_limit", "RATE_LIMIT", {"code": 32, "minutes": YEAR}),
    Row(FACEBOOK, "rate_limit", "RATE_LIMIT", {"code": 32, "minutes": "soon"}),
    Row(FACEBOOK, "credits", "RATE_LIMIT"),  # 341
]
DEAD_TOKENS = [
    Row(X, "token_expired", "AUTH"),
    Row(X, "revoked", "AUTH"),
    Row(X, "error", "AUTH", {"status": 401, "body": {}}),
    Row(FACEBOOK, "token_expired", "AUTH"),  # 190/463
    *(
        Row(FACEBOOK, "revoked", "AUTH", {"subcode": subcode})
        for subcode in (458, 459, 460, 464, 467)
    ),
    Row(FACEBOOK, "revoked", "AUTH", {"code": 102}),
]
CREDITS = [Row(X, "credits", "QUOTA")]
REFUSALS = [
    Row(X, "scope_missing", "PERMISSION"),
    Row(X, "scope_missing", "PERMISSION", {"is_bare": True}),
    Row(X, "error", "GONE", {"status": 404, "problem": "resource-not-found"}),
    Row(X, "error", "REFUSED", {"status": 400, "body": {}}),
    Row(FACEBOOK, "scope_missing", "PERMISSION", {"code": 200}),
    Row(FACEBOOK, "scope_missing", "PERMISSION", {"code": 10}),
    Row(FACEBOOK, "error", "UNSUPPORTED", {"code": 12}),
    Row(FACEBOOK, "error", "GONE", {"code": 100, "subcode": 33}),
]
# Of writes only: the network has it already, or will not do it now, or stops all of them.
WRITES = [
    Row(X, "error", "DUPLICATE", {"status": 403, "codes": [187]}),
    Row(FACEBOOK, "error", "DUPLICATE", {"code": 506}),
    Row(FACEBOOK, "error", "DUPLICATE", {"code": 10900}),
    Row(FACEBOOK, "error", "BLOCKED", {"code": 368, "subcode": 1390008}),
    Row(FACEBOOK, "error", "BLOCKED", {"code": 10, "subcode": 1893063}),
]
# Of private messages only.
WINDOWS = [
    *(
        Row(FACEBOOK, "error", "WINDOW", {"code": 10, "subcode": subcode})
        for subcode in (2018278, 2534022, 2018065)
    ),
    Row(FACEBOOK, "error", "REFUSED", {"code": 10, "subcode": 2018108}),
    Row(FACEBOOK, "error", "REFUSED", {"code": 551, "subcode": 1545041}),
]


def in_turns(rows: list[Row]) -> list[Row]:
    """Of what both networks have, the one and the other in turns.

    Reading takes these and sending the others, which go the same ways in our own code.
    """
    chosen: list[Row] = []
    for row in rows:
        twin = next((each for each in chosen if _same_fault(each, row)), None)
        if twin is None:
            chosen.append(row)
        elif len(chosen) % 2:
            chosen[chosen.index(twin)] = row
    return chosen


def _same_fault(one: Row, other: Row) -> bool:
    return (one.kind, one.details) == (other.kind, other.details)


READS = [*in_turns(UNREADABLE), *LIMITS, *DEAD_TOKENS, *CREDITS, *REFUSALS]
SENDS_UNKNOWN = [row for row in UNREADABLE if row not in READS or row.kind == "drop"]
SENDS_LATER = [row for row in LIMITS if row.details.get("code") not in (17, 613, 80006)][::3]
SENDS_HELD = [*DEAD_TOKENS[::4], *CREDITS]
SENDS_FAIL = [*REFUSALS[1::3], *WRITES]
MESSAGES_FAIL = [WINDOWS[0], *WINDOWS[-2:]]
_SENDS = [*SENDS_UNKNOWN, *SENDS_LATER, *SENDS_HELD, *SENDS_FAIL, *MESSAGES_FAIL]
# What no test sends through the whole hub is asked of the connector alone.
CONNECTOR_WRITES = [row for row in [*READS, *WRITES, *WINDOWS] if row not in _SENDS]
