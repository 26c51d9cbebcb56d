"""Faults that answer instead of the network, and faults that bend what it answered."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlencode

from sandbox.call import X_HOSTS, Answer, ApiError, Call
from sandbox.errors import (
    graph_error,
    x_credits_depleted,
    x_forbidden,
    x_partial,
    x_problem,
    x_unauthorized,
)
from sandbox.faults import Fault
from sandbox.graph_context import INVALIDATED, NOT_AUTHORIZED
from sandbox.world import World
from sandbox.x_api import in_new_names
from sandbox.x_params import encode_token

_HTML = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_GRAPH_LIMITS = {
    4: "(#4) Application request limit reached",
    17: "(#17) User request limit reached",
    32: "(#32) Page request limit reached",
    613: "(#613) Calls to this api have exceeded the rate limit.",
    80001: "(#80001) There have been too many calls to this Page account. Try again later.",
    80006: "(#80006) There have been too many messenger api calls from this Page account.",
}


def answer_instead(world: World, call: Call, fault: Fault) -> Answer:
    """The answer of a fault that keeps the call from the network altogether."""
    is_x = call.host in X_HOSTS
    if fault.kind == "server_error":
        return _server_error(fault, is_x=is_x)
    if fault.kind == "rate_limit":
        return _x_limit(world, fault) if is_x else _graph_limit(world, fault)
    error = _x_refusal(world, fault) if is_x else _graph_refusal(world, fault)
    return error.answer


def _server_error(fault: Fault, *, is_x: bool) -> Answer:
    status = int(fault.details.get("status", 503))
    if fault.details.get("html"):
        page = _HTML.format(f"{status} Service Unavailable").encode()
        return Answer(None, status, content_type="text/html; charset=utf-8", raw=page)
    if is_x:
        return x_problem(status, "Service Unavailable", "Service Unavailable").answer
    code = int(fault.details.get("code", 2))
    messages = {1: "Please reduce the amount of data you're asking for, then retry your request"}
    message = messages.get(
        code, "An unexpected error has occurred. Please retry your request later."
    )
    return graph_error(code, message, status=status, is_transient=code == 2).answer


def _x_limit(world: World, fault: Fault) -> Answer:
    error = x_problem(429, "Too Many Requests", "Too Many Requests")
    if fault.details.get("legacy"):
        legacy = {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}
        error = ApiError(Answer(legacy, 429))
    seconds = fault.details.get("reset_seconds")
    if seconds is not None:
        reset = int(world.clock.now().timestamp() + float(seconds))
        error.answer.headers["x-rate-limit-reset"] = str(reset)
        error.answer.headers["x-rate-limit-remaining"] = "0"
    return error.answer


def _graph_limit(world: World, fault: Fault) -> Answer:
    code = int(fault.details.get("code", 32))
    minutes = int(fault.details.get("minutes", 5))
    more = {"is_transient": True} if code == 4 else {}
    message = _GRAPH_LIMITS.get(code, f"(#{code}) Too many calls")
    answer = graph_error(code, message, status=403 if code == 4 else 400, **more).answer
    numbers = {"call_count": 100, "total_cputime": 25, "total_time": 25}
    kind = "messenger" if code == 80006 else "pages"
    entry = {"type": kind, **numbers, "estimated_time_to_regain_access": minutes}
    usage = {world.practice.page_id: [entry]}
    answer.headers["x-business-use-case-usage"] = json.dumps(usage)
    if code in (4, 17):
        answer.headers["x-app-usage"] = json.dumps(numbers)
    return answer


def _x_refusal(world: World, fault: Fault) -> ApiError:
    if fault.kind == "credits":
        return x_credits_depleted(world.practice.x_user_id)
    if fault.kind == "scope_missing":
        return x_forbidden("You are not permitted to perform this action.")
    return x_unauthorized()


def _graph_refusal(world: World, fault: Fault) -> ApiError:
    if fault.kind == "scope_missing":
        code = int(fault.details.get("code", 200))
        return graph_error(
            code, f"(#{code}) This endpoint requires the 'pages_messaging' permission"
        )
    if fault.kind == "token_expired":
        return graph_error(190, "Error validating access token: Session has expired.", subcode=463)
    if fault.kind == "credits":
        return graph_error(341, "(#341) Application limit reached")
    subcode = int(fault.details.get("subcode", 460))
    message = INVALIDATED
    if subcode == 458:
        message = NOT_AUTHORIZED.format(app=world.practice.graph_app_id)
    return graph_error(190, message, subcode=subcode)


# -- bending a good answer -------------------------------------------------------------------


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
        data.reverse()
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
