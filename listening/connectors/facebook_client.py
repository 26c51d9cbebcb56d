"""facebook-sdk, mended: current version, proof, JSON fields, a pager, headers, error codes.

facebook-sdk 3.1.0 (2018) refuses any version of Graph above 9, knows no `appsecret_proof`, sends
a nested dict as its first key, sends True for true, and its pager reads tokens out of addresses.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import facebook
import requests

from listening.connectors import sentences
from listening.connectors.base import (
    ConnectorError,
    ConnectorSettings,
    Credentials,
    ErrorKind,
    PictureData,
)
from listening.connectors.facebook_errors import classify
from listening.connectors.facebook_limits import buckets_of, windows_of
from listening.connectors.wire import Dialect, JsonObject, Wire

REAL_HOST = "graph.facebook.com"
PAGE_SIZE = 100
DIALECT = Dialect(
    "Facebook", REAL_HOST, (facebook.GraphAPIError,), classify, buckets_of, windows_of
)
_SMALLEST_PAGE = 5
_MOST_PAGES = 1000  # a feed that never ends would hold a worker for good


class Graph(facebook.GraphAPI):  # type: ignore[misc]
    """The SDK's client with a version of today and a proof on every call."""

    def __init__(
        self, token: str, *, api_version: str, app_secret: str, session: requests.Session
    ) -> None:
        super().__init__(token, session=session)  # `version=` would be refused
        self.version = f"v{api_version.removeprefix('v')}"
        self._app_secret = app_secret

    def request(
        self,
        path: str,
        args: dict[str, Any] | None = None,
        post_args: dict[str, Any] | None = None,
        files: Any = None,
        method: str | None = None,
    ) -> Any:
        args = _plain(args or {})
        post_args = _plain(post_args) if post_args is not None else None
        sent = post_args if post_args else args
        # A call may carry another token than ours (debug_token does): each has its own proof.
        token = str(sent.get("access_token") or self.access_token)
        if self._app_secret and "|" not in token:
            sent["appsecret_proof"] = proof_of(token, self._app_secret)
        found = super().request(path, args, post_args, files, method)
        # The SDK takes whatever is sent as a picture for one; we never ask for pictures.
        return None if isinstance(found, dict) and "mime-type" in found else found


def proof_of(token: str, app_secret: str) -> str:
    """Meta's appsecret_proof: HMAC-SHA256 of the token, keyed with the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _form_value(value) for name, value in values.items() if value is not None}


def _form_value(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value) if isinstance(value, (dict, list)) else value


class FacebookClient:
    """One page's client."""

    def __init__(self, credentials: Credentials, settings: ConnectorSettings) -> None:
        values = credentials.values
        token = values.get("page_access_token", "")
        self.page_id = credentials.account_external_id or values.get("page_id", "")
        if not token:
            detail = sentences.NO_PAGE_TOKEN
            raise ConnectorError(ErrorKind.AUTH, detail, code="missing-credentials")
        secret = values.get("app_secret", "")
        self.wire = Wire(settings.graph_api_base_url, settings, DIALECT)
        self.wire.hide(token, secret, proof_of(token, secret) if secret else "")
        self.graph = Graph(
            token,
            api_version=settings.graph_api_version,
            app_secret=secret,
            session=self.wire.session,
        )

    def get(self, node: str, *, now: datetime | None = None, **args: Any) -> JsonObject:
        """Read one node. Raises ConnectorError."""
        return self.wire.call(lambda: self.graph.get_object(node, **args), now=now)

    def put(self, node: str, edge: str, *, now: datetime | None, **fields: Any) -> JsonObject:
        """Write to an edge. Raises ConnectorError, also UNKNOWN_OUTCOME."""
        return self.wire.call(
            lambda: self.graph.put_object(node, edge, **fields), now=now, is_write=True
        )

    def update(self, node: str, *, now: datetime | None = None, **fields: Any) -> JsonObject:
        """Change a node itself, for which the SDK has no method. Raises ConnectorError."""
        path = f"{self.graph.version}/{node}"
        return self.wire.call(
            lambda: self.graph.request(path, post_args=fields), now=now, is_write=True
        )

    def upload(self, picture: PictureData, *, now: datetime) -> str:
        """The id of an unpublished photo of the page, for `attachment_id` of a comment.

        Nobody sees it before the comment, so a lost answer is TRANSIENT. Source: Graph API
        reference, Page photos and Comment. Raises ConnectorError.
        """
        name = f"picture.{picture.content_type.rpartition('/')[2]}"
        made = self.wire.call(
            lambda: self.graph.put_photo(
                (name, picture.data, picture.content_type),
                f"{self.page_id}/photos",
                published=False,
                alt_text_custom=picture.alt_text,
            ),
            now=now,
        )
        if not made.get("id"):
            detail = sentences.NO_PICTURE_ID % {"network": "Facebook"}
            raise ConnectorError(ErrorKind.TRANSIENT, detail)
        return str(made["id"])

    def pages(
        self, node: str, edge: str, *, now: datetime | None = None, **args: Any
    ) -> Iterator[JsonObject]:
        """Yield the pages of an edge until Graph names no next one.

        A short or empty page is not the end. Only `after` is taken from an answer: the address
        in `paging.next` holds a token, another version and perhaps another host. Code 1 asks for
        less data: the page is halved, down to five. A cursor whose object was deleted is refused
        (100): the edge is read once more from its start, and items may repeat.
        """
        limit, after = int(args.pop("limit", PAGE_SIZE)), args.pop("after", None)
        has_restarted = False
        for _ in range(_MOST_PAGES):
            try:
                page = self._edge(node, edge, now, {**args, "limit": limit, "after": after})
            except ConnectorError as error:
                if error.code == "1" and limit > _SMALLEST_PAGE:
                    limit = max(_SMALLEST_PAGE, limit // 2)
                elif error.code == "100" and after and not has_restarted:
                    after, has_restarted = None, True
                else:
                    raise
                continue
            yield page
            following = next_cursor(page)
            if not following or following == after:
                return
            after = following

    def _edge(self, node: str, edge: str, now: datetime | None, args: dict[str, Any]) -> JsonObject:
        found = self.wire.call(lambda: self.graph.get_connections(node, edge, **args), now=now)
        if isinstance(found.get("data"), list):
            return found
        # Taken for an empty list, it would move the mark past what nobody has seen.
        raise ConnectorError(ErrorKind.TRANSIENT, sentences.NO_LIST, code="unreadable")


def next_cursor(page: Any) -> str:
    """The `after` cursor when there is a next page."""
    paging = page.get("paging") or {}
    return str((paging.get("cursors") or {}).get("after") or "") if paging.get("next") else ""
