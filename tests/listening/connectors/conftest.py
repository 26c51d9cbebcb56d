from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from listening.connectors.base import ConnectorSettings, Credentials
from listening.connectors.facebook import FacebookConnector
from listening.connectors.x import XConnector
from tests.support.canned_server import CannedServer

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # what the canned server's Date header says
OWN_ID = "1100000000000000042"
PAGE_ID = "104000000000042"


@pytest.fixture
def fixture_json() -> Callable[[str], Any]:
    return lambda name: json.loads((FIXTURES / name).read_text(encoding="utf-8"))


@pytest.fixture
def server() -> Iterator[CannedServer]:
    canned = CannedServer().start()
    yield canned
    canned.stop()


def settings_for(base_url: str) -> ConnectorSettings:
    return ConnectorSettings(
        x_api_base_url=base_url,
        graph_api_base_url=base_url,
        x_web_base_url="https://x.com",
        graph_api_version="26.0",
        connect_timeout_seconds=2,
        read_timeout_seconds=2,
    )


def x_connector(base_url: str, **more: str) -> XConnector:
    values = {
        "consumer_key": "canary-consumer-key",
        "consumer_secret": "canary-consumer-secret",
        "access_token": f"{OWN_ID}-canary-access",
        "access_token_secret": "canary-access-secret",
        **more,
    }
    return XConnector(Credentials(OWN_ID, values), settings_for(base_url))


def facebook_connector(base_url: str, **more: str) -> FacebookConnector:
    values = {"page_id": PAGE_ID, "page_access_token": "canary-page-token", **more}
    return FacebookConnector(Credentials(PAGE_ID, values), settings_for(base_url))


@pytest.fixture
def x(server: CannedServer) -> XConnector:
    return x_connector(server.base_url)


@pytest.fixture
def facebook(server: CannedServer) -> FacebookConnector:
    return facebook_connector(server.base_url)
