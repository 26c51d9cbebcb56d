"""X v2 media: upload a picture in one piece, and describe it."""

from __future__ import annotations

import base64
import binascii

from sandbox.call import Answer, Call
from sandbox.errors import x_invalid
from sandbox.models import TownError
from sandbox.uploads import MOST_ALT, take
from sandbox.x_auth import Caller, require_scopes, require_user
from sandbox.x_context import XContext
from sandbox.x_writes import json_object

_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
_EXPIRES_SECONDS = 86_400


def upload(context: XContext, call: Call, caller: Caller) -> Answer:
    """POST /2/media/upload with the picture in base64 → 200; a GIF needs the chunked upload."""
    require_user(caller)
    require_scopes(caller, "tweet.write")
    known = frozenset({"media", "media_category", "media_type", "additional_owners", "shared"})
    body = json_object(call, known)
    if body.get("media_category") != "tweet_image":
        raise x_invalid("media_category", str(body.get("media_category")), "is not supported here")
    try:
        data = base64.b64decode(str(body.get("media") or ""), validate=True)
        media = take(context.world, data, _TYPES)
    except (binascii.Error, TownError) as error:
        raise x_invalid("media", "", f"$.media: {error}") from None
    found = {
        "id": media.id,
        "media_key": media.media_key,
        "expires_after_secs": _EXPIRES_SECONDS,
        "size": len(data),
    }
    return Answer({"data": found})


def metadata(context: XContext, call: Call, caller: Caller) -> Answer:
    """POST /2/media/metadata: the description of an uploaded picture."""
    require_user(caller)
    require_scopes(caller, "tweet.write")
    body = json_object(call, frozenset({"id", "metadata"}))
    media = context.world.media.get(str(body.get("id") or ""))
    if media is None or not media.content_type:
        raise x_invalid("id", str(body.get("id")), "Your media IDs are invalid.")
    alt = ((body.get("metadata") or {}).get("alt_text") or {}).get("text")
    if not isinstance(alt, str) or not 1 <= len(alt) <= MOST_ALT:
        raise x_invalid("metadata.alt_text.text", "", f"must have 1 to {MOST_ALT} characters")
    media.alt_text = alt
    context.world.save(media)
    return Answer({"data": {"id": media.id, "associated_metadata": body["metadata"]}})
