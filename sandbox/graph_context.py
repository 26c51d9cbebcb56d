"""One Graph call being answered: who calls, in which version, with which parameters."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.call import Call
from sandbox.errors import graph_bad_parameter, graph_error
from sandbox.models import Token
from sandbox.world import World

SESSION_EXPIRED = "Error validating access token: Session has expired on {at}. The current time is "
INVALIDATED = (
    "Error validating access token: The session has been invalidated because the user changed "
    "their password or Facebook has changed the session for security reasons."
)
NOT_AUTHORIZED = "Error validating access token: The user has not authorized application {app}."


@dataclass(slots=True)
class GraphCall:
    """`parameters` are query and form together; `token_text` is what the caller sent."""

    world: World
    call: Call
    version: str
    parameters: dict[str, str] = field(default_factory=dict)
    token_text: str = ""
    token: Token | None = None

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    @property
    def is_app(self) -> bool:
        return self.token is not None and self.token.kind == "graph_app"

    @property
    def is_page(self) -> bool:
        return self.token is not None and self.token.kind == "graph_page"

    def flag(self, name: str) -> bool | None:
        """A true/false parameter, None when absent. Raises 100 for anything else."""
        value = self.parameters.get(name)
        if value is None:
            return None
        if value.lower() in ("true", "1"):
            return True
        if value.lower() in ("false", "0"):
            return False
        raise graph_bad_parameter(f"Param {name} must be a boolean")

    def json_object(self, name: str) -> dict[str, Any]:
        """A parameter that must be a JSON object. Raises 100 (a mangled dict ends up here)."""
        value = self.parameters.get(name)
        if value is None:
            raise graph_bad_parameter(f"The parameter {name} is required")
        try:
            found = json.loads(value)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise graph_bad_parameter(f"Param {name} must be a JSON object")
        return found

    def require(self, *scopes: str) -> None:
        """Raises 200 (writing) or 10 (reading) when the token lacks a permission."""
        held = self.token.scopes if self.token else []
        for scope in scopes:
            if scope not in held:
                code = 10 if self.call.method == "GET" else 200
                raise graph_error(
                    code, f"(#{code}) This endpoint requires the '{scope}' permission"
                )

    def require_page(self) -> None:
        """Raises 190 unless the caller holds the page's token."""
        if not self.is_page:
            raise graph_error(190, "A page access token is required for this request.")


def authenticate(graph: GraphCall) -> None:
    """Fill in the token from query, form or header. Raises 190, 2500 or 100 (bad proof)."""
    header = graph.call.headers.get("Authorization", "")
    scheme, _, bearer = header.partition(" ")
    text = graph.parameters.get("access_token") or (bearer if scheme.lower() == "bearer" else "")
    if not text:
        raise graph_error(
            2500, "An active access token must be used to query information about the current user."
        )
    graph.token_text = text
    graph.token = check_token(graph.world, text)
    _check_proof(graph)


def find_token(world: World, text: str) -> Token | None:
    """The token behind a text; `app_id|app_secret` is the app's own token."""
    account = world.practice
    if text == f"{account.graph_app_id}|{account.graph_app_secret}":
        return Token(text, "graph_app", account.graph_app_id, [])
    token = world.tokens.get(text)
    return token if token is not None and token.kind.startswith("graph_") else None


def check_token(world: World, text: str) -> Token:
    """A living token. Raises 190 with the subcode that tells why it is dead."""
    token, now = find_token(world, text), world.clock.now()
    if token is None:
        raise graph_error(190, "Invalid OAuth access token - Cannot parse access token")
    if token.revoked_at is not None:
        message = INVALIDATED
        if token.revoked_subcode == 458:
            message = NOT_AUTHORIZED.format(app=world.practice.graph_app_id)
        raise graph_error(190, message, subcode=token.revoked_subcode)
    if token.expires_at is not None and token.expires_at <= now:
        message = SESSION_EXPIRED.format(at=_human(token.expires_at)) + _human(now) + "."
        raise graph_error(190, message, subcode=463)
    return token


def _human(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%A, %d-%b-%y %H:%M:%S UTC")


def _check_proof(graph: GraphCall) -> None:
    proof = graph.parameters.get("appsecret_proof")
    is_needed = graph.world.settings["graph_require_proof"] and not graph.is_app
    if proof is None and not is_needed:
        return
    secret = graph.world.practice.graph_app_secret.encode()
    expected = hmac.new(secret, graph.token_text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, proof or ""):
        raise graph_error(100, "Invalid appsecret_proof provided in the API argument")
