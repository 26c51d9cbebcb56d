"""A download that broke off goes on where it stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from practice_hub.ranges import serve_file


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "kept"
    path.write_bytes(b"0123456789")
    return path


def ask(kept: Path, **headers: str) -> tuple[HttpResponse | StreamingHttpResponse, bytes]:
    request = RequestFactory().get("/", headers=headers)
    response = serve_file(request, kept, name="Größe.csv", content_type="text/csv", etag="k1")
    return response, response.getvalue()


@pytest.mark.parametrize(
    ("wanted", "got", "told"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-2", b"89", "bytes 8-9/10"),
        ("bytes=8-99", b"89", "bytes 8-9/10"),
    ],
)
def test_a_part(kept: Path, wanted: str, got: bytes, told: str) -> None:
    response, body = ask(kept, range=wanted)
    assert (response.status_code, body, response["Content-Range"]) == (206, got, told)
    assert response["Content-Length"] == str(len(got))


def test_the_whole_and_what_there_is_not(kept: Path) -> None:
    endless = {"range": f"bytes={'9' * 4_400}-"}
    stale = {"range": "bytes=2-3", "if-range": '"old"'}
    for headers in ({}, {"range": "bytes=0-1,4-5"}, stale, endless):
        response, body = ask(kept, **headers)
        assert (response.status_code, body) == (200, b"0123456789")
    assert (response["Accept-Ranges"], response["ETag"]) == ("bytes", '"k1"')
    assert response["Content-Disposition"].startswith("attachment")
    for wanted in ("bytes=10-", "bytes=5-3", "bytes=-0", "bytes=-"):
        response, _ = ask(kept, range=wanted)
        assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")
