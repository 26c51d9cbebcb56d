"""Asking servers that are odd, slow, wrong or hostile, over real HTTP on this machine."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from practice_hub.pictures.fetching import MOST_BYTES, PictureError, Why, fetch
from practice_hub.pictures.keeping import Kept, PictureFolder
from tests.support.canned_server import Canned, CannedServer
from tests.support.picture_files import PLACE, chunk, jpeg, png


@pytest.fixture(scope="module")
def server() -> Iterator[CannedServer]:
    running = CannedServer().start()
    yield running
    running.stop()


def why(server: CannedServer, *answers: Canned, path: str = "/x.png", **options: Any) -> Why:
    server.push(*answers)
    with pytest.raises(PictureError) as caught:
        fetch(f"{server.base_url}{path}", private_origins=[server.base_url], **options)
    return caught.value.why


def moved(to: str, status: int = 302) -> Canned:
    return Canned(b"", status, {"Location": to})


def test_a_picture_comes_clean_and_nothing_of_ours_goes_out(server: CannedServer) -> None:
    server.asked.clear()
    server.push(
        moved("/b.png?size=2"), Canned(png(chunk(b"tEXt", PLACE)), content_type="text/html")
    )
    found = fetch(f"{server.base_url}/a.png", private_origins=[server.base_url])
    assert (found.content_type, found.data) == ("image/png", png())
    assert [asked.path for asked in server.asked] == ["/a.png", "/b.png"]
    names = {"host", "user-agent", "accept", "accept-encoding", "connection"}
    assert {name for asked in server.asked for name in asked.headers} == names
    assert "practice" not in server.asked[0].headers["accept"]


def test_nothing_else_is_called_wherever_a_server_points(server: CannedServer) -> None:
    server.asked.clear()
    beyond = [
        *(
            "http://169.254.169.254/latest/",
            "http://localhost:22/",
            "http://[::1]/x",
            "//10.0.0.1/",
        ),
        *("http://127.0.0.1:1/x", "file:///etc/passwd", "http://user:word@8.8.8.8/", "http://[x"),
    ]
    assert {why(server, moved(to)) for to in beyond} == {Why.REFUSED}
    assert len(server.asked) == len(beyond)
    assert why(server, *[moved("/again", status) for status in (301, 303, 307, 308)]) is Why.GONE
    with pytest.raises(PictureError, match="REFUSED"):
        fetch(f"{server.base_url}/x")  # without leave this machine is no place to ask
    assert len(server.asked) == len(beyond) + 4


def test_what_is_no_picture_or_too_much_stays_outside(server: CannedServer) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    packed = {"Content-Encoding": "gzip"}
    assert why(server, Canned(svg, content_type="image/svg+xml")) is Why.NO_PICTURE
    assert why(server, Canned(b"<html>", content_type="image/png")) is Why.NO_PICTURE
    assert why(server, Canned(png(), headers=packed)) is Why.NO_PICTURE
    assert why(server, Canned(jpeg() + b"x" * MOST_BYTES)) is Why.TOO_LARGE
    assert (
        why(server, Canned(png().replace(b"\0\0\0\1\0\0\0\1", b"\0\1\0\0" * 2, 1))) is Why.TOO_LARGE
    )
    assert [why(server, Canned(b"", status)) for status in (404, 410, 403)] == [Why.GONE] * 3
    assert [why(server, Canned(b"", status)) for status in (500, 204)] == [Why.AWAY] * 2
    assert why(server, Canned(hangs_up=True)) is Why.AWAY


def test_a_name_is_looked_up_once_and_that_very_address_is_called(
    server: CannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that answers with another address the second time gets no second time."""
    asked: list[str] = []
    port = int(server.base_url.rsplit(":", 1)[1])

    def answer(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "10.255.255.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda h, *a, **k: (answer if "." in h and h[0] == "p" else real)(h, *a, **k),
    )
    server.asked.clear()
    server.push(Canned(png()))
    origin = f"http://pictures.example:{port}"
    assert fetch(f"{origin}/a", private_origins=[origin]).data == png()
    assert asked == ["pictures.example"]
    assert server.asked[0].headers["host"] == f"pictures.example:{port}"


@pytest.mark.parametrize("greeting", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"])
def test_a_server_that_drips_is_left(greeting: bytes) -> None:
    ears = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def drip() -> None:
        line, _ = ears.accept()
        try:
            line.sendall(greeting)
            while not is_over.wait(0.05):
                line.sendall(b"H")
        except OSError:
            return
        finally:
            line.close()

    thread = threading.Thread(target=drip)
    thread.start()
    origin = f"http://127.0.0.1:{ears.getsockname()[1]}"
    began = time.monotonic()
    with pytest.raises(PictureError) as caught:
        fetch(f"{origin}/", private_origins=[origin], all_seconds=0.4)
    assert caught.value.why is Why.AWAY and time.monotonic() - began < 4
    is_over.set()
    thread.join()
    ears.close()


def test_the_folder_forgets_by_owner_by_age_and_by_size(tmp_path: Path) -> None:
    folder = PictureFolder(tmp_path / "kept", 2_500)
    for number in (7, 71, 263):  # 7 and 263 share a folder inside
        folder.put(number, "a", Kept("image/png", bytes(1_000)))
    assert sum(folder.get(number, "a") is not None for number in (7, 71, 263)) in (2, 3)
    folder.sweep()
    assert len(list((tmp_path / "kept").glob("*/*"))) == 2
    folder.put(7, "a", Kept("image/png", b"line\nand line"))
    folder.put(7, "b", Kept(why=Why.GONE))
    assert folder.get(7, "a") == Kept("image/png", b"line\nand line")
    assert folder.get(7, "b") == Kept(why=Why.GONE)
    assert folder.drop([7]) == 2 and folder.get(7, "a") is None and folder.get(263, "a")
    [path] = (tmp_path / "kept").glob("*/263-a")
    assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
