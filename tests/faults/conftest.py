"""A sandbox, a desk connected to it, and workers that may be killed at any moment."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import redis

from tests.faults.drills import dump_tables
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


@pytest.fixture
def town(sandbox_server: SandboxServer, settings: Any, transactional_db: None) -> Town:
    from tests.builders import make_practice
    from tests.town import open_town

    return open_town(sandbox_server, settings, make_practice())


def _test_address(database_url: str) -> str:
    """Address of the database that tests write to."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    return urlsplit(database_url)._replace(path=f"/{name}", netloc="postgres@").geturl()


@pytest.fixture
def tables(database_url: str, db: None, tmp_path: Path) -> Path:
    """A dump of all tables, empty."""
    return dump_tables(_test_address(database_url), tmp_path / "tables.sql")


@pytest.fixture(scope="package")
def nursery(
    sandbox_server: SandboxServer, database_url: str, redis_url: str, django_db_setup: None
) -> Iterator[Workers]:
    """Loads everything once for all tests; none of its workers outlives a test."""
    client = redis.Redis.from_url(redis_url)
    made = Workers(client, sandbox_server.base_url, DATABASE_URL=_test_address(database_url))
    yield made
    made.stop()
    client.close()


@pytest.fixture
def workers(
    nursery: Workers, redis_client: redis.Redis, transactional_db: None
) -> Iterator[Workers]:
    """Workers on the test's database; the queues are empty at first."""
    yield nursery
    nursery.rest()
    redis_client.flushdb()
