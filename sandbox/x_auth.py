"""Who is calling X: OAuth 1.0a signatures over the real https address, and bearer tokens."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

from sandbox.call import Call
from sandbox.errors import x_problem, x_right_missing, x_unauthorized
from sandbox.models import Token
from sandbox.world import World

_APP_ONLY = (
    "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported "
    "authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
)


@dataclass(slots=True, frozen=True)
class Caller:
    """`user_id` is empty for an app-only token."""

    token: Token

    @property
    def user_id(self) -> str:
        return self.token.owner_id

    @property
    def is_app(self) -> bool:
        return self.token.kind == "x_app"


def identify(world: World, call: Call) -> Caller:
    """The caller of this request. Raises the 401 of the network."""
    header = call.headers.get("Authorization", "")
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer":
        token = _bearer(world, rest.strip())
    elif scheme.lower() == "oauth":
        token = _signed(world, call, rest)
    else:
        raise x_unauthorized()
    return Caller(_alive(world, token))


def _bearer(world: World, value: str) -> Token:
    token = world.tokens.get(value)
    if token is None or token.kind not in ("x_app", "x_user"):
        raise x_unauthorized()
    return token


def _alive(world: World, token: Token) -> Token:
    is_expired = token.expires_at is not None and token.expires_at <= world.clock.now()
    if is_expired or token.revoked_at is not None:
        raise x_unauthorized()
    return token


def oauth_parameters(header: str) -> dict[str, str]:
    """The `oauth_*` parameters of an Authorization header, decoded."""
    found = {}
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        found[unquote(name)] = unquote(value.strip('"'))
    return found


def _encode(text: str) -> str:
    return quote(text, safe="~")


def signature(call: Call, oauth: dict[str, str], secrets: tuple[str, str]) -> str:
    """HMAC-SHA1 over method, real https address, and all parameters (RFC 5849, 3.4)."""
    pairs = [(name, value) for name, value in oauth.items() if name != "oauth_signature"]
    pairs = [(name, value) for name, value in pairs if name != "realm"]
    pairs += parse_qsl(call.query_string, keep_blank_values=True)
    pairs += list(call.form().items())
    encoded = sorted((_encode(name), _encode(value)) for name, value in pairs)
    parameters = "&".join(f"{name}={value}" for name, value in encoded)
    address = f"https://{call.host}{call.path}"
    base = "&".join((call.method.upper(), _encode(address), _encode(parameters)))
    key = "&".join(_encode(secret) for secret in secrets)
    digest = hmac.new(key.encode(), base.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def _signed(world: World, call: Call, header: str) -> Token:
    oauth = oauth_parameters(header)
    token = world.tokens.get(oauth.get("oauth_token", ""))
    account = world.practice
    if (
        token is None
        or token.kind != "x_oauth1"
        or oauth.get("oauth_consumer_key") != account.x_consumer_key
        or oauth.get("oauth_signature_method") != "HMAC-SHA1"
    ):
        raise x_unauthorized()
    expected = signature(call, oauth, (account.x_consumer_secret, token.secret))
    if not hmac.compare_digest(expected, oauth.get("oauth_signature", "")):
        raise x_unauthorized()
    return token


def require_user(caller: Caller) -> None:
    """Refuse app-only tokens. Raises 403 unsupported-authentication."""
    if caller.is_app:
        raise x_problem(403, "Unsupported Authentication", _APP_ONLY, "unsupported-authentication")


def require_scopes(caller: Caller, *scopes: str) -> None:
    """Raises 403 when the token lacks a scope."""
    if any(scope not in caller.token.scopes for scope in scopes):
        raise x_right_missing()
