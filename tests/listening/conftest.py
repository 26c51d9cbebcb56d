from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox_server import SandboxServer

PEOPLE = [
    {"key": "jo", "name": "Jo Tamsin", "x_username": "jotamsin", "x_followers": 120},
    {"key": "ray", "name": "Ray Ode", "x_username": "rayode", "x_followers": 5},
]


@pytest.fixture
def sandbox(sandbox_server: SandboxServer, settings: Any) -> SandboxServer:
    """An empty town with two people, and the settings pointing at it."""
    sandbox_server.reset(PEOPLE)
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = sandbox_server.base_url
    return sandbox_server


@pytest.fixture
def x_secrets(sandbox: SandboxServer) -> dict[str, str]:
    """The town's X credentials under the names of the form."""
    names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    found = sandbox.credentials()
    return {name: found[f"x_{name}"] for name in names} | {"bearer_token": found["x_bearer_token"]}


@pytest.fixture
def page_secrets(sandbox: SandboxServer) -> dict[str, str]:
    """The town's Facebook credentials under the names of the form."""
    found = sandbox.credentials()
    return {
        "page_id": found["page_id"],
        "page_access_token": found["graph_page_token"],
        "app_secret": found["graph_app_secret"],
        "app_id": found["graph_app_id"],
    }
