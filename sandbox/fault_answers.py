"""Faults that answer instead of the network: refusals, limits, and answers that are no answers."""

from __future__ import annotations

import json
from typing import Any

from sandbox.call import X_HOSTS, Answer, ApiError, Call
from sandbox.errors import (
    PROBLEMS,
    graph_error,
    x_credits_depleted,
    x_forbidden,
    x_problem,
    x_right_missing,
    x_unauthorized,
)
from sandbox.fault_bends import reset_header
from sandbox.faults import Fault
from sandbox.graph_context import INVALIDATED, NOT_AUTHORIZED
from sandbox.world import World

_HTML = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_SENTENCES = frozenset({"message", "detail", "title", "error_user_msg", "error_user_title"})
_GRAPH_LIMITS = {
    4: "(#4) Application request limit reached",
    17: "(#17) User request limit reached",
    32: "(#32) Page request limit reached",
    613: "(#613) Calls to this api have exceeded the rate limit.",
    80001: "(#80001) There have been too many calls to this Page account. Try again later.",
    80006: "(#80006) There have been too many messenger api calls from this Page account.",
}


def answer_instead(world: World, call: Call, fault: Fault) -> Answer:
    """The answer of a fault that keeps the call from the network altogether.

    With `sentence` every text for people in it reads so, and only codes tell what it means.
    """
    answer = _answer(world, call, fault)
    if "sentence" in fault.details:
        answer.body = _reworded(answer.body, str(fault.details["sentence"]))
        answer.headers.pop("WWW-Authenticate", None)
    return answer


def _answer(world: World, call: Call, fault: Fault) -> Answer:
    is_x = call.host in X_HOSTS
    if fault.kind == "server_error":
        return _server_error(fault, is_x=is_x)
    if fault.kind == "rate_limit":
        return _x_limit(world, fault) if is_x else _graph_limit(world, fault)
    if fault.kind == "error":
        return _x_error(fault) if is_x else _graph_error(fault)
    error = _x_refusal(world, fault) if is_x else _graph_refusal(world, fault)
    return error.answer


def _reworded(value: Any, sentence: str) -> Any:
    if isinstance(value, list):
        return [_reworded(each, sentence) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: sentence
        if name in _SENTENCES and isinstance(each, str)
        else _reworded(each, sentence)
        for name, each in value.items()
    }


def _x_error(fault: Fault) -> Answer:
    """Any error of X: `status`, `problem` (last part of its type), `codes` of the older shape,
    `parameters` that are invalid, or the whole `body`."""
    details = fault.details
    status = int(details.get("status", 400))
    if "body" in details:
        return Answer(details["body"], status)
    answer = x_problem(status, "Refused", "Refused", str(details.get("problem", ""))).answer
    if codes := details.get("codes"):
        answer.body = {"errors": [{"code": code, "message": "Refused"} for code in codes]}
    if parameters := details.get("parameters"):
        entry = {"parameters": {name: ["1"] for name in parameters}, "message": "Refused"}
        answer.body = {**answer.body, "errors": [entry], "type": f"{PROBLEMS}invalid-request"}
    if access := details.get("access_level"):
        answer.headers["x-access-level"] = str(access)
    return answer


def _graph_error(fault: Fault) -> Answer:
    """Any error of Graph: `code`, `subcode`, `status`, `is_transient`, or the whole `body`."""
    details = fault.details
    status = details.get("status")
    if "body" in details:
        return Answer(details["body"], int(status or 400))
    more = {"is_transient": True} if details.get("is_transient") else {}
    code = int(details.get("code") or 0)
    answer = graph_error(code, "Refused", subcode=details.get("subcode"), status=status, **more)
    if not code:
        del answer.answer.body["error"]["code"]
    return answer.answer


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
    if told := reset_header(fault.details, world.clock.now()):
        error.answer.headers |= told | {"x-rate-limit-remaining": "0"}
    return error.answer


def _graph_limit(world: World, fault: Fault) -> Answer:
    code = int(fault.details.get("code", 32))
    minutes = fault.details.get("minutes", 5)
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
    if fault.kind == "scope_missing" and fault.details.get("is_bare"):
        error = x_forbidden("You are not permitted to perform this action.")
        error.answer.headers["x-access-level"] = "read"
        return error
    if fault.kind == "scope_missing":
        return x_right_missing()
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
    code = int(fault.details.get("code", 190))
    subcode = int(fault.details.get("subcode", 460))
    message = INVALIDATED
    if subcode == 458:
        message = NOT_AUTHORIZED.format(app=world.practice.graph_app_id)
    return graph_error(code, message, subcode=subcode if code == 190 else None)
