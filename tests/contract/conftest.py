from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from listening.connectors.base import Connector
from listening.connectors.registry import build
from tests.contract.drivers import DRIVERS, PEOPLE, Driver, settings_for
from tests.support.sandbox_server import SandboxServer


@pytest.fixture
def town(sandbox_server: SandboxServer) -> SandboxServer:
    """An empty town with two people."""
    sandbox_server.reset(PEOPLE)
    return sandbox_server


@pytest.fixture
def hub(sandbox_server: SandboxServer, settings: Any) -> Any:
    """A practice whose accounts are in that town."""
    from tests.contract.hub import connected  # models: only after the settings are known

    sandbox_server.reset(PEOPLE)
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = sandbox_server.base_url
    settings.UNDO_SECONDS = 0
    return connected(sandbox_server)


@pytest.fixture
def ana(hub: Any) -> Any:
    """Somebody of that practice who answers."""
    from tests.builders import make_member

    return make_member(hub.practice, "Ana Lind").user


@pytest.fixture(params=DRIVERS, ids=lambda driver: driver.network.value)
def driver(request: pytest.FixtureRequest) -> Driver:
    found: Driver = request.param
    return found


@pytest.fixture
def connector(driver: Driver, town: SandboxServer) -> Connector:
    return build(driver.network, driver.credentials(town), settings_for(town))


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(autouse=True)
def no_sleeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connector never waits by itself: it says until when, and the caller decides."""

    def refuse(seconds: float, *_: Any) -> None:
        raise AssertionError(f"somebody slept for {seconds} s")

    monkeypatch.setattr(time, "sleep", refuse)
