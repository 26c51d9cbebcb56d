"""What the rest of the town does with a post: likes, remarks below it, reposts and shares."""

from __future__ import annotations

from datetime import timedelta

from sandbox.town import posting
from sandbox.town.kinds import COMPLAINTS, MEDICAL, PRAISE
from sandbox.town.people import PEOPLE, Townsperson
from sandbox.town.posting import Said
from sandbox.town.scene import Scene
from sandbox.town.texts import pool

_REMARKS_SHARE = 0.22


def remark_pool(kind: str) -> str:
    """Which remarks (a key of thread.json) fit below a post of this kind."""
    if kind in PRAISE:
        return "cheer"
    return "agree" if kind in COMPLAINTS | MEDICAL else "know"


def neighbors_of(said: Said) -> list[Townsperson]:
    """Ordinary people of this network who are not the author."""
    return [
        person
        for person in PEOPLE
        if person.key != said.author
        and person.on in (said.network, "both")
        and person.manner not in ("SPAM", "PRESS", "RIVAL")
    ]


def bystanders(scene: Scene, said: Said, kind: str) -> None:
    """Likes for most posts, a remark below some of them, passed on now and then."""
    rng, able = scene.rng, neighbors_of(said)
    for person in rng.sample(able, rng.choice((0, 0, 1, 2, 3, 5))):
        scene.like(person.key, said)
    if rng.random() > _REMARKS_SHARE or kind in ("spam", "urgent"):
        return
    neighbor = rng.choice(able)
    remark = _remark(scene, said, kind, neighbor)
    if rng.random() < 0.4:
        _back(scene, said, remark, neighbor)
    pass_on(scene, said, neighbor)


def _remark(scene: Scene, said: Said, kind: str, neighbor: Townsperson) -> Said:
    texts = pool("thread", remark_pool(kind))
    text = scene.writer.write(texts, other=scene.first_name(said.author))
    at = said.at + timedelta(minutes=scene.rng.uniform(3, 60))
    return posting.reply(scene.world, said, neighbor.key, text, at=min(at, scene.edge()))


def _back(scene: Scene, said: Said, remark: Said, neighbor: Townsperson) -> None:
    text = scene.writer.write(pool("thread", "back"), other=neighbor.first_name)
    at = min(remark.at + timedelta(minutes=scene.rng.uniform(2, 40)), scene.edge())
    at = max(at, remark.at + timedelta(seconds=20))
    posting.reply(scene.world, remark, said.author, text, at=at)


def pass_on(scene: Scene, said: Said, neighbor: Townsperson) -> None:
    """Repost on X (sometimes), share on Facebook (posts only)."""
    if said.network == "fb":
        if said.id in scene.world.fb_posts:
            scene.world.fb_share(neighbor.key, said.id)
    elif scene.rng.random() < 0.4:
        at = max(scene.edge(), said.at + timedelta(minutes=1))
        later = said.at + timedelta(minutes=scene.rng.uniform(1, 90))
        scene.world.x_repost(neighbor.key, said.id, at=min(at, later))
