"""Pictures that unfold to more than a browser should draw, and those that lie about it."""

from __future__ import annotations

import struct

import pytest

from practice_hub.pictures.kinds import UnreadablePictureError
from practice_hub.pictures.sizes import TooManyPixelsError, clean_picture
from tests.support.picture_files import PLACE, chunk, gif, jpeg, png, webp


def test_every_kind_tells_its_size_and_loses_what_is_beside_it() -> None:
    sizes = {}
    for data in (png(), jpeg(), gif(), webp((b"EXIF", PLACE))):
        found = clean_picture(data + PLACE)
        sizes[found.content_type] = (found.width, found.height)
        assert PLACE not in found.data
    assert sizes == dict.fromkeys(("image/png", "image/jpeg", "image/gif", "image/webp"), (1, 1))


def test_bombs_are_refused_by_their_head() -> None:
    wide = struct.pack(">II", 60_000, 60_000)
    small = struct.pack(">II", 1, 1)
    frames = png(chunk(b"acTL", struct.pack(">II", 2**31, 0)))
    bombs = [
        png().replace(small, wide, 1),
        frames.replace(small, struct.pack(">II", 5_000, 5_000), 1),
        jpeg().replace(b"\x08\0\1\0\1", b"\x08\xff\xff\xff\xff", 1),
        gif().replace(b"GIF89a\1\0\1\0", b"GIF89a\xff\xff\xff\xff", 1),
        gif().replace(b"\x2c\0\0\0\0\1\0\1\0", b"\x2c\0\0\0\0\xff\xff\xff\xff", 1),
        gif(*[b"\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0"] * 900).replace(
            b"GIF89a\1\0\1\0", b"GIF89a\0\x10\0\x10", 1
        ),
        webp().replace(b"\0\0\0\0\0\0VP8 ", b"\xff\xff\x3f\xff\xff\x3fVP8 ", 1),
    ]
    for number, data in enumerate(bombs):
        with pytest.raises(TooManyPixelsError):
            raise AssertionError(f"bomb {number}: {clean_picture(data)!r:.80}")


def test_what_only_says_that_it_is_a_picture_is_none() -> None:
    page = b"<script>alert(1)</script>"
    fakes = [
        *(b"", page, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"BM" + page),
        *(b"GIF89a" + page, b"\x89PNG\r\n\x1a\n" + page, b"\xff\xd8\xff" + page),
        *(b"RIFF\x20\0\0\0WEBP" + page, png()[:-14], jpeg()[:-9], gif()[:-1]),
        *(png().replace(b"IHDR", b"IDAT", 1), jpeg().replace(b"\x08\0\1\0\1", b"\x08\0\0\0\0", 1)),
    ]
    for data in fakes:
        with pytest.raises(UnreadablePictureError):
            clean_picture(data)
    assert page not in clean_picture(png() + page).data
