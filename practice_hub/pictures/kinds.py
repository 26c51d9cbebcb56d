"""What a picture is by its first bytes, and the picture without what it tells beside itself.

A photo carries where and when it was taken, by which camera, sometimes a smaller copy of what was
cut away: all that is care data when it is of a person. Only what is needed to draw it goes out.
Pure Python, nothing is decoded. Sources: ITU T.81 (JPEG), EXIF 2.3, PNG third edition, the WebP
container specification, GIF89a.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MOST_BYTES = 5 * 1024 * 1024
JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_TELLS = 0x08 | 0x04  # flags of VP8X: EXIF and XMP
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_ORIENTATION = 0x0112


class UnreadablePictureError(ValueError):
    """Not one of the four kinds, or broken."""


def kind_of(data: bytes) -> str:
    """The content type; empty when it is no picture that we know."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(_PNG_START):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    return GIF if data[:6] in (b"GIF87a", b"GIF89a") else ""


def without_metadata(data: bytes) -> bytes:
    """The same picture with nothing beside it. Raises UnreadablePictureError."""
    cleaners = {JPEG: _jpeg, PNG: _png, WEBP: _webp, GIF: _gif}
    cleaner = cleaners.get(kind_of(data))
    if cleaner is None:
        raise UnreadablePictureError("no picture")
    try:
        return b"".join(cleaner(data))
    except (IndexError, struct.error) as error:
        raise UnreadablePictureError("it breaks off") from error


# -- JPEG: segments, then scans; whatever follows the end marker is left out ---------------------


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while True:
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise UnreadablePictureError("a marker is missing")
        if marker == 0xFF:  # fill byte
            at += 1
            continue
        if marker == 0xD9:
            yield b"\xff\xd9"
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        segment = data[at:end]
        yield _jpeg_segment(marker, segment)
        at = end if marker != 0xDA else _scan_end(data, end)
        if marker == 0xDA:
            yield data[end:at]


def _jpeg_segment(marker: int, segment: bytes) -> bytes:
    """What the drawing needs: JFIF, color profile and Adobe's transform; else no APPn, no word."""
    content = segment[4:]
    if marker == 0xE1:
        return _only_orientation(content)
    if marker == 0xE2:
        return segment if content.startswith(b"ICC_PROFILE\0") else b""
    is_extra = 0xE3 <= marker <= 0xEF and marker != 0xEE
    return b"" if is_extra or marker == 0xFE else segment


def _scan_end(data: bytes, at: int) -> int:
    """Where the next marker stands: in a scan, FF is followed by 0 or a restart marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise UnreadablePictureError("it breaks off")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _only_orientation(content: bytes) -> bytes:
    """Which side is up: without it a phone's photo would lie on its side."""
    if not content.startswith(b"Exif\0\0"):
        return b""
    tiff = content[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        first = struct.unpack_from(order + "I", tiff, 4)[0]
        count = struct.unpack_from(order + "H", tiff, first)[0]
        starts = range(first + 2, first + 2 + 12 * count, 12)
        entries = [struct.unpack_from(order + "HHIH", tiff, start) for start in starts]
    except struct.error:
        return b""
    value = next((entry[3] for entry in entries if entry[0] == _ORIENTATION), 1)
    if not 2 <= value <= 8:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
    body = b"Exif\0\0MM\0\x2a" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# -- PNG and WebP: named chunks -----------------------------------------------------------------


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG_START
    at, name = len(_PNG_START), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise UnreadablePictureError("it breaks off")
        if name in _PNG_KEPT:
            yield data[at:end]
        at = end


def _webp(data: bytes) -> Iterator[bytes]:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end > len(data):
        raise UnreadablePictureError("it breaks off")
    body = b"".join(_webp_chunks(data, 12, end))
    yield b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _webp_chunks(data: bytes, at: int, end: int) -> Iterator[bytes]:
    while at + 8 <= end:
        name, length = struct.unpack_from("<4sI", data, at)
        chunk = data[at : at + 8 + length + length % 2]
        at += 8 + length + length % 2
        if name == b"VP8X":
            yield chunk[:8] + bytes([chunk[8] & ~_WEBP_TELLS]) + chunk[9:]
        elif name in _WEBP_KEPT:
            yield chunk


# -- GIF: blocks --------------------------------------------------------------------------------


def _gif(data: bytes) -> Iterator[bytes]:
    yield data[: 13 + _color_table(data[10])]
    for block in gif_blocks(data):
        is_loop = block[1] == 0xFF and block[3:14] in _GIF_LOOPS
        if block[0] == 0x2C or block[1] == 0xF9 or is_loop:
            yield block
    yield b"\x3b"


def gif_blocks(data: bytes) -> Iterator[bytes]:
    """Extensions (0x21) and frames (0x2C), each whole. Raises UnreadablePictureError."""
    at = 13 + _color_table(data[10])
    while data[at] != 0x3B:
        if data[at] == 0x21:
            end = _blocks_end(data, at + 2)
        elif data[at] == 0x2C:
            end = _blocks_end(data, at + 11 + _color_table(data[at + 9]))
        else:
            raise UnreadablePictureError("an unknown block")
        yield data[at:end]
        at = end


def _color_table(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while data[at]:
        at += data[at] + 1
    return at + 1
