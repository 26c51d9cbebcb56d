"""Error answers in the shapes of the two networks."""

from __future__ import annotations

from typing import Any

from sandbox.call import Answer, ApiError

PROBLEMS = "https://api.twitter.com/2/problems/"
_STATUS_OF_GRAPH_CODE = {1: 500, 2: 500, 4: 403, 10: 403, 102: 401, 190: 401, 200: 403, 283: 403}
_GRAPH_METHOD_CODES = {33}


def x_problem(status: int, title: str, detail: str, kind: str = "", **more: Any) -> ApiError:
    """A problem document; `kind` is the last part of its type, `about:blank` without one."""
    body = {
        "title": title,
        "detail": detail,
        "type": PROBLEMS + kind if kind else "about:blank",
        "status": status,
        **more,
    }
    return ApiError(Answer(body, status, content_type="application/problem+json"))


def x_invalid(parameter: str, value: str, message: str) -> ApiError:
    """400 Invalid Request about one parameter."""
    body = {
        "errors": [{"parameters": {parameter: [value]}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": PROBLEMS + "invalid-request",
    }
    return ApiError(Answer(body, 400, content_type="application/problem+json"))


def x_unauthorized() -> ApiError:
    return x_problem(401, "Unauthorized", "Unauthorized")


def x_forbidden(detail: str) -> ApiError:
    return x_problem(403, "Forbidden", detail)


def x_right_missing() -> ApiError:
    """What an OAuth 1.0a app hears that was not given the right to write or to send messages."""
    detail = "Your client app is not configured with the appropriate oauth1 app permissions."
    error = x_problem(403, "Forbidden", detail, "oauth1-permissions")
    error.answer.headers["x-access-level"] = "read"
    return error


def x_not_found(path: str) -> ApiError:
    return x_problem(404, "Not Found", f"No such route: {path}", "resource-not-found")


def x_too_many(headers: dict[str, str]) -> ApiError:
    error = x_problem(429, "Too Many Requests", "Too Many Requests")
    error.answer.headers.update(headers)
    return error


def x_credits_depleted(account_id: str) -> ApiError:
    body = {
        "account_id": account_id,
        "title": "CreditsDepleted",
        "detail": f"Your enrolled account [{account_id}] does not have any credits "
        "to fulfill this request.",
        "type": PROBLEMS + "credits",
    }
    return ApiError(Answer(body, 402, content_type="application/problem+json"))


def x_partial(parameter: str, value: str, *, reason: str = "missing") -> dict[str, str]:
    """One entry of `errors` beside good data. `reason`: missing or protected."""
    kind = "user" if "user" in parameter or "author" in parameter else "tweet"
    if reason == "protected":
        title, problem = "Authorization Error", "not-authorized-for-resource"
        detail = f"Sorry, you are not authorized to see the {kind.title()} with {parameter}: "
    else:
        title, problem = "Not Found Error", "resource-not-found"
        detail = f"Could not find {kind} with {parameter}: "
    return {
        "resource_type": kind,
        "resource_id": value,
        "parameter": parameter,
        "value": value,
        "title": title,
        "detail": f"{detail}[{value}].",
        "type": PROBLEMS + problem,
    }


def graph_error(
    code: int, message: str, *, subcode: int | None = None, status: int | None = None, **more: Any
) -> ApiError:
    """A Graph error. `more` may hold is_transient, error_user_title, error_user_msg."""
    is_method = code == 100 and subcode in _GRAPH_METHOD_CODES
    error: dict[str, Any] = {
        "message": message,
        "type": "GraphMethodException" if is_method else "OAuthException",
        "code": code,
    }
    if subcode is not None:
        error["error_subcode"] = subcode
    error.update(more)
    error["fbtrace_id"] = "AtownTraceOfThisCall00"
    final = status or _STATUS_OF_GRAPH_CODE.get(code, 400)
    headers = {}
    if code in (190, 102, 100, 2500):
        kind = "invalid_token" if code in (190, 102) else "invalid_request"
        headers["WWW-Authenticate"] = f'OAuth "Facebook Platform" "{kind}" "{message}"'
    return ApiError(Answer({"error": error}, final, headers))


def graph_gone(object_id: str) -> ApiError:
    """The one text that Graph has for deleted, hidden from us and never existed."""
    return graph_error(
        100,
        f"Unsupported get request. Object with ID '{object_id}' does not exist, cannot be loaded "
        "due to missing permissions, or does not support this operation. Please read the Graph "
        "API documentation at https://developers.facebook.com/docs/graph-api",
        subcode=33,
    )


def graph_bad_parameter(message: str) -> ApiError:
    return graph_error(100, f"(#100) {message}")


def graph_unknown_path(path: str) -> ApiError:
    return graph_error(2500, f"Unknown path components: {path}")
