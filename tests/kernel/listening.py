"""A real process of event streams, and a browser that listens to it in a few lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis
import requests
from django.conf import settings
from django.db import connection

from practice_hub.ports import free_port
from tests.people import Person
from tests.support.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(redis_url: str) -> Iterator[str]:
    """A uvicorn process on the test database; the address of its streams."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "practice_hub.asgi:application"]
    with subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": _test_database_url(), "REDIS_URL": redis_url},
    ) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}/events"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def _test_database_url() -> str:
    url = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(url._replace(path="/" + connection.settings_dict["NAME"]))


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if requests.get(url, timeout=PATIENCE_SECONDS).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer")


class Reader:
    """An EventSource of a few lines."""

    def __init__(self, url: str, person: Person | None, position: str = "") -> None:
        cookies = {k: m.value for k, m in person.client.cookies.items()} if person else {}
        headers = {"Origin": f"http://127.0.0.1:{settings.PORT}"}
        if position:
            headers["Last-Event-ID"] = position
        self.response = requests.get(
            url, cookies=cookies, headers=headers, stream=True, timeout=PATIENCE_SECONDS
        )
        self.position = position
        self.lines = self.response.iter_lines(chunk_size=1, decode_unicode=True)

    def next_event(self) -> tuple[str, object]:
        name = ""
        for line in self.lines:
            if line.startswith("id: "):
                self.position = line.removeprefix("id: ")
            elif line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data:") and name not in {"", "keep-alive"}:
                data = line.removeprefix("data:").strip()
                return name, json.loads(data) if data else None
        raise AssertionError("the stream ended")

    def close(self) -> None:
        self.response.close()


def wait_for_subscriber(client: redis.Redis) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if dict(client.pubsub_numsub("events_channel")).get(b"events_channel"):
            return
        time.sleep(0.1)
    raise AssertionError("nobody listens to Redis")
