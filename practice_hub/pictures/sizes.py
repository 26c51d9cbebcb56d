"""How large a picture says it is, read from its head: a small file may unfold into gigabytes.

Sources: ITU T.81 (frame headers of JPEG), PNG third edition (IHDR, acTL), the WebP container
specification and RFC 6386/9649 (its two bitstreams), GIF89a.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from practice_hub.pictures.kinds import (
    GIF,
    JPEG,
    PNG,
    WEBP,
    UnreadablePictureError,
    gif_blocks,
    kind_of,
    without_metadata,
)

MOST_PIXELS: Final = 50_000_000  # what a good phone takes; 200 MB once it is drawn
MOST_OF_ALL_FRAMES: Final = 20 * MOST_PIXELS
_NO_FRAME_HEADER: Final = (0xC4, 0xC8, 0xCC)


class TooManyPixelsError(ValueError):
    """Drawing it would take more memory than a browser should be asked for."""


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """Bytes that are one of four kinds, without anything beside the picture, and not too large."""

    content_type: str
    data: bytes
    width: int
    height: int


def clean_picture(data: bytes) -> CleanPicture:
    """`data` without metadata. Raises UnreadablePictureError and TooManyPixelsError."""
    clean = without_metadata(data)
    kind = kind_of(clean)
    try:
        sizes = list(_READERS[kind](clean))
    except (struct.error, IndexError) as error:
        raise UnreadablePictureError("it says no size") from error
    if not sizes or any(0 in size for size in sizes):
        raise UnreadablePictureError("it says no size")
    every = [width * height for width, height in sizes]
    if max(every) > MOST_PIXELS or sum(every) > MOST_OF_ALL_FRAMES:
        raise TooManyPixelsError("too many pixels")
    return CleanPicture(kind, clean, *sizes[0])


def _jpeg(data: bytes) -> Iterator[tuple[int, int]]:
    at = 2
    while (marker := data[at + 1]) != 0xDA:
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME_HEADER:
            height, width = struct.unpack_from(">HH", data, at + 5)
            yield width, height
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]


def _png(data: bytes) -> Iterator[tuple[int, int]]:
    name, width, height = struct.unpack_from(">4sII", data, 12)
    if name != b"IHDR":
        return
    at, frames = 8, 1
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        if name == b"acTL":
            frames = max(1, struct.unpack_from(">I", data, at + 8)[0])
        at += 12 + length
    if frames * width * height > MOST_OF_ALL_FRAMES:
        raise TooManyPixelsError("too many frames")
    yield width, height


def _webp(data: bytes) -> Iterator[tuple[int, int]]:
    at = 12
    while at + 8 <= len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        if name == b"VP8X":
            yield _three(body, 4) + 1, _three(body, 7) + 1
        elif name == b"ANMF":
            yield _three(body, 6) + 1, _three(body, 9) + 1
        elif name == b"VP8 ":
            width, height = struct.unpack_from("<HH", body, 6)
            yield width & 0x3FFF, height & 0x3FFF
        elif name == b"VP8L":
            bits = struct.unpack_from("<I", body, 1)[0]
            yield (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        at += 8 + length + length % 2


def _three(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 3], "little")


def _gif(data: bytes) -> Iterator[tuple[int, int]]:
    screen = struct.unpack_from("<HH", data, 6)
    yield screen
    for block in gif_blocks(data):
        if block[0] == 0x2C:  # a frame costs the whole screen, and more where it stands beyond it
            left, top, width, height = struct.unpack_from("<HHHH", block, 1)
            yield max(screen[0], left + width), max(screen[1], top + height)


_READERS: Final = {JPEG: _jpeg, PNG: _png, WEBP: _webp, GIF: _gif}
