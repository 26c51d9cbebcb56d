"""How townspeople take it when the practice answers: thanks, more in private, or still grumpy."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from sandbox.town import posting
from sandbox.town.guess import guess_kind, invites_to_private, signed_by
from sandbox.town.kinds import COMPLAINTS, DETAIL_OF, MEDICAL, PRAISE
from sandbox.town.people import BY_KEY, Townsperson
from sandbox.town.posting import Said
from sandbox.town.senses import PracticeActed, is_standing, root_of
from sandbox.town.texts import Writer, load, pool
from sandbox.world import World

Act = Literal["reply", "private", "edit", "delete", "like", "happier"]
MAX_PUBLIC, MAX_PRIVATE = 2, 3
# Only who had asked something goes on in private when invited.
_HAS_MORE = frozenset(kind for kind, detail in DETAIL_OF.items() if detail != "happy")
DELAY_SECONDS = (20.0, 60.0)


@dataclass(frozen=True, slots=True)
class Planned:
    """Something a person is going to do at `due_at`."""

    due_at: datetime
    act: Act
    person: str
    network: str
    text: str
    target: Said | None = None


class Reactions:
    """Decides what people do about the practice's answers, and does it when the time comes."""

    def __init__(self, world: World, rng: Random, writer: Writer) -> None:
        self.world, self.rng, self.writer = world, rng, writer
        self.kinds: dict[str, str] = {}
        self._roots: dict[tuple[str, str], Said] = {}
        self._public: Counter[str] = Counter()
        self._private: Counter[tuple[str, str]] = Counter()
        self._told: set[tuple[str, str]] = set()
        for record in world.story():
            self.kinds[record["root_id"]] = record["kind"]

    # -- deciding --------------------------------------------------------------------------

    def plan(self, acted: PracticeActed, now: datetime) -> list[Planned]:
        """What follows from one act of the practice (often nothing)."""
        person = BY_KEY.get(acted.person)
        if person is None or person.manner in ("SPAM", "RIVAL"):
            return []
        if acted.below is None:
            return self._after_private(acted, person, now)
        if not is_standing(self.world, acted.below):
            return []
        return self._after_public(acted, acted.below, person, now)

    def _after_public(
        self, acted: PracticeActed, below: Said, person: Townsperson, now: datetime
    ) -> list[Planned]:
        root = root_of(self.world, below)
        self._public[root] += 1
        if self._public[root] > MAX_PUBLIC:
            return []
        kind = self._kind_of(below)
        if self._public[root] == 2:
            return self._after_second(acted, person, now)
        self._begin(acted, below)
        if kind in PRAISE:
            return self._happy(acted, person, kind, now)
        if kind in COMPLAINTS | MEDICAL:
            return self._troubled(acted, below, person, kind, now)
        return self._asked(acted, person, kind, now)

    def _begin(self, acted: PracticeActed, below: Said) -> None:
        """A new matter: what was said in private about the last one does not count."""
        key = (acted.person, acted.network)
        self._roots[key] = below
        self._private[key] = 0
        self._told.discard(key)

    def _kind_of(self, said: Said) -> str:
        known = self.kinds.get(said.id)
        if known is None:
            known = self.kinds[said.id] = guess_kind(posting.text_of(self.world, said))
        return known

    def _happy(
        self, acted: PracticeActed, person: Townsperson, kind: str, now: datetime
    ) -> list[Planned]:
        planned = [self._make("like", acted, person, now, target=acted.answer)]
        if self.rng.random() < 0.5:
            texts = "es_thanks" if kind.startswith("es_") else "praise_back"
            planned.append(self._words("reply", acted, person, now, texts))
        return planned

    def _asked(
        self, acted: PracticeActed, person: Townsperson, kind: str, now: datetime
    ) -> list[Planned]:
        if invites_to_private(acted.text) and kind in _HAS_MORE and self.rng.random() < 0.45:
            return [self._detail(acted, person, kind, now)]
        if self.rng.random() < 0.7:
            texts = "es_thanks" if kind.startswith("es_") else "thanks"
            return [self._words("reply", acted, person, now, texts)]
        return []

    def _troubled(
        self, acted: PracticeActed, below: Said, person: Townsperson, kind: str, now: datetime
    ) -> list[Planned]:
        invited = invites_to_private(acted.text)
        chance = self.rng.random() + (0.25 if person.manner == "GRUMPY" else 0)
        if kind in MEDICAL and invited:
            return [self._detail(acted, person, kind, now)]
        if invited and chance < 0.6:
            planned = [self._detail(acted, person, kind, now)]
            if self.rng.random() < 0.4:
                planned.insert(0, self._words("reply", acted, person, now, "to_private"))
            return planned
        if chance < 0.75:
            return [self._words("edit", acted, person, now, "edit", target=below)]
        if chance < 1.05:
            return [self._words("reply", acted, person, now, "grumpy")]
        if chance < 1.12:
            return [self._make("delete", acted, person, now, target=below)]
        return []

    def _after_second(
        self, acted: PracticeActed, person: Townsperson, now: datetime
    ) -> list[Planned]:
        planned = [self._make("like", acted, person, now, target=acted.answer)]
        if self.rng.random() < 0.35:
            planned.append(self._words("reply", acted, person, now, "closing_back"))
        return planned

    def _after_private(
        self, acted: PracticeActed, person: Townsperson, now: datetime
    ) -> list[Planned]:
        key = (acted.person, acted.network)
        self._private[key] += 1
        rounds = self._private[key]
        if rounds > MAX_PRIVATE:
            return []
        root = self._roots.get(key)
        kind = self._kind_of(root) if root and is_standing(self.world, root) else "private_question"
        has_told = key in self._told or (root is None and self._has_written(acted))
        if rounds == 1 and not has_told:
            return [self._detail(acted, person, kind, now)]
        if rounds < MAX_PRIVATE and self.rng.random() < 0.6:
            return [self._words("private", acted, person, now, "private_more")]
        self._private[key] = MAX_PRIVATE
        done = "es_private_done" if kind.startswith("es_") else "private_done"
        planned = [self._words("private", acted, person, now, done)]
        if root and kind in COMPLAINTS and self.rng.random() < 0.4:
            happier = self._words("happier", acted, person, planned[0].due_at, "happier")
            planned.append(happier)
        return planned

    def _has_written(self, acted: PracticeActed) -> bool:
        if acted.network == "x":
            return any(dm.sender == acted.person for dm in self.world.dms(acted.person))
        return any(m.sender == acted.person for m in self.world.messages(acted.person))

    # -- making plans ----------------------------------------------------------------------

    def _make(
        self,
        act: Act,
        acted: PracticeActed,
        person: Townsperson,
        after: datetime,
        text: str = "",
        *,
        target: Said | None = None,
    ) -> Planned:
        due_at = after + timedelta(seconds=self.rng.uniform(*DELAY_SECONDS))
        aim = target or (acted.answer if act == "reply" else None)
        return Planned(due_at, act, person.key, acted.network, text, aim)

    def _words(
        self,
        act: Act,
        acted: PracticeActed,
        person: Townsperson,
        after: datetime,
        texts: str,
        *,
        target: Said | None = None,
    ) -> Planned:
        handle = f"@{self.world.practice.x_username}" if acted.network == "x" else "Lumen"
        known = {"staff": signed_by(acted.text), "first": person.first_name}
        text = self.writer.write(pool("reactions", texts), called=handle, **known)
        return self._make(act, acted, person, after, text, target=target)

    def _detail(
        self, acted: PracticeActed, person: Townsperson, kind: str, after: datetime
    ) -> Planned:
        details: dict[str, list[str]] = load("reactions")["private_detail"]
        texts = details.get(DETAIL_OF.get(kind, "other"), details["other"])
        known = {"staff": signed_by(acted.text), "first": person.first_name}
        text = self.writer.write(texts, **known)
        self._told.add((person.key, acted.network))
        return self._make("private", acted, person, after, text)
