"""The private part of a past conversation: messages to and fro, never in the future."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.town import posting
from sandbox.town.kinds import PRIVATE_LEG_OF
from sandbox.town.posting import Said
from sandbox.town.scene import Scene, Told, iso
from sandbox.town.texts import load
from sandbox.world import PRACTICE


def play_private(
    scene: Scene, told: Told, after: datetime, *, is_one_sided: bool = False
) -> datetime:
    """Play a private exchange that begins after `after`; returns when its last message came.

    One-sided: the practice wrote, as it had promised in public, and the person never answered.
    """
    legs: list[list[list[str]]] = load("private_legs")[PRIVATE_LEG_OF[told.kind]]
    if told.said.is_private:
        _note(told, told.said, None, _text_of(scene, told.said))
    if told.is_spanish:
        told.staff = "ana"
    at = after
    lines = scene.rng.choice(legs)
    for index, (who, line) in enumerate(lines[:1] if is_one_sided else lines):
        at = _next_moment(scene, told, at, is_practice=who == "p")
        _one(scene, told, line, at, is_practice=who == "p", is_first=index == 0)
    return at


def _one(
    scene: Scene, told: Told, line: str, at: datetime, *, is_practice: bool, is_first: bool
) -> None:
    first = scene.first_name(told.said.author)
    text = scene.writer.line(line, first=first, staff=told.staff_name)
    if is_practice:
        written = posting.practice_writes_private(
            scene.world, told.said, text, is_first=is_first, at=at
        )
        _note(told, written, told.staff, text)
        return
    network, author = told.said.network, told.said.author
    written = posting.write_private(scene.world, network, author, text, at=at)
    _note(told, written, None, text)


def _next_moment(scene: Scene, told: Told, at: datetime, *, is_practice: bool) -> datetime:
    if is_practice:
        wanted = scene.desk.answers_at(at, told.kind)
    else:
        wanted = at + timedelta(minutes=scene.rng.lognormvariate(2.5, 0.9))
    if wanted < scene.edge():
        return wanted
    # Too close to now: what is left of the time is shared out in eighths.
    return at + max((scene.edge() - at) / 8, timedelta(seconds=20))


def _text_of(scene: Scene, said: Said) -> str:
    if said.network == "x":
        return scene.world.x_dms[said.id].text
    return scene.world.fb_messages[said.id].text


def _note(told: Told, said: Said, by: str | None, text: str) -> None:
    told.record["private"].append(
        {
            "id": said.id,
            "from_practice": said.author == PRACTICE,
            "by": by,
            "at": iso(said.at),
            "text": text,
        }
    )
