"""The sandbox, emptied before every test."""

from __future__ import annotations

from typing import Any

import facebook
import pytest
import tweepy

from tests.support.loopback import graph_client, x_client
from tests.support.sandbox_server import SandboxServer

PEOPLE = [
    {"key": "wren", "name": "Wren Abbot", "x_username": "wrenabbot", "x_followers": 120},
    {"key": "odo", "name": "Odo Marsh", "x_username": "odomarsh", "x_followers": 9},
    {"key": "pia", "name": "Pia Lund", "x_username": "pialund", "about": "Paints boats."},
]


@pytest.fixture
def town(sandbox_server: SandboxServer) -> SandboxServer:
    """The sandbox with three people and nothing said yet."""
    sandbox_server.reset(PEOPLE)
    return sandbox_server


@pytest.fixture
def account(town: SandboxServer) -> dict[str, Any]:
    return town.credentials()


@pytest.fixture
def x(town: SandboxServer, account: dict[str, Any]) -> tweepy.Client:
    return x_client(town.base_url, account)


@pytest.fixture
def graph(town: SandboxServer, account: dict[str, Any]) -> facebook.GraphAPI:
    return graph_client(town.base_url, account["graph_page_token"])
