"""Small picture files of every kind, with what people do not know is in them."""

from __future__ import annotations

import struct
import zlib

PLACE = b"GPS 48.2082 16.3738"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*extra: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            head,
            *extra,
            chunk(b"IDAT", zlib.compress(b"\0abc")),
            chunk(b"IEND", b""),
        ]
    )


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def exif(order: str, orientation: int) -> bytes:
    start = b"II\x2a\0" if order == "<" else b"MM\0\x2a"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff = start + struct.pack(order + "IH", 8, 1) + entry + b"\0\0\0\0" + PLACE
    return segment(0xE1, b"Exif\0\0" + tiff)


def jpeg(*extra: bytes) -> bytes:
    scan = segment(0xDA, b"\1\1\0\0\x3f\0") + b"ab\xff\0cd\xff\xd0ef"
    jfif = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")
    frame = segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0")
    tables = segment(0xDB, b"\0" * 65)
    return b"".join([b"\xff\xd8", jfif, *extra, tables, frame, scan, b"\xff\xd9"])


def webp(*extra: tuple[bytes, bytes]) -> bytes:
    frame = b"\0\0\0\x9d\x01\x2a\1\0\1\0"
    chunks = [(b"VP8X", b"\x0c\0\0\0" + b"\0" * 6), (b"VP8 ", frame), *extra]
    body = b"".join(n + struct.pack("<I", len(d)) + d + b"\0" * (len(d) % 2) for n, d in chunks)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def gif(*extra: bytes) -> bytes:
    head = b"GIF89a\1\0\1\0\x80\0\0" + b"\0" * 6
    image = b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"
    return b"".join([head, *extra, image, b"\x3b"])
