"""Tokens, permissions, proofs and limits of Graph through real facebook-sdk."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import facebook
import pytest

from tests.support.loopback import GRAPH_HOST, graph_client, session_to
from tests.support.sandbox_server import SandboxServer


def error_of(caught: pytest.ExceptionInfo[facebook.GraphAPIError]) -> dict[str, Any]:
    error: dict[str, Any] = caught.value.result["error"]
    return error


def test_me_is_the_page_or_the_user(
    graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    assert graph.get_object("me") == {"id": account["page_id"], "name": account["page_name"]}
    user = graph_client(town.base_url, account["graph_user_token"])
    assert user.get_object("me")["id"] == account["graph_user_id"]
    pages = user.get_connections("me", "accounts")
    assert pages["data"][0]["access_token"] == account["graph_page_token"]
    assert pages["data"][0]["id"] == account["page_id"]
    assert graph.get_version() == "26.0"


def test_tokens_and_what_debug_token_says(
    graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    app = (account["graph_app_id"], account["graph_app_secret"])
    said = graph.debug_access_token(account["graph_page_token"], *app)["data"]
    assert said["is_valid"] and said["type"] == "PAGE" and said["expires_at"] == 0
    assert "pages_messaging" in said["scopes"]
    assert graph.get_app_access_token(*app) == "|".join(app)
    user = graph_client(town.base_url, account["graph_user_token"])
    longer = user.extend_access_token(*app)
    assert longer["expires_in"] == 5184000
    assert graph_client(town.base_url, longer["access_token"]).get_object("me")["id"]
    town.advance(5184001)
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph_client(town.base_url, longer["access_token"]).get_object("me")
    assert (error_of(caught)["code"], error_of(caught)["error_subcode"]) == (190, 463)
    said = graph.debug_access_token(longer["access_token"], *app)["data"]
    assert not said["is_valid"] and said["error"]["subcode"] == 463


@pytest.mark.parametrize("subcode", [458, 460])
def test_a_revoked_token(
    graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any], subcode: int
) -> None:
    town.act("revoke_token", value=account["graph_page_token"], subcode=subcode)
    with pytest.raises(facebook.GraphAPIError) as caught:
        graph.get_object("me")
    assert (error_of(caught)["code"], error_of(caught)["error_subcode"]) == (190, subcode)


def test_a_missing_permission(
    graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    token = account["graph_page_token"]
    town.act("set_token_scopes", value=token, scopes=["pages_read_engagement"])
    assert graph.get_connections("me", "feed")["data"] == []
    with pytest.raises(facebook.GraphAPIError, match="pages_messaging"):
        graph.get_connections("me", "conversations")


def test_the_proof_is_checked_when_the_app_wants_it(
    graph: facebook.GraphAPI, town: SandboxServer, account: dict[str, Any]
) -> None:
    town.configure(graph_require_proof=True)
    with pytest.raises(facebook.GraphAPIError, match="Invalid appsecret_proof"):
        graph.get_object("me")
    secret, token = account["graph_app_secret"].encode(), account["graph_page_token"].encode()
    proof = hmac.new(secret, token, hashlib.sha256).hexdigest()
    assert graph.get_object("me", appsecret_proof=proof)["id"] == account["page_id"]
    town.configure(graph_require_proof=False)
    with pytest.raises(facebook.GraphAPIError, match="Invalid appsecret_proof"):
        graph.get_object("me", appsecret_proof="0" * 64)


def test_usage_headers_and_the_page_limit(town: SandboxServer, account: dict[str, Any]) -> None:
    session = session_to(town.base_url, GRAPH_HOST)
    address = f"{GRAPH_HOST}/v26.0/me"
    header = {"Authorization": f"Bearer {account['graph_page_token']}"}
    town.configure(graph_max_calls_per_hour=3)
    for expected in (33, 66, 100):
        answer = session.get(address, headers=header)
        usage = answer.json() and answer.headers["x-business-use-case-usage"]
        assert f'"call_count": {expected}' in usage
    refused = session.get(address, headers=header)
    assert refused.json()["error"]["code"] == 32
    town.advance(3601)
    assert session.get(address, headers=header).status_code == 200
