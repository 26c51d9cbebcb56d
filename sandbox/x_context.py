"""What X's endpoints share: the world, the meter, the limits and remembered wire texts."""

from __future__ import annotations

from sandbox.models import Person, XPost
from sandbox.ratelimit import RateLimiter
from sandbox.world import World
from sandbox.x_fields import Wanted
from sandbox.x_query import PostView
from sandbox.x_render import Renderer
from sandbox.x_usage import Usage
from sandbox.x_wire_text import WireTexts


class XContext:
    """One per server."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.usage = Usage(world)
        self.texts = WireTexts(world)
        self.limiter = RateLimiter(world)
        self._views: dict[str, PostView] = {}

    def renderer(self, wanted: Wanted) -> Renderer:
        """A renderer for one answer."""
        return Renderer(self.world, self.texts, wanted)

    def post(self, post_id: str) -> XPost:
        """A post that is known to exist (its id comes from an index)."""
        post = self.world.x_find(post_id)
        assert post is not None
        return post

    def view(self, post: XPost) -> PostView:
        """The post prepared for matching; kept, because every search looks at every post."""
        found = self._views.get(post.id)
        if found is None:
            found = self._views[post.id] = PostView(self.world, post)
        return found

    def x_user(self, user_id: str) -> Person | None:
        """A user by X id only (a Messenger id must not open an X account)."""
        person = self.world.find_person(user_id)
        return person if person is not None and person.x_user_id == user_id else None

    def reset(self) -> None:
        """Forget what was counted and remembered."""
        self.usage = Usage(self.world)
        self.texts.forget()
        self._views.clear()
        self.limiter.clear()
