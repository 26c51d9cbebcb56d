"""The table of X's error answers, through tweepy and real HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from listening.connectors.base import ConnectorError, ErrorKind, FeedKind, FeedSpec, Target
from listening.connectors.x import XConnector
from listening.connectors.x_ids import first_id_at
from tests.listening.connectors.conftest import NOW, OWN_ID, x_connector
from tests.support.canned_server import Canned, CannedServer

PROBLEM = "https://api.x.com/2/problems/"
TARGET = Target("1992000000000000300", recipient_id="22")


def problem(kind: str, detail: str = "No.", **more: Any) -> dict[str, Any]:
    return {
        "title": "T",
        "detail": detail,
        "type": PROBLEM + kind if kind else "about:blank",
        **more,
    }


def legacy(code: int) -> dict[str, Any]:
    return {"errors": [{"code": code, "message": "No."}]}


def invalid(parameter: str) -> dict[str, Any]:
    return problem("invalid-request", errors=[{"message": "bad", "parameters": {parameter: ["1"]}}])


def read(x: XConnector) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        list(x.fetch(FeedSpec(FeedKind.MENTIONS), {}, now=NOW))
    return caught.value


def reply(x: XConnector) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        x.publish_reply(TARGET, "Thank you", now=NOW)
    return caught.value


def message(x: XConnector) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        x.send_private(TARGET, "Hello", now=NOW)
    return caught.value


@pytest.mark.parametrize(
    ("status", "body", "on_read", "on_write"),
    [
        (401, problem(""), "AUTH", "AUTH"),
        (401, legacy(89), "AUTH", "AUTH"),
        (402, problem("credits"), "QUOTA", "QUOTA"),
        (402, {}, "QUOTA", "QUOTA"),
        (403, problem("client-forbidden"), "PERMISSION", "PERMISSION"),
        (403, problem("oauth1-permissions"), "PERMISSION", "PERMISSION"),
        (403, legacy(187), "DUPLICATE", "DUPLICATE"),
        (404, problem("resource-not-found"), "GONE", "GONE"),
        (400, invalid("max_results"), "REFUSED", "REFUSED"),
        (409, problem("conflict"), "REFUSED", "REFUSED"),
        (413, {}, "REFUSED", "REFUSED"),
        (429, problem(""), "RATE_LIMIT", "RATE_LIMIT"),
        (429, legacy(88), "RATE_LIMIT", "RATE_LIMIT"),
        (429, problem("usage-capped"), "QUOTA", "QUOTA"),
        (500, problem(""), "TRANSIENT", "UNKNOWN_OUTCOME"),
        (503, b"<html>over capacity</html>", "TRANSIENT", "UNKNOWN_OUTCOME"),
        (200, b'{"data": [{"id"', "TRANSIENT", "UNKNOWN_OUTCOME"),
        (200, b"[]", "TRANSIENT", "UNKNOWN_OUTCOME"),
        (401, b'["odd"]', "AUTH", "AUTH"),  # tweepy itself stumbles over a list
        (302, b"", "TRANSIENT", "UNKNOWN_OUTCOME"),
    ],
)
def test_kinds(
    server: CannedServer, x: XConnector, status: int, body: Any, on_read: str, on_write: str
) -> None:
    headers = {"Location": "https://elsewhere.example/"} if status == 302 else {}
    server.push(*[Canned(body, status, dict(headers)) for _ in range(2)])
    assert (read(x).kind, reply(x).kind) == (ErrorKind(on_read), ErrorKind(on_write))


def own(parent: str, text: str = "Thank you") -> dict[str, Any]:
    """Our own newest post, as the look after a refusal finds it."""
    references = [{"type": "replied_to", "id": parent}]
    post = {"id": str(first_id_at(NOW)), "text": text, "referenced_tweets": references}
    return {"data": [post], "meta": {"result_count": 1}}


def theirs(**more: Any) -> dict[str, Any]:
    return {"data": [{"id": TARGET.external_id, "text": "hm", "author_id": "22", **more}]}


NONE_OF_OURS = {"meta": {"result_count": 0}}
TO_US = theirs(in_reply_to_user_id=OWN_ID)
# X says no more than 403; what our own timeline and the post itself show then decides.
LOOKS = {
    "said here already": ([own(TARGET.external_id)], "DUPLICATE", "duplicate-content"),
    "author did not name us": ([NONE_OF_OURS, theirs()], "REFUSED", "not-mentioned"),
    "said elsewhere": ([own("77"), TO_US], "DUPLICATE", "duplicate-content"),
    "other words": ([own(TARGET.external_id, "Hello"), TO_US], "REFUSED", "403"),
    "no reason to be seen": ([NONE_OF_OURS, {"errors": []}], "REFUSED", "403"),
    "no look": ([Canned(b"", 503)], "UNKNOWN_OUTCOME", "403"),
    "no look at the post": ([NONE_OF_OURS, Canned(b"", 429)], "UNKNOWN_OUTCOME", "403"),
}


@pytest.mark.parametrize("case", LOOKS, ids=lambda name: name.replace(" ", "-"))
def test_why_a_reply_was_refused_is_found_by_looking(
    server: CannedServer, x: XConnector, case: str
) -> None:
    seen, kind, code = LOOKS[case]
    server.push(Canned(problem("", "Sie dürfen das nicht."), 403), *seen)
    error = reply(x)
    assert (error.kind, error.code) == (ErrorKind(kind), code)
    assert error.__cause__ is None and error.__context__ is None
    assert [each.method for each in server.asked].count("POST") == 1


def test_a_right_that_is_missing_shows_in_the_access_level(
    server: CannedServer, x: XConnector
) -> None:
    for level, kind in (
        ("read", ErrorKind.PERMISSION),
        ("read-write", ErrorKind.PERMISSION),
        ("read-write-directmessages", ErrorKind.REFUSED),
    ):
        server.push(Canned(problem(""), 403, {"x-access-level": level}))
        assert message(x).kind is kind
    server.push(Canned(problem(""), 403, {"x-access-level": "read"}))
    assert reply(x).kind is ErrorKind.PERMISSION


def test_a_reply_to_a_deleted_post_is_gone(server: CannedServer, x: XConnector) -> None:
    server.push(Canned(invalid("reply.in_reply_to_tweet_id"), 400))
    assert reply(x).kind is ErrorKind.GONE


def test_somebody_who_takes_no_messages(server: CannedServer, x: XConnector) -> None:
    server.push(Canned(problem("", "You do not have permission to DM one or more."), 403))
    error = message(x)
    assert (error.kind, error.code) == (ErrorKind.REFUSED, "cannot-message")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"x-rate-limit-reset": "{+120}"}, 120),
        ({}, 60),  # the header is missing
        ({"x-rate-limit-reset": "{-30}"}, 60),  # in the past
        ({"x-rate-limit-reset": "{+999999}"}, 16 * 60),  # it lies: windows have 15 minutes
        ({"x-rate-limit-reset": "soon"}, 60),  # tweepy cannot read it
        ({"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": "{+7200}"}, 3600),
        ({"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": "{+900}"}, 900),
        ({"x-rate-limit-reset": "253402300799"}, 16 * 60),  # the last second of the year 9999
        ({"x-rate-limit-reset": "9" * 30}, 60),
        ({"x-rate-limit-reset": "-1"}, 60),
    ],
)
def test_when_to_ask_again(
    server: CannedServer, x: XConnector, headers: dict[str, str], seconds: int
) -> None:
    stamped = {
        name: str(int(NOW.timestamp()) + int(value[1:-1])) if value.startswith("{") else value
        for name, value in headers.items()
    }
    server.push(Canned(problem(""), 429, stamped), Canned(problem(""), 429, stamped))
    assert read(x).retry_at == NOW + timedelta(seconds=seconds)
    assert reply(x).retry_at == NOW + timedelta(seconds=seconds)


def test_waiting_is_told_on_the_callers_clock(server: CannedServer, x: XConnector) -> None:
    reset = str(int(NOW.timestamp()) + 120)
    server.push(Canned(problem(""), 429, {"x-rate-limit-reset": reset}))
    later = NOW + timedelta(days=3)  # our clock is three days ahead of X's
    with pytest.raises(ConnectorError) as caught:
        list(x.fetch(FeedSpec(FeedKind.MENTIONS), {}, now=later))
    assert caught.value.retry_at == later + timedelta(seconds=120)


def test_no_connection_is_transient_even_for_a_write() -> None:
    dead = CannedServer()
    address = dead.base_url
    dead._server.server_close()
    unreachable = x_connector(address)
    assert read(unreachable).kind is ErrorKind.TRANSIENT
    assert reply(unreachable).kind is ErrorKind.TRANSIENT


def test_a_connection_lost_after_sending_is_unknown(server: CannedServer, x: XConnector) -> None:
    server.push(Canned(hangs_up=True), Canned(hangs_up=True))
    assert read(x).kind is ErrorKind.TRANSIENT
    assert reply(x).kind is ErrorKind.UNKNOWN_OUTCOME


def test_an_accepted_reply_without_an_id_is_unknown(server: CannedServer, x: XConnector) -> None:
    server.push(Canned({"data": {}}, 201))
    assert reply(x).kind is ErrorKind.UNKNOWN_OUTCOME


def test_secrets_never_reach_an_error(server: CannedServer, x: XConnector) -> None:
    leak = f"token {OWN_ID}-canary-access secret canary-consumer-secret Bearer abcdefghijkl"
    server.push(Canned(problem("", leak), 401), Canned(problem("", leak), 401))
    for error in (read(x), reply(x)):
        assert "canary" not in f"{error!r} {error.detail}" and "abcdefghijkl" not in error.detail
        assert error.__cause__ is None and error.__context__ is None
