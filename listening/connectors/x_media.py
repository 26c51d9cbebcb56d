"""Pictures for X: uploaded in one piece, described, then named by a post.

tweepy has no method for the v2 endpoints (its v1.1 ones were shut in 2025), so its plain request
is used. Source: X API v2, "Upload media" and "Create media metadata". A GIF needs the chunked
upload and is not offered.
"""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Any

from listening.connectors import sentences
from listening.connectors.base import ConnectorError, ErrorKind, PictureData
from listening.connectors.wire import JsonObject
from listening.connectors.x_client import XClient


def upload(client: XClient, picture: PictureData, *, now: datetime) -> str:
    """The media id of an uploaded and described picture. Raises ConnectorError.

    Nothing of it is public yet, so a lost answer is TRANSIENT and not an unknown outcome.
    """
    made = _post(
        client,
        "/2/media/upload",
        {
            "media": base64.b64encode(picture.data).decode(),
            "media_category": "tweet_image",
            "media_type": picture.content_type,
        },
        now,
    )
    media_id = str((made.get("data") or {}).get("id") or "")
    if not media_id:
        raise ConnectorError(ErrorKind.TRANSIENT, sentences.NO_PICTURE_ID % {"network": "X"})
    alt = {"alt_text": {"text": picture.alt_text}}
    _post(client, "/2/media/metadata", {"id": media_id, "metadata": alt}, now)
    return media_id


def _post(client: XClient, path: str, body: dict[str, Any], now: datetime) -> JsonObject:
    api = client.api
    return client.wire.call(
        lambda: api.request("POST", path, json=body, user_auth=True).json(), now=now
    )
