"""A kept file over HTTP, whole or a part of it (RFC 9110, section 14): a download that broke off
goes on where it stopped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})\Z")
_BLOCK: Final = 256 * 1024


def serve_file(
    request: HttpRequest, path: Path, *, name: str, content_type: str, etag: str
) -> HttpResponse | StreamingHttpResponse:
    """`path` as the download `name`. `etag` (without quotes) is another for other content.

    Raises FileNotFoundError when the file is gone.
    """
    size = path.stat().st_size
    mark = f'"{etag}"'
    part = _part(request, size, mark)
    if part is None:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part
    is_whole = (first, last) == (0, size - 1)
    response = StreamingHttpResponse(
        _blocks(path, first, last), status=200 if is_whole else 206, content_type=content_type
    )
    if not is_whole:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


def file_missing(request: HttpRequest) -> HttpResponse:
    """404 in words, for a file that is ready by its row (docs/operations/many-machines.md)."""
    return render(request, "file_missing.html", status=404)


def _part(request: HttpRequest, size: int, mark: str) -> tuple[int, int] | None:
    """First and last byte that were asked for; None for a part that there is not.

    Several parts at once are answered with the whole, which is allowed.
    """
    whole = (0, size - 1)
    found = _RANGE.match(request.headers.get("Range", "").replace(" ", ""))
    if not found or request.headers.get("If-Range", mark) != mark:
        return whole
    first, last = found.groups()
    if not first:
        wanted = int(last) if last else 0
        return (max(size - wanted, 0), size - 1) if wanted else None
    if int(first) >= size or (last and int(last) < int(first)):
        return None
    return int(first), min(int(last), size - 1) if last else size - 1


def _blocks(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
