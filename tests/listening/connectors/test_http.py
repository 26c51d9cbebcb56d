from __future__ import annotations

import hmac
import logging
import re
from base64 import b64encode
from urllib.parse import quote, unquote

import pytest
import requests

from listening.connectors.base import FeedKind, FeedSpec
from listening.connectors.http import (
    Answer,
    OutOfTimeError,
    TargetRefusedError,
    Timeouts,
    new_session,
    within,
)
from listening.connectors.wire import never_sent
from listening.connectors.x import XConnector
from tests.listening.connectors.conftest import NOW, OWN_ID, x_connector
from tests.support.canned_server import Canned, CannedServer

TIMEOUTS = Timeouts(1.0, 0.2)
REAL = "graph.facebook.com"


@pytest.mark.parametrize(
    "url",
    [
        "http://graph.facebook.com",  # not encrypted
        "https://graph.facebook.com.evil.example",
        "https://graph.facebook.com:8443",
        "https://graph.facebook.com/proxy",
        "https://api.twitter.com",  # another network's host
        "http://10.0.0.5:8010",
        "http://127.0.0.1.evil.example:8010",
        "http://127.0.0.1:8010/somewhere",
        "ftp://127.0.0.1",
        "",
    ],
)
def test_tokens_go_to_no_third_place(url: str) -> None:
    with pytest.raises(TargetRefusedError):
        new_session(url, REAL, TIMEOUTS)


@pytest.mark.parametrize(
    "url",
    [
        "https://graph.facebook.com",
        "https://graph.facebook.com/",
        "http://127.0.0.1:8010",
        "http://localhost:8010",
        "http://[::1]:8010",
    ],
)
def test_the_real_network_or_this_machine(url: str) -> None:
    assert new_session(url, REAL, TIMEOUTS).adapters


def test_a_session_reaches_its_network_only(server: CannedServer) -> None:
    session = new_session(server.base_url, REAL, TIMEOUTS)
    for url in (
        "https://elsewhere.example/",
        "https://graph.facebook.com.evil.example/",
        server.base_url,
    ):
        with pytest.raises(requests.exceptions.InvalidSchema):
            session.get(url)
    assert server.asked == []


def test_a_redirect_is_not_followed(server: CannedServer) -> None:
    session = new_session(server.base_url, REAL, TIMEOUTS)
    server.push(Canned(b"", 302, {"Location": "https://graph.facebook.com/elsewhere"}))
    with pytest.raises(requests.exceptions.TooManyRedirects):
        session.get("https://graph.facebook.com/v26.0/me?access_token=x")
    assert len(server.asked) == 1


def test_there_is_always_a_timeout() -> None:
    silent = CannedServer()  # listens, but nobody serves
    session = new_session(silent.base_url, REAL, TIMEOUTS)
    with pytest.raises(requests.exceptions.ReadTimeout):
        session.get("https://graph.facebook.com/v26.0/me")
    silent._server.server_close()


def test_the_signature_is_made_over_the_real_address(server: CannedServer, x: XConnector) -> None:
    server.push({"data": {"id": OWN_ID}})
    x.verify(now=NOW)
    (asked,) = server.asked
    assert asked.headers["x-upstream-host"] == "api.twitter.com"
    given = dict(re.findall(r'(oauth_\w+)="([^"]*)"', asked.headers["authorization"]))
    signed = unquote(given.pop("oauth_signature"))
    asked_for = {quote(name, ""): quote(value, "") for name, value in asked.query.items()}
    pairs = "&".join(f"{name}={value}" for name, value in sorted({**asked_for, **given}.items()))
    base = "&".join(["GET", quote("https://api.twitter.com/2/users/me", ""), quote(pairs, "")])
    key = b"canary-consumer-secret&canary-access-secret"
    assert signed == b64encode(hmac.digest(key, base.encode(), "sha1")).decode()


def test_limits_come_from_the_headers_on_our_clock(server: CannedServer, x: XConnector) -> None:
    reset = str(int(NOW.timestamp()) + 300)
    headers = {
        "x-rate-limit-limit": "300",
        "x-rate-limit-remaining": "75",
        "x-rate-limit-reset": reset,
        "x-app-limit-24hour-limit": "1000",
        "x-app-limit-24hour-remaining": "999",
    }
    server.push(Canned({"meta": {"result_count": 0}}, 200, headers))
    list(x.fetch(FeedSpec(FeedKind.MENTIONS), {}, now=NOW))
    windows = {window.bucket: window for window in x.rate_windows()}
    mentions = windows["GET /2/users/:id/mentions"]
    assert (mentions.limit, mentions.remaining, mentions.used_percent) == (300, 75, 75.0)
    assert mentions.reset_at is not None and (mentions.reset_at - NOW).total_seconds() == 300
    assert windows["GET /2/users/:id/mentions (app, 24 h)"].remaining == 999


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/2/users/1100000000000000042/mentions", "GET /2/users/:id/mentions"),
        ("/2/dm_conversations/with/22000000", "GET /2/dm_conversations/with/:id"),
        ("/2/dm_conversations/22000000-11000000/messages", "GET /2/dm_conversations/:id/messages"),
        ("/v26.0/104000000000042_901/comments", "GET /v26.0/:id/comments"),
        ("/v26.0/t_5001/messages", "GET /v26.0/:id/messages"),
        ("/2/tweets/search/recent", "GET /2/tweets/search/recent"),
    ],
)
def test_endpoints_are_counted_without_ids(path: str, endpoint: str) -> None:
    assert Answer("GET", path, 200, {}, NOW).endpoint == endpoint


def test_client_loggers_never_go_below_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("tweepy").setLevel(logging.DEBUG)
    x_connector("http://127.0.0.1:9")
    for name in ("tweepy", "urllib3", "requests_oauthlib", "oauthlib"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG), name


def test_no_call_begins_that_could_not_end_in_time(server: CannedServer) -> None:
    server.push(Canned(), Canned())
    session = new_session(server.base_url, REAL, Timeouts(0.5, 0.5))
    with within(60):
        assert session.get(f"https://{REAL}/me").status_code == 200
        with within(0.9), pytest.raises(OutOfTimeError) as late:
            session.get(f"https://{REAL}/me")
    assert never_sent(late.value)
    assert session.get(f"https://{REAL}/me").status_code == 200
    assert len(server.asked) == 2
