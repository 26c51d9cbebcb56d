"""The table of Graph's error codes, through facebook-sdk and real HTTP."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from listening.connectors.base import (
    ConnectorError,
    ErrorKind,
    FeedKind,
    FeedSpec,
    MentionKind,
    Target,
)
from listening.connectors.facebook import FacebookConnector
from tests.listening.connectors.conftest import NOW, PAGE_ID
from tests.support.canned_server import Canned, CannedServer

TARGET = Target("901_51", kind=MentionKind.COMMENT, thread_id=f"{PAGE_ID}_901")


def graph_error(code: int, subcode: int | None = None, **more: Any) -> dict[str, Any]:
    error: dict[str, Any] = {"message": f"(#{code}) no", "type": "OAuthException", "code": code}
    if subcode is not None:
        error["error_subcode"] = subcode
    return {"error": {**error, **more}}


def read(page: FacebookConnector) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        list(page.fetch(FeedSpec(FeedKind.TAGGED), {}, now=NOW))
    return caught.value


def write(page: FacebookConnector) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        page.publish_reply(TARGET, "Thank you", now=NOW)
    return caught.value


@pytest.mark.parametrize(
    ("code", "subcode", "kind"),
    [
        (190, 463, "AUTH"),
        (190, None, "AUTH"),
        (102, None, "AUTH"),
        (4, None, "RATE_LIMIT"),
        (17, None, "RATE_LIMIT"),
        (32, None, "RATE_LIMIT"),
        (613, None, "RATE_LIMIT"),
        (80001, None, "RATE_LIMIT"),
        (80006, None, "RATE_LIMIT"),
        (341, None, "RATE_LIMIT"),
        (3, None, "PERMISSION"),
        (10, None, "PERMISSION"),
        (200, None, "PERMISSION"),
        (283, None, "PERMISSION"),
        (299, None, "PERMISSION"),
        (10, 2018278, "WINDOW"),
        (10, 2534022, "WINDOW"),
        (10, 2018065, "WINDOW"),
        (10, 2018108, "REFUSED"),
        (10, 1893063, "BLOCKED"),
        (551, None, "REFUSED"),
        (10903, None, "REFUSED"),
        (368, 1390008, "BLOCKED"),
        (100, 33, "GONE"),
        (100, None, "REFUSED"),
        (100, 2018001, "REFUSED"),
        (12, None, "UNSUPPORTED"),
        (506, None, "DUPLICATE"),
        (10900, None, "DUPLICATE"),
    ],
)
@pytest.mark.parametrize("status", [400, 403])
def test_the_code_decides_not_the_status(
    server: CannedServer,
    facebook: FacebookConnector,
    code: int,
    subcode: int | None,
    kind: str,
    status: int,
) -> None:
    server.push(*[Canned(graph_error(code, subcode), status) for _ in range(2)])
    when_read = "REFUSED" if kind == "BLOCKED" else kind  # what stops writing stops no look
    for error, wanted in ((read(facebook), when_read), (write(facebook), kind)):
        assert error.kind is ErrorKind(wanted)
        assert error.code == (f"{code}/{subcode}" if subcode else str(code))


@pytest.mark.parametrize(
    "answer",
    [
        Canned(graph_error(2), 500),
        Canned(graph_error(1200), 400),
        Canned(graph_error(999, is_transient=True), 400),
        Canned(graph_error(999), 503),
        Canned(b"<html>sorry</html>", 502, content_type="text/html"),
        Canned(b"sorry", 200, content_type=None),  # no content type at all
        Canned(b'{"data": [', 200),
        Canned(b"false", 200),
        Canned(hangs_up=True),
        Canned(b"", 302, {"Location": "https://elsewhere.example/"}),
    ],
)
def test_what_may_pass_is_transient_to_read_and_unknown_to_write(
    server: CannedServer, facebook: FacebookConnector, answer: Canned
) -> None:
    server.push(answer, answer)
    assert read(facebook).kind is ErrorKind.TRANSIENT
    assert write(facebook).kind is ErrorKind.UNKNOWN_OUTCOME


@pytest.mark.parametrize(
    ("code", "minutes", "expected"),
    [
        (32, 12, timedelta(minutes=12)),
        (32, 0, timedelta(minutes=5)),  # the header says nothing
        (32, -4, timedelta(minutes=5)),
        (32, "soon", timedelta(minutes=5)),
        (32, 99_999, timedelta(hours=1)),  # it lies: one call an hour asks again
        (341, 0, timedelta(hours=1)),
    ],
)
def test_when_to_ask_again(
    server: CannedServer,
    facebook: FacebookConnector,
    code: int,
    minutes: int | str,
    expected: timedelta,
) -> None:
    usage = {PAGE_ID: [{"type": "pages", "estimated_time_to_regain_access": minutes}]}
    headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
    server.push(Canned(graph_error(code), 400, headers))
    assert read(facebook).retry_at == NOW + expected


def test_usage_headers_become_windows(server: CannedServer, facebook: FacebookConnector) -> None:
    usage = {
        PAGE_ID: [
            {
                "type": "messenger",
                "call_count": 80,
                "total_cputime": 12,
                "total_time": 3,
                "estimated_time_to_regain_access": 4,
            }
        ]
    }
    headers = {
        "X-App-Usage": '{"call_count": 20, "total_time": 31, "total_cputime": 2}',
        "X-Business-Use-Case-Usage": json.dumps(usage),
    }
    server.push(Canned({"data": []}, 200, headers))
    list(facebook.fetch(FeedSpec(FeedKind.TAGGED), {}, now=NOW))
    windows = {window.bucket: window for window in facebook.rate_windows()}
    assert windows["app"].used_percent == 31
    assert windows["messenger"].used_percent == 80
    assert windows["messenger"].reset_at == NOW + timedelta(minutes=4)


def test_secrets_never_reach_an_error(server: CannedServer, facebook: FacebookConnector) -> None:
    leak = graph_error(190, message="token canary-page-token and access_token=EAABabcdefghijklm")
    server.push(Canned(leak, 400), Canned(leak, 400))
    for error in (read(facebook), write(facebook)):
        assert "canary" not in repr(error) and "EAAB" not in error.detail
        assert error.__cause__ is None and error.__context__ is None


def test_ratings_of_old_are_unsupported_not_broken(
    server: CannedServer, facebook: FacebookConnector
) -> None:
    server.push(Canned(graph_error(12), 400))
    error = read(facebook)
    assert error.kind is ErrorKind.UNSUPPORTED and error.is_permanent
