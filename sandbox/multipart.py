"""Bodies of the type multipart/form-data, taken apart by hand: pictures come in as they are."""

from __future__ import annotations

import re

_NAME = re.compile(rb'[; ]name="([^"]*)"')
_FILE_NAME = re.compile(rb"filename\*?=")
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


def parse(content_type: str, body: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """The text fields and the files of a body, by name."""
    found = _BOUNDARY.search(content_type)
    fields: dict[str, str] = {}
    files: dict[str, bytes] = {}
    if found is None:
        return fields, files
    for part in body.split(b"--" + found.group(1).encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        if name is None:
            continue
        content = content.removesuffix(b"\r\n")
        if _FILE_NAME.search(head):
            files[name.group(1).decode()] = content
        else:
            fields[name.group(1).decode()] = content.decode("utf-8", "replace")
    return fields, files
