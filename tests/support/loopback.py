"""Real tweepy and real facebook-sdk, led to a sandbox on this machine by a small adapter."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit, urlunsplit

import facebook
import requests
import tweepy
from requests.adapters import HTTPAdapter

X_HOST = "https://api.twitter.com"
GRAPH_HOST = "https://graph.facebook.com"


class LoopbackAdapter(HTTPAdapter):
    """Sends to the sandbox what was meant for a network, and says for which."""

    def __init__(self, base_url: str, timeout: float = 10.0) -> None:
        super().__init__()
        self._target = urlsplit(base_url)
        self._timeout = timeout

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, timeout: Any = None, **options: Any
    ) -> requests.Response:
        meant = urlsplit(str(request.url))
        request = request.copy()
        request.headers["X-Upstream-Host"] = meant.netloc
        request.url = urlunsplit((*self._target[:2], meant.path, meant.query, ""))
        options["proxies"] = {}
        return super().send(request, timeout=timeout or self._timeout, **options)


def session_to(base_url: str, real_host: str, timeout: float = 10.0) -> requests.Session:
    """A session that reaches the sandbox under a network's real address."""
    session = requests.Session()
    session.trust_env = False
    session.mount(real_host, LoopbackAdapter(base_url, timeout))
    return session


def x_client(
    base_url: str, credentials: dict[str, Any], timeout: float = 10.0, **options: Any
) -> tweepy.Client:
    """tweepy with the practice's OAuth 1.0a keys and app bearer token; plain JSON answers."""
    client = tweepy.Client(
        bearer_token=options.pop("bearer_token", credentials["x_bearer_token"]),
        consumer_key=credentials["x_consumer_key"],
        consumer_secret=options.pop("consumer_secret", credentials["x_consumer_secret"]),
        access_token=credentials["x_access_token"],
        access_token_secret=credentials["x_access_token_secret"],
        return_type=options.pop("return_type", dict),
    )
    client.session.trust_env = False
    client.session.mount(X_HOST, LoopbackAdapter(base_url, timeout))
    return client


def graph_client(base_url: str, token: str, timeout: float = 10.0) -> facebook.GraphAPI:
    """facebook-sdk with a token, in the current version of the Graph API."""
    graph = facebook.GraphAPI(token, session=session_to(base_url, GRAPH_HOST, timeout))
    graph.version = "v26.0"
    return graph
