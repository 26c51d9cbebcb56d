"""How the town notices that the practice did something: only what is new since the last look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from sandbox.models import FbComment, XPost
from sandbox.town import posting
from sandbox.town.posting import Said
from sandbox.world import PRACTICE, World


@dataclass(frozen=True, slots=True)
class PracticeActed:
    """The practice answered `person` (a key) in public below `below`, or wrote privately."""

    network: str
    person: str
    text: str
    answer: Said
    below: Said | None = None


class Senses:
    """Remembers how far it has looked; the first look is taken when it is made."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._forget()
        for _ in self.news():
            pass

    def _forget(self) -> None:
        self._last_post = self._last_dm = -1
        self._comments = self._messages = 0

    def news(self) -> list[PracticeActed]:
        """What the practice has done since the last call, X first, then Facebook."""
        if len(self.world.fb_comments_by_id) < self._comments:
            self._forget()  # the town was emptied
        return [*self._x_answers(), *self._fb_answers(), *self._x_private(), *self._fb_private()]

    def _x_answers(self) -> Iterator[PracticeActed]:
        ids = list(self.world.x_by_author[PRACTICE].newest(above=self._last_post))
        for post_id in reversed(ids):
            self._last_post = max(self._last_post, int(post_id))
            answer = self.world.x_get(post_id)
            parent = self.world.x_find(answer.reply_to) if answer.reply_to else None
            if parent is not None and parent.author != PRACTICE:
                yield self._public(answer, parent)

    def _fb_answers(self) -> Iterator[PracticeActed]:
        fresh = list(islice(self.world.fb_comments_by_id.values(), self._comments, None))
        self._comments += len(fresh)
        for answer in fresh:
            parent = self.world.fb_find(answer.parent_id)
            if answer.author == PRACTICE and parent and parent.author != PRACTICE:
                acted = PracticeActed(
                    "fb",
                    parent.author,
                    answer.text,
                    posting.said_on_page(answer),
                    posting.said_on_page(parent),
                )
                yield acted

    def _public(self, answer: XPost, parent: XPost) -> PracticeActed:
        said, below = posting.said_post(answer), posting.said_post(parent)
        return PracticeActed("x", parent.author, answer.text, said, below)

    def _x_private(self) -> Iterator[PracticeActed]:
        ids = list(self.world.x_dm_ids[PRACTICE].newest(above=self._last_dm))
        for dm_id in reversed(ids):
            self._last_dm = max(self._last_dm, int(dm_id))
            dm = self.world.x_dms[dm_id]
            if dm.sender == PRACTICE:
                said = Said("x", dm.id, PRACTICE, dm.created_at, is_private=True)
                yield PracticeActed("x", dm.recipient, dm.text, said)

    def _fb_private(self) -> Iterator[PracticeActed]:
        fresh = list(islice(self.world.fb_messages.values(), self._messages, None))
        self._messages += len(fresh)
        for message in fresh:
            thread = self.world.fb_threads[message.thread_id]
            if message.sender == PRACTICE:
                said = Said("fb", message.id, PRACTICE, message.created_at, is_private=True)
                yield PracticeActed("fb", thread.person, message.text, said)


def is_standing(world: World, said: Said) -> bool:
    """Still there: neither the thing itself nor what it stands below was deleted."""
    if said.network == "x":
        post: XPost | None = world.x_find(said.id)
        return post is not None and post.deleted_at is None
    item = world.fb_find(said.id)
    return item is not None and not world.fb_is_gone(item)


def root_of(world: World, said: Said) -> str:
    """What names the public conversation: on X its first post, on Facebook post and author.

    Below one post of the page many people talk, each of them about their own matter.
    """
    if said.network == "x":
        return world.x_get(said.id).conversation_id
    item = world.fb_get(said.id)
    post_id = item.post_id if isinstance(item, FbComment) else item.id
    return f"{post_id}:{said.author}"
