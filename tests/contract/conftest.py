from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from listening.connectors.base import Connector
from listening.connectors.registry import build
from tests.contract.drivers import DRIVERS, PEOPLE, Driver, settings_for
from tests.support.sandbox_server import SandboxServer


@pytest.fixture(scope="session")
def contract_server() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture
def town(contract_server: SandboxServer) -> SandboxServer:
    """An empty town with two people."""
    contract_server.reset(PEOPLE)
    return contract_server


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
