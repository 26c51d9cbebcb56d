"""Faults that bend a good answer: its page, its spelling, and what it says of limits."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sandbox.call import X_HOSTS, Answer, Call
from sandbox.errors import x_partial
from sandbox.faults import Fault
from sandbox.x_api import in_new_names
from sandbox.x_params import encode_token


def bend(call: Call, answer: Answer, fault: Fault) -> None:
    """Change a good answer as a page fault says; other answers stay as they are."""
    body = answer.body
    if answer.status != 200 or not isinstance(body, dict):
        return
    if fault.kind == "dialect":
        if call.method == "GET" and fault.details.get("value", "2.167") == "2.167":
            answer.body = in_new_names(body)
        return
    if fault.kind == "partial_errors":
        _break_references(body, int(fault.details.get("count", 1)))
        return
    data = body.get("data")
    if not isinstance(data, list) or not data:
        return
    if fault.kind == "empty_page_with_next":
        _empty(call, body, data)
    elif fault.kind == "out_of_order":
        _turn_around(body)
    elif fault.kind == "repeated_item":
        repeated = fault.memory.get("item")
        fault.memory["item"] = data[-1]
        if repeated is not None:
            data.insert(0, repeated)


def _break_references(body: dict[str, Any], count: int) -> None:
    """The first posts of includes vanish and are named in `errors`, as deleted ones are."""
    includes = body.get("includes", {})
    name = "posts" if "posts" in includes else "tweets"
    parameter = "referenced_posts.id" if name == "posts" else "referenced_tweets.id"
    gone = includes.get(name, [])[:count]
    if not gone:
        return
    includes[name] = includes[name][count:]
    if not includes[name]:
        del includes[name]
    errors = [x_partial(parameter, each["id"]) for each in gone]
    body["errors"] = body.get("errors", []) + errors


def _empty(call: Call, body: dict[str, Any], data: list[Any]) -> None:
    """Nothing on this page, but a way on to what should have been on it."""
    if "meta" in body:
        token = encode_token("n", int(data[0]["id"]) + 1)
        del body["data"]
        body.pop("includes", None)
        body["meta"] = {"result_count": 0, "next_token": token}
        return
    after = call.query.get("after") or base64.urlsafe_b64encode(b"0:").decode().rstrip("=")
    query = {key: value for key, value in call.query.items() if key != "after"}
    address = f"https://{call.host}{call.path}?"
    address += urlencode({**query, "after": after})
    body["data"] = []
    body["paging"] = {"cursors": {"before": after, "after": after}, "next": address}


def _turn_around(value: Any) -> None:
    """Every list of items upside down: the page itself, and the comments or messages inside."""
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if name == "data" and isinstance(inner, list):
            inner.reverse()
            for item in inner:
                _turn_around(item)
        elif name in ("comments", "messages"):
            _turn_around(inner)


def limit_headers(call: Call, fault: Fault, page_id: str, now: datetime) -> dict[str, str]:
    """What a fault of the kind `usage` puts into the headers of an answer, good or not.

    X: `remaining`, `reset_seconds` or the header itself in `reset_header`. Graph: `percent`,
    `minutes`, `bucket` (pages, messenger or app), or the header itself in `header`.
    """
    details = fault.details
    if call.host in X_HOSTS:
        return {
            "x-rate-limit-limit": "300",
            "x-rate-limit-remaining": str(details.get("remaining", 0)),
        } | reset_header(details, now)
    bucket, percent = str(details.get("bucket", "pages")), details.get("percent", 100)
    numbers = {"call_count": percent, "total_cputime": 5, "total_time": 5}
    name = "x-app-usage" if bucket == "app" else "x-business-use-case-usage"
    if "header" in details:
        return {name: str(details["header"])}
    if bucket == "app":
        return {name: json.dumps(numbers)}
    entry = {"type": bucket, **numbers, "estimated_time_to_regain_access": details.get("minutes")}
    return {name: json.dumps({page_id: [entry]})}


def reset_header(details: dict[str, Any], now: datetime) -> dict[str, str]:
    """`x-rate-limit-reset`: as told in `reset_header`, `reset_seconds` from now, or left out."""
    if "reset_header" in details:
        return {"x-rate-limit-reset": str(details["reset_header"])}
    if details.get("reset_seconds") is None:
        return {}
    return {"x-rate-limit-reset": str(int(now.timestamp() + float(details["reset_seconds"])))}
