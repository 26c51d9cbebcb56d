"""Graph's token endpoints: debug_token and oauth/access_token."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from sandbox.call import ApiError
from sandbox.errors import graph_bad_parameter, graph_error
from sandbox.graph_context import GraphCall, check_token, find_token
from sandbox.models import Token

LONG_LIVED_SECONDS = 5_184_000
DATA_ACCESS_DAYS = 90


def debug_token(graph: GraphCall) -> dict[str, Any]:
    """GET /debug_token?input_token= — a dead token is a 200 with `is_valid: false`."""
    text = graph.parameters.get("input_token")
    if not text:
        raise graph_bad_parameter("The parameter input_token is required")
    account = graph.world.practice
    token = find_token(graph.world, text)
    if token is None:
        error = {"code": 190, "message": "Invalid OAuth access token."}
        return {"data": {"error": error, "is_valid": False, "scopes": []}}
    data: dict[str, Any] = {
        "app_id": account.graph_app_id,
        "type": {"graph_page": "PAGE", "graph_user": "USER"}.get(token.kind, "APP"),
        "application": "Practice inbox",
        "data_access_expires_at": int((graph.now + timedelta(days=DATA_ACCESS_DAYS)).timestamp()),
        "expires_at": int(token.expires_at.timestamp()) if token.expires_at else 0,
        "is_valid": True,
        "scopes": token.scopes,
    }
    if token.kind == "graph_page":
        data |= {"profile_id": account.page_id, "user_id": account.graph_user_id}
    if token.kind == "graph_user":
        data["user_id"] = account.graph_user_id
    try:
        check_token(graph.world, text)
    except ApiError as dead:
        error = dead.answer.body["error"]
        kept = {"code": 190, "message": error["message"], "subcode": error["error_subcode"]}
        data |= {"is_valid": False, "error": kept}
    return {"data": data}


def access_token(graph: GraphCall) -> dict[str, Any]:
    """GET /oauth/access_token: client_credentials, or exchange for a long-lived token."""
    account, asked = graph.world.practice, graph.parameters
    if asked.get("client_id") != account.graph_app_id:
        raise graph_error(101, "Error validating application. Cannot get application info.")
    if asked.get("client_secret") != account.graph_app_secret:
        raise graph_error(1, "Error validating client secret.", status=400)
    if asked.get("grant_type") == "client_credentials":
        text = f"{account.graph_app_id}|{account.graph_app_secret}"
        return {"access_token": text, "token_type": "bearer"}
    if asked.get("grant_type") == "fb_exchange_token":
        return _exchange(graph, asked.get("fb_exchange_token", ""))
    raise graph_bad_parameter("Missing or unsupported grant_type")


def _exchange(graph: GraphCall, text: str) -> dict[str, Any]:
    old = check_token(graph.world, text)
    stem = hashlib.sha256(f"{text}:{graph.now.isoformat()}".encode()).hexdigest()[:24]
    fresh = Token(f"EAATOWNLONG{stem}", old.kind, old.owner_id, list(old.scopes))
    fresh.expires_at = graph.now + timedelta(seconds=LONG_LIVED_SECONDS)
    graph.world.tokens[fresh.value] = fresh
    graph.world.save(fresh)
    return {
        "access_token": fresh.value,
        "token_type": "bearer",
        "expires_in": LONG_LIVED_SECONDS,
    }
