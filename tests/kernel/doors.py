"""What an address takes: who may use it, and by which methods."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from practice_hub.roles import Act


class Door(StrEnum):
    """Where no role decides."""

    ANYONE = "anyone, signed in or not"
    SIGNED_IN = "anybody who is signed in, with or without a practice"
    MEMBER = "every member of the practice"
    DEMO = "only the demo; elsewhere nobody finds it"
    MONITORS = "only who has METRICS_TOKEN; nobody else finds it"
    OPERATORS = "only who runs the installation; nobody else finds it"
    STREAMS = "only the process of event streams; that of pages has no such address"


@dataclass(frozen=True, slots=True)
class Row:
    """`who` may use it, by the methods `get` and `post`; `form` pairs the fields of a POST that
    name an object with what they hold in `World.ids`."""

    who: Act | Door
    get: bool
    post: bool
    form: tuple[tuple[str, str], ...] = ()

    @property
    def methods(self) -> frozenset[str]:
        reading = {"GET", "HEAD"} if self.get else set()
        return frozenset(reading | ({"POST"} if self.post else set()))


def get(who: Act | Door) -> Row:
    return Row(who, get=True, post=False)


def post(who: Act | Door, **form: str) -> Row:
    return Row(who, get=False, post=True, form=tuple(form.items()))


def both(who: Act | Door, **form: str) -> Row:
    return Row(who, get=True, post=True, form=tuple(form.items()))
