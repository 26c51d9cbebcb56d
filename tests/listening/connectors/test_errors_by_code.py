"""Errors are told apart by codes: whatever a sentence says, in whatever language, changes nothing.

Source: the error tables of X and of the Graph API. Every code we know is tried with words of other
errors, with random words, and with every mixture that hypothesis thinks of.
"""

from __future__ import annotations

import json
from typing import Any

import facebook
import pytest
import requests
import tweepy
from hypothesis import given, settings
from hypothesis import strategies as st

from listening.connectors import facebook_errors, x_errors
from listening.connectors.http import Answer
from listening.connectors.wire import Failure
from tests.listening.connectors.conftest import NOW

PROBLEM = "https://api.x.com/2/problems/"
# Sentences that the networks are known to say, so that each code meets the words of all others.
KNOWN = [
    "You are not allowed to create a Tweet with duplicate content.",
    "Reply to this conversation is not allowed because you have not been mentioned.",
    "You are not permitted to perform this action. oauth scope",
    "Rate limit exceeded",
    "Your enrolled account does not have any credits to fulfill this request.",
    "Could not find tweet with ids: [1].",
    "Error validating access token: Session has expired.",
    "(#10) This message is sent outside of allowed window.",
    "(#551) This person isn't available right now.",
    "Please reduce the amount of data you're asking for, then retry your request",
    "(#190) (#4) code 2018278 subcode 463",
    "L'utilisateur n'a pas autorisé l'application.",
    "レート制限を超えました",
    "",
]
sentences = st.sampled_from(KNOWN) | st.text(max_size=40)
X_PATHS = ["/2/tweets", "/2/users/12345/mentions", "/2/dm_conversations/with/12345/messages"]
X_CODES: list[tuple[int, dict[str, Any]]] = [
    *((403, {"errors": [{"code": code}]}) for code in sorted(x_errors._BY_CODE)),
    *((400, {"type": PROBLEM + problem}) for problem in sorted(x_errors._BY_PROBLEM)),
    *((status, {"type": "about:blank"}) for status in (400, 401, 402, 403, 404, 409, 429, 500)),
    (400, {"type": PROBLEM + "invalid-request", "errors": [{"parameters": {"since_id": ["1"]}}]}),
    (400, {"type": PROBLEM + "invalid-request", "errors": [{"parameters": {"reply": ["1"]}}]}),
]
GRAPH_CODES: list[tuple[int | None, int | None]] = [
    *((190, subcode) for subcode in (None, 458, 459, 460, 463, 464, 467)),
    *((code, None) for code in (102, 4, 17, 32, 613, 80001, 80002, 80006, 341, 1, 2, 1200, 12)),
    *((code, None) for code in (3, 10, 200, 283, 299, 506, 10900, 10903, 551, 803, 100, 999)),
    *facebook_errors._BY_PAIR,
    (368, 1390008),
    (None, None),
]


def x_failure(status: int, body: dict[str, Any], path: str, is_write: bool) -> Failure:
    response = requests.Response()
    response.status_code, response._content = status, json.dumps(body).encode()
    response.headers["content-type"] = "application/problem+json"
    error = tweepy.HTTPException(response)
    return x_errors.classify(error, Answer("POST", path, status, {}, NOW), is_write)


def graph_failure(
    code: int | None, subcode: int | None, words: dict[str, Any], is_write: bool
) -> Failure:
    error = {"code": code, "error_subcode": subcode, **words}
    told = {name: value for name, value in error.items() if value is not None}
    answer = Answer("POST", "/v26.0/12345/comments", 400, {}, NOW)
    return facebook_errors.classify(facebook.GraphAPIError({"error": told}), answer, is_write)


def meaning(failure: Failure) -> tuple[Any, ...]:
    return (failure.kind, failure.code, failure.retry_at, failure.closes, failure.closed_until)


@settings(max_examples=40)
@given(sentences, sentences, st.booleans())
def test_no_sentence_of_x_changes_what_an_error_means(one: str, other: str, is_write: bool) -> None:
    for status, body in X_CODES:
        spoken = {**body, "title": other, "detail": one}
        if "errors" in body:
            spoken["errors"] = [{**entry, "message": other} for entry in body["errors"]]
        for path in X_PATHS:
            plain = x_failure(status, body, path, is_write)
            assert meaning(x_failure(status, spoken, path, is_write)) == meaning(plain)


@settings(max_examples=60)
@given(sentences, sentences, st.booleans())
def test_no_sentence_of_graph_changes_what_an_error_means(
    one: str, other: str, is_write: bool
) -> None:
    words = {"message": one, "error_user_title": other, "error_user_msg": other, "type": "Any"}
    for code, subcode in GRAPH_CODES:
        plain = graph_failure(code, subcode, {"message": "No."}, is_write)
        assert meaning(graph_failure(code, subcode, words, is_write)) == meaning(plain)


@pytest.mark.parametrize("status", [400, 401, 403, 500])
def test_the_status_of_a_graph_error_changes_nothing_where_there_is_a_code(status: int) -> None:
    for code, subcode in GRAPH_CODES:
        if code in (None, 999):
            continue
        told = {"error": {"code": code, "error_subcode": subcode, "message": ""}}
        answer = Answer("GET", "/v26.0/12345/feed", status, {}, NOW)
        found = facebook_errors.classify(facebook.GraphAPIError(told), answer, False)
        other = Answer("GET", "/v26.0/12345/feed", 400, {}, NOW)
        same = facebook_errors.classify(facebook.GraphAPIError(told), other, False)
        assert found.kind is same.kind
