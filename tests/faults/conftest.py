"""A sandbox, a desk connected to it, and workers that may be killed at any moment."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import redis

from tests.faults.workers import Workers
from tests.support.sandbox_server import SandboxServer

if TYPE_CHECKING:
    from tests.town import Town


@pytest.fixture
def rng() -> random.Random:
    """Chance with a seed that is printed; set FAULTS_SEED to play a run again."""
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(1_000_000))
    print(f"FAULTS_SEED={seed}")
    return random.Random(seed)


@pytest.fixture(scope="package")
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


@pytest.fixture
def town(server: SandboxServer, settings: Any, transactional_db: None) -> Town:
    from tests.builders import make_practice
    from tests.town import PEOPLE, connect

    server.reset(PEOPLE)
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = server.base_url
    settings.UNDO_SECONDS = 0
    return connect(make_practice(), server)


@pytest.fixture
def workers(
    server: SandboxServer, database_url: str, redis_client: redis.Redis, transactional_db: None
) -> Iterator[Workers]:
    """Workers on the test's database; the queues are empty at first."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    address = urlsplit(database_url)._replace(path=f"/{name}", netloc="postgres@")
    nursery = Workers(redis_client, server.base_url, DATABASE_URL=address.geturl())
    yield nursery
    nursery.stop()
    redis_client.flushdb()
