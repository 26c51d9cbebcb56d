"""Uploaded pictures: taken apart byte by byte, kept over a restart, and not every file is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.models import TownError
from sandbox.multipart import parse
from sandbox.uploads import MOST_BYTES, picture_type, take
from sandbox.world import World

PNG = b"\x89PNG\r\n\x1a\n\r\n--almost\r\n\0\xff"


def test_a_multipart_body_keeps_every_byte() -> None:
    body = (
        b'--b1\r\nContent-Disposition: form-data; name="alt_text_custom"\r\n\r\n\xc3\x9cber us\r\n'
        b'--b1\r\nContent-Disposition: form-data; name="source"; filename="a.png"\r\n'
        b"Content-Type: image/png\r\n\r\n" + PNG + b"\r\n--b1--\r\n"
    )
    fields, files = parse('multipart/form-data; boundary="b1"', body)
    assert (fields, files) == ({"alt_text_custom": "Über us"}, {"source": PNG})
    assert parse("multipart/form-data", body) == ({}, {})


def test_pictures_survive_a_restart_and_other_files_are_refused(tmp_path: Path) -> None:
    world = World(tmp_path)
    media = take(world, PNG, frozenset({"image/png"}), "Our door")
    world.close()
    again = World(tmp_path)
    assert again.uploads == {media.id: PNG}
    assert again.media[media.id].url == f"/media/{media.id}.png"
    for data in (b"<svg/>", b"GIF89a", PNG + b"x" * MOST_BYTES):
        with pytest.raises(TownError):
            take(again, data, frozenset({"image/png"}))
    assert [picture_type(d) for d in (b"\xff\xd8\xff\xe0", b"RIFF0000WEBPVP8 ", b"")] == [
        "image/jpeg",
        "image/webp",
        "",
    ]
    again.reset()
    assert not again.uploads
    again.close()
