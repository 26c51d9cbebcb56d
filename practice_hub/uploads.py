"""How much a request may bring; what it is, the forms look at."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from practice_hub.roles import Act, may

# The most that a page of ours sends: four pictures of 5 MB for an answer, and one too many.
MOST_BYTES: Final = 26 * 1024 * 1024
# Views that take more, by the name of their URL, and from whom: a body is read before its view has
# looked who brings it (the check against forged forms comes first).
LARGER: Final = {"inbox_settings:history": (2 * 1024**3 + 1, Act.MANAGE_PRACTICE)}


class LimitedUploadHandler(FileUploadHandler):
    """First of the handlers: ends the reading of a request that brings too much (400).

    Django limits fields and their number, but no file: anybody with an account could fill the disk.
    It counts what really comes, whatever the headers say.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._taken += len(raw_data)
        if self._taken > self._most():
            raise RequestDataTooBig("The request is larger than any form of ours.")
        return raw_data

    def _most(self) -> int:
        found = getattr(self.request, "resolver_match", None)
        most, act = LARGER.get(found.view_name if found else "", (MOST_BYTES, None))
        member = getattr(self.request, "membership", None)
        is_theirs = act is None or (member is not None and may(member.role, act))
        return most if is_theirs else MOST_BYTES

    def file_complete(self, file_size: int) -> None:
        return None  # the handlers behind this one keep the file
