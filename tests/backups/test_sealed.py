"""The encrypted file: any change, cut or wrong passphrase is refused."""

from __future__ import annotations

import io

import pytest

from practice_hub.backups import archive
from practice_hub.backups.census import Census, differences
from practice_hub.backups.errors import BackupError
from practice_hub.backups.sealed import CHUNK, TAG, SealedWriter, opened

WORDS = "a long enough passphrase"


def seal(data: bytes) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file, WORDS)
    writer.write(data)
    writer.finish()
    return file.getvalue()


def unseal(data: bytes, passphrase: str = WORDS) -> bytes:
    return b"".join(opened(io.BytesIO(data), passphrase))


def test_what_comes_out_is_what_went_in() -> None:
    for size in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK + 5):
        data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
        made = seal(data)
        assert unseal(made) == data
        assert size < 16 or data[:16] not in made
    assert seal(b"the same") != seal(b"the same")


def test_whatever_was_done_to_the_file_is_refused() -> None:
    made = seal(b"k" * (3 * CHUNK))
    begin = len(made) - 3 * (CHUNK + TAG)
    first, second = made[begin : begin + CHUNK + TAG], made[begin + CHUNK + TAG :][: CHUNK + TAG]
    damaged = {
        "cut inside a chunk": made[:-1],
        "cut between chunks": made[: -(CHUNK + TAG)],
        "only its head": made[:begin],
        "something behind it": made + b"\0",
        "chunks swapped": made[:begin] + second + first + made[begin + 2 * (CHUNK + TAG) :],
        "a chunk left out": made[:begin] + made[begin + CHUNK + TAG :],
        "a bit of the data": made[:-40] + bytes([made[-40] ^ 1]) + made[-39:],
        "a bit of the salt": made.replace(b'"salt": "', b'"salt": "00', 1),
        "another file": b"PGDMP" + made,
        "nothing": b"",
        "a head that asks for much": made.replace(b'"n": 16', b'"n": 1073741824', 1),
    }
    for what, data in damaged.items():
        with pytest.raises(BackupError):
            raise AssertionError(f"{what}: {len(unseal(data))} bytes came out")
    with pytest.raises(BackupError, match="passphrase does not fit"):
        unseal(made, "another passphrase")


def test_members_are_read_in_order_and_to_the_end() -> None:
    file = io.BytesIO()
    writer = archive.ArchiveWriter(SealedWriter(file, WORDS))
    writer.add("one", [b"1"])
    writer.add("two", [b"2" * (3 * CHUNK), b"", b"end"])
    writer.finish()
    data = file.getvalue()
    found = {n: b"".join(b) for n, b in archive.members(opened(io.BytesIO(data), WORDS))}
    assert found == {"one": b"1", "two": b"2" * (3 * CHUNK) + b"end"}
    names = [name for name, _ in archive.members(opened(io.BytesIO(data), WORDS))]
    assert names == ["one", "two"]  # also when nobody reads them
    unfinished = io.BytesIO()
    half = SealedWriter(unfinished, WORDS)
    archive.ArchiveWriter(half).add("one", [b"1"])
    half.finish()
    with pytest.raises(BackupError):
        list(archive.members(opened(io.BytesIO(unfinished.getvalue()), WORDS)))


def test_what_differs_is_named_by_table_and_number() -> None:
    expected = Census({"a": (2, "x"), "b": (1, "y"), "c": (3, "z")}, "s")
    assert differences(expected, expected) == []
    found = Census({"a": (2, "other"), "b": (0, "y"), "d": (1, "w")}, "t")
    assert differences(expected, found) == [
        "a has other contents.",
        "b has 0 rows instead of 1.",
        "c is missing.",
        "d is not in the backup.",
        "Columns, indexes, constraints, triggers or functions differ.",
    ]
