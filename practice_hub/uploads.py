"""How much a request may bring; what it is, the forms look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from practice_hub.roles import Act, may

# The most that a page of ours sends: four pictures of 5 MB for an answer, and one too many.
MOST_BYTES: Final = 26 * 1024 * 1024
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Larger:
    """What a view takes beyond others, and from whom."""

    most_bytes: int
    act: Act


_LARGER: Final[dict[Callable[..., Any], Larger]] = {}


def takes_larger(most_bytes: int, act: Act) -> Callable[[View], View]:
    """Let a view take more than MOST_BYTES, from who may `act`; outermost of its decorators.

    Said here and not in the view, because a body is read before its view has looked who brings it
    (the check against forged forms comes first).
    """

    def registered(view: View) -> View:
        _LARGER[view] = Larger(most_bytes, act)
        return view

    return registered


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
        larger = _LARGER.get(found.func) if found else None
        member = getattr(self.request, "membership", None)
        if larger is None or member is None or not may(member.role, larger.act):
            return MOST_BYTES
        return larger.most_bytes

    def file_complete(self, file_size: int) -> None:
        return None  # the handlers behind this one keep the file
