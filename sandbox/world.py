"""The town: everybody and everything in it, in memory, written through to one SQLite file.

This is what the public face, the story and the two APIs work with. Example:

    world = World()                                     # in memory; World(data_dir=Path(...)) keeps
    world.add_person("maya", "Maya Lind", "mayalind")
    post = world.x_post("maya", "@lumenlakeside do you open on Saturdays?")
    world.x_post(PRACTICE, "We do, ten to two.", reply_to=post.id)

Acts raise TownError, in plain words, when they cannot be done. `at` puts an act at a moment of the
past (ids agree with it); without it an act happens at `world.clock.now()`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sandbox.models import PRACTICE, Person, TownError
from sandbox.settings import default_settings
from sandbox.store import to_plain
from sandbox.world_messenger import MessengerWorld
from sandbox.world_x import XWorld

__all__ = ["PRACTICE", "TownError", "World"]


class World(XWorld, MessengerWorld):
    """Both networks, one set of people."""

    def __init__(
        self, data_dir: Path | None = None, *, public_base_url: str = "http://127.0.0.1:8010"
    ) -> None:
        super().__init__(data_dir, public_base_url=public_base_url)
        self._reset_x()
        self._reset_facebook()
        self._base_settings: dict[str, Any] = {}
        self._load_basics()
        self._make_practice()
        self._load_x()
        self._load_facebook()

    def start_with(self, **settings: Any) -> None:
        """Settings that hold from now on and survive a reset (from the command line)."""
        self._base_settings = dict(settings)
        self.configure(**settings)

    @property
    def is_empty(self) -> bool:
        """Nobody has moved in yet: the moment to seed the past weeks."""
        return not self.people()

    def reset(self, people: list[dict[str, Any]] | None = None) -> list[Person]:
        """Forget everything but the practice, its tokens and real time; then add `people`."""
        with self.batch():
            self._store.clear()
            self.settings = default_settings() | self._base_settings
            self.clock.reset()
            self.tokens.clear()
            self._people.clear()
            self._by_any_id.clear()
            self.media.clear()
            self.uploads.clear()
            self._story.clear()
            self._reset_x()
            self._reset_facebook()
            self._make_practice()
            return [self.add_person(**person) for person in people or []]

    def state(self) -> dict[str, Any]:
        """Everything as plain JSON, to compare a product's view with the truth."""
        return {
            "now": to_plain(self.clock.now()),
            "people": to_plain(list(self._people.values())),
            "x_posts": to_plain(list(self.x_posts.values())),
            "x_dms": to_plain(list(self.x_dms.values())),
            "fb_posts": to_plain(list(self.fb_posts.values())),
            "fb_comments": to_plain(list(self.fb_comments_by_id.values())),
            "fb_threads": to_plain(list(self.fb_threads.values())),
            "fb_messages": to_plain(list(self.fb_messages.values())),
            "media": to_plain(list(self.media.values())),
        }
