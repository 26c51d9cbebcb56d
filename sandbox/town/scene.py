"""What the chapters of the history share, and one conversation while it is being told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.town.people import Townsperson
from sandbox.town.posting import Said
from sandbox.town.staff import NAMES, Desk
from sandbox.town.texts import Writer
from sandbox.world import World

Record = dict[str, Any]


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return moment.isoformat(timespec="milliseconds")


@dataclass
class Scene:
    """The world, the dice, and who writes."""

    world: World
    rng: Random
    writer: Writer
    desk: Desk
    now: datetime
    page_posts: list[Said] = field(default_factory=list)

    def edge(self) -> datetime:
        """The latest moment for side remarks: the past must not reach into the future."""
        return self.now - timedelta(minutes=30)

    def first_name(self, key: str) -> str:
        """How a friend calls this person."""
        return self.world.person(key).name.split()[0]

    def like(self, key: str, said: Said) -> None:
        """Somebody likes what was said in public."""
        if said.network == "x":
            self.world.x_like(key, said.id)
        else:
            self.world.fb_like(key, said.id)


@dataclass
class Told:
    """One past conversation: who said what, of which kind, and who of the staff looks after it."""

    said: Said
    kind: str
    form: str
    person: Townsperson
    staff: str
    record: Record

    @property
    def is_spanish(self) -> bool:
        """Held in Spanish."""
        return self.kind.startswith("es_")

    @property
    def staff_name(self) -> str:
        """The first name that signs."""
        return NAMES[self.staff]
