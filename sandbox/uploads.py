"""Pictures that the practice sends: what they are by their first bytes, and where they are kept."""

from __future__ import annotations

from sandbox.models import Media, TownError
from sandbox.world import World

MOST_BYTES = 5 * 1024 * 1024
MOST_ALT = 1000
_STARTS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def picture_type(data: bytes) -> str:
    """The content type by the first bytes; empty when it is no picture."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _STARTS.items() if data.startswith(start)), "")


def take(world: World, data: bytes, allowed: frozenset[str], alt_text: str = "") -> Media:
    """Keep an uploaded picture. Raises TownError when it is none, or too big."""
    kind = picture_type(data)
    if kind not in allowed:
        raise TownError("Missing or invalid image file")
    if len(data) > MOST_BYTES:
        raise TownError("The image file is too large")
    return world.add_upload(data, kind, alt_text)
