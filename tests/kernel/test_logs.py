"""A line says which request, task, practice and person it belongs to, and nobody's words."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve

from practice_hub import errors
from practice_hub.celery import app
from practice_hub.logs import ids, task_lines
from practice_hub.logs.config import logging_with
from practice_hub.logs.ids import Ids, belonging_to
from practice_hub.logs.lines import IdsFilter, JsonFormatter, TextFormatter, wrapped
from practice_hub.logs.paths import safe_path
from practice_hub.redact import RedactFilter
from tests.people import Person

GIVEN = "proxy-4711-abcdef"


class Lines:
    """What our own loggers wrote, as JSON."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.handler.setFormatter(JsonFormatter())
        for each in (IdsFilter(), RedactFilter()):
            self.handler.addFilter(each)

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.stream.getvalue().splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    found, logger = Lines(), logging.getLogger("practice_hub")
    kept = {
        name: logging.getLogger(name).level for name in ("practice_hub.access", "practice_hub.task")
    }
    for name in kept:
        logging.getLogger(name).setLevel(logging.INFO)
    logger.addHandler(found.handler)
    yield found
    logger.removeHandler(found.handler)
    for name, level in kept.items():
        logging.getLogger(name).setLevel(level)


def test_a_request_has_one_line_with_ids_and_without_words(
    ana: Person, vera: Person, charlie: Person, client: Client, lines: Lines
) -> None:
    said = ana.client.get("/inbox/?q=botox+gone+wrong", headers={"X-Request-ID": GIVEN})
    assert said["X-Request-ID"] == GIVEN
    hostile = ana.client.get(
        "/inbox/counts/", headers={"X-Request-ID": "<script>alert(1)</script>"}
    )
    assert len(hostile["X-Request-ID"]) == 32
    vera.client.get("/settings/")
    charlie.client.get("/inbox/987654321/")
    client.get("/invitation/a-secret-token-of-somebody/")
    client.get("/nowhere/at/all/")
    client.get("/healthz")
    told = lines.all()
    assert [(line["view"], line["status"]) for line in told] == [
        ("inbox:list", 200),
        ("inbox:counts", 200),
        ("people:settings", 403),
        ("inbox:conversation", 404),
        ("people:accept", told[4]["status"]),
        ("", 404),
    ]
    first = told[0]
    assert (first["request_id"], first["path"], first["method"]) == (GIVEN, "/inbox/", "GET")
    assert (first["user_id"], first["practice_id"]) == (ana.user.pk, ana.practice.pk)
    assert first["logger"] == "practice_hub.access"
    assert 0 <= first["duration_seconds"] < 600
    assert told[3]["path"] == "/inbox/987654321/"
    assert told[3]["practice_id"] == charlie.practice.pk
    assert "user_id" not in told[4]
    assert not any(
        word in lines.stream.getvalue()
        for word in ("botox", "secret-token", "nowhere", "script", "Ana")
    )


def test_a_task_carries_the_id_of_the_request_that_asked_for_it(
    lines: Lines, redis_client: Any, settings: Any
) -> None:
    with belonging_to(Ids(request_id=GIVEN)), app.connection_for_write() as connection:
        app.send_task(
            "health.tick",
            kwargs={"queue": "x", "sent_at": 0},
            queue="logs-test",
            connection=connection,
        )
    [message] = redis_client.lrange("logs-test", 0, -1)
    headers = json.loads(message)["headers"]
    assert headers[task_lines.HEADER] == GIVEN

    @app.task(name="tests.breaks", bind=True)
    def breaks(self: Any) -> None:
        logging.getLogger("practice_hub.tests").info("password=hunter2 at work")
        raise RuntimeError("access_token=abcdef12345")

    breaks.apply(headers={task_lines.HEADER: GIVEN})
    at_work, ended = lines.all()
    assert at_work["message"] == "password=[hidden] at work"
    for line in (at_work, ended):
        assert (line["request_id"], line["task"]) == (GIVEN, "tests.breaks")
        assert line["task_id"] == at_work["task_id"]
    assert (ended["outcome"], ended["level"]) == ("FAILURE", "WARNING")
    assert ids.current() is None
    app.tasks.pop("tests.breaks")


def test_what_broke_is_one_line_and_can_be_quoted(lines: Lines) -> None:
    request = RequestFactory().get("/invitation/a-secret-token/")
    request.resolver_match = resolve(request.path)
    assert safe_path(request) == "/invitation/…/"
    with belonging_to(Ids(request_id=GIVEN)):
        for page in (errors.server_error(request), errors.bad_request(request, ValueError())):
            assert GIVEN in page.content.decode()
        try:
            raise ValueError("consumer_secret=abcdef\nsecond line")
        except ValueError:
            logging.getLogger("practice_hub.x").exception(
                "broke: %s", request.path, extra={"request": request}
            )
    [line] = lines.all()
    assert line["message"] == "broke: /invitation/…/"
    assert "abcdef" not in line["exception"]
    assert line["exception"].startswith("Traceback")
    assert b"quote" not in errors.server_error(request).content


def test_text_is_calm_and_json_is_whole() -> None:
    record = logging.LogRecord("practice_hub.x", logging.INFO, "", 1, "hello %s", ("you",), None)
    with belonging_to(Ids(request_id=GIVEN, user_id=7)):
        IdsFilter().filter(record)
    assert (
        TextFormatter().format(record)
        == f"INFO practice_hub.x: hello you [request_id={GIVEN} user_id=7]"
    )
    by_form = {form: logging_with(level="INFO", form=form) for form in ("text", "json")}
    least = {
        form: found["loggers"]["practice_hub.access"]["level"] for form, found in by_form.items()
    }
    assert least == {"text": "WARNING", "json": "INFO"}
    foreign, ours = wrapped("redis", "Ready. password=x1"), wrapped("web", '{"message": "ours"}')
    assert (json.loads(foreign)["process"], json.loads(foreign)["message"]) == (
        "redis",
        "Ready. password=[hidden]",
    )
    assert json.loads(ours) == {"message": "ours"}
    for found in by_form.values():
        assert found["handlers"]["console"]["filters"] == ["ids", "redact"]
