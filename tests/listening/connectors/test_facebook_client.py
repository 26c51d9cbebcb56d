"""What facebook-sdk gets wrong on the wire, and that it no longer does."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

from listening.connectors.base import FeedKind, FeedSpec, MentionKind, Target
from listening.connectors.facebook import FacebookConnector
from tests.listening.connectors.conftest import NOW, PAGE_ID, facebook_connector
from tests.support.canned_server import CannedServer

COMMENT = Target("901_51", kind=MentionKind.COMMENT)
PERSON = Target("m_1", recipient_id="88001", thread_id="t_1", kind=MentionKind.MESSAGE)


def test_version_and_real_host(server: CannedServer, facebook: FacebookConnector) -> None:
    server.push({"data": []})
    list(facebook.fetch(FeedSpec(FeedKind.PAGE_FEED), {}, now=NOW))
    (asked,) = server.asked
    assert asked.path == f"/v26.0/{PAGE_ID}/feed"
    assert asked.headers["x-upstream-host"] == "graph.facebook.com"
    assert "appsecret_proof" not in asked.query  # no app secret, no proof


def test_every_call_carries_the_proof_of_its_own_token(server: CannedServer) -> None:
    page = facebook_connector(server.base_url, app_secret="canary-app-secret", app_id="99")
    server.push({"id": PAGE_ID, "name": "P"}, {"data": {"is_valid": True}}, {"id": "901_60"})
    page.verify(now=NOW)
    page.publish_reply(COMMENT, "hello", now=NOW)
    proof = hmac.new(b"canary-app-secret", b"canary-page-token", hashlib.sha256).hexdigest()
    me, debug, comment = server.asked
    assert me.query["appsecret_proof"] == comment.form["appsecret_proof"] == proof
    assert "appsecret_proof" not in debug.query  # an app's own token needs none
    assert debug.query["access_token"] == "99|canary-app-secret"


def test_objects_are_json_and_booleans_are_lower_case(
    server: CannedServer, facebook: FacebookConnector
) -> None:
    server.push({"recipient_id": "88001", "message_id": "m_9"}, {"success": True})
    facebook.send_private(COMMENT, "in private", now=NOW)
    facebook.hide(COMMENT, hidden=True)
    message, hide = server.asked
    assert json.loads(message.form["recipient"]) == {"comment_id": "901_51"}
    assert json.loads(message.form["message"]) == {"text": "in private"}
    assert message.form["messaging_type"] == "RESPONSE" and "tag" not in message.form
    assert (hide.path, hide.form["is_hidden"]) == ("/v26.0/901_51", "true")


def test_human_agent_after_a_day(server: CannedServer, facebook: FacebookConnector) -> None:
    server.push(*[{"recipient_id": "88001", "message_id": "m_9"}] * 3)
    for age in (None, timedelta(hours=23), timedelta(hours=25)):
        heard_at = NOW - age if age else None
        facebook.send_private(replace(PERSON, last_inbound_at=heard_at), "hi", now=NOW)
    assert [asked.form.get("tag") for asked in server.asked] == [None, None, "HUMAN_AGENT"]
    assert json.loads(server.asked[0].form["recipient"]) == {"id": "88001"}


def test_only_the_cursor_of_a_next_page_is_used(
    server: CannedServer, facebook: FacebookConnector
) -> None:
    elsewhere = "https://evil.example/v2.0/steal?access_token=x&after=zzz"
    server.push(
        {"data": [], "paging": {"cursors": {"after": "a1"}, "next": elsewhere}},  # empty, not last
        {"data": [{"id": "1_1"}], "paging": {"cursors": {"after": "a2"}}},  # no next: the end
    )
    pages = list(facebook.fetch(FeedSpec(FeedKind.PAGE_FEED), {}, now=NOW))
    assert [page.is_last for page in pages] == [False, True]
    assert [item.external_id for page in pages for item in page.items] == ["1_1"]
    assert [asked.query.get("after") for asked in server.asked] == [None, "a1"]


def test_a_cursor_that_repeats_ends_the_walk(
    server: CannedServer, facebook: FacebookConnector
) -> None:
    again = {"data": [{"id": "1_1"}], "paging": {"cursors": {"after": "a1"}, "next": "x"}}
    server.push(again, again)
    pages = list(facebook.fetch(FeedSpec(FeedKind.PAGE_FEED), {}, now=NOW))
    assert pages[-1].is_last and len(server.asked) == 2


def test_comments_that_come_oldest_first_after_all(
    server: CannedServer, facebook: FacebookConnector
) -> None:
    """Graph does not promise the order it was asked for."""
    old, new = "2026-01-01T00:00:00+0000", "2026-11-21T11:00:00+0000"
    nested = {
        "data": [
            {"id": "9_1", "created_time": old},
            {"id": "9_2", "created_time": "2026-02-01T00:00:00+0000"},
        ],
        "paging": {"cursors": {"after": "c1"}, "next": "x"},
    }
    server.push(
        {"data": [{"id": "1_9", "comments": nested}]},
        {"data": [{"id": "9_3", "created_time": new}]},
    )
    pages = list(facebook.fetch(FeedSpec(FeedKind.COMMENTS), {}, now=NOW))
    assert [item.external_id for page in pages for item in page.items] == ["9_3"]


def test_a_token_that_never_ends_has_no_end(server: CannedServer) -> None:
    page = facebook_connector(server.base_url, app_secret="canary-app-secret", app_id="99")
    health = {"is_valid": True, "expires_at": 0, "data_access_expires_at": 0, "scopes": ["a", "b"]}
    ends = {**health, "data_access_expires_at": int((NOW + timedelta(days=9)).timestamp())}
    me = {"id": PAGE_ID, "name": "P", "picture": {"data": {"url": "https://img.example/p.png"}}}
    server.push(me, {"data": health}, me, {"data": ends})
    forever, nine_days = page.verify(now=NOW), page.verify(now=NOW)
    assert forever.expires_at is None and forever.scopes == ("a", "b")
    assert nine_days.expires_at == NOW + timedelta(days=9)
    assert forever.avatar_url == "https://img.example/p.png"
