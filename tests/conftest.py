"""One real PostgreSQL and one real Redis for the whole run, started before Django's settings load.

DJANGO_SETTINGS_MODULE is set here and not in pyproject.toml: named there, pytest-django would load
the settings before this file could tell them where the two servers are.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from cryptography.fernet import Fernet
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from practice_hub.embedded import EmbeddedPostgres, EmbeddedRedis
from tests.support import cluster, emptying
from tests.support.sandbox_server import SandboxServer

# A busy machine is no reason to fail: only what is found wrong counts.
hypothesis_settings.register_profile(
    "busy", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("busy")

pytest_plugins = ["tests.fixtures_people"]
# Its tests take long, so they come first and no process is left alone with them in the end.
LONG = ("faults", "platform", "concurrency", "property")
SERVERS = pytest.StashKey[tuple[Path, EmbeddedPostgres, EmbeddedRedis]]()


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("version", 0) or config.getoption("help", False):
        return
    if config.getoption("numprocesses", 0):
        return  # this process only hands out the tests; each that runs them has its own servers
    folder = Path(tempfile.mkdtemp(prefix="practice-hub-tests-"))
    cluster.lay_out(folder)
    postgres = EmbeddedPostgres(folder, is_durable=False)
    cache = EmbeddedRedis(folder, is_durable=False)
    config.stash[SERVERS] = (folder, postgres, cache)
    # Whatever the developer has set for a server of their own never reaches the tests.
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "practice_hub.settings",
            "PRACTICE_HUB_ENV": "test",
            "DATA_DIR": str(folder),
            "DATABASE_URL": postgres.start(),
            "REDIS_URL": cache.start(),
            "SECRET_KEY": "only-for-tests-" + "k" * 50,
            "CREDENTIAL_KEYS": Fernet.generate_key().decode(),
            # Playwright runs an event loop in the test's thread, where the ORM is as safe as ever.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
    )
    # Loads the settings; pytest-django then sets Django up, after every other configuration. Its
    # database is a copy of one that `manage.py migrate` has made.
    settings.DATABASES["default"]["TEST"] = {"TEMPLATE": cluster.MIGRATED, "MIGRATE": False}
    settings.DATABASE_ROUTERS = ["tests.support.routing.MigrationsMakeIt"]
    emptying.empty_quickly()
    settings.PASSWORD_HASHERS = ["tests.support.hashing.QuickArgon2"]
    # Every test client has middleware of its own, which would read all static files when made.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_unconfigure(config: pytest.Config) -> None:
    servers = config.stash.get(SERVERS, None)
    if servers is None:
        return
    folder, postgres, cache = servers
    cache.stop()
    postgres.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Of several processes one reads all tests and keeps them compiled; the others then find them
    so, instead of doing the same work at the same time."""
    if hasattr(session.config, "workerinput"):
        with cluster.locked("reading"):
            return (yield)
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.parent.name not in LONG)


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: the collector need not look through it again and
    again, which took a good part of every test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def database_url() -> str:
    """Address of the PostgreSQL of this run (its `practice_hub` database, not the test one)."""
    return os.environ["DATABASE_URL"]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Address of the Redis of this run."""
    return os.environ["REDIS_URL"]


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[SandboxServer]:
    """One sandbox of both networks, for fixtures that empty it before every test."""
    with SandboxServer() as running:
        yield running


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[redis.Redis]:
    """A client on an emptied Redis."""
    client = redis.Redis.from_url(redis_url)
    client.flushdb()
    yield client
    client.close()
