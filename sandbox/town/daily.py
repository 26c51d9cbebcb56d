"""New things the townspeople do of their own accord, one at a time."""

from __future__ import annotations

from itertools import islice
from random import Random

from sandbox.models import FbPost, XPost
from sandbox.town import posting
from sandbox.town.kinds import pick_kind, pick_person, pick_picture
from sandbox.town.neighbors import neighbors_of, remark_pool
from sandbox.town.posting import Said
from sandbox.town.reactions import Reactions
from sandbox.town.texts import Writer, openers, pool
from sandbox.world import PRACTICE, World

_WAYS = {
    posting.X_MENTION: 30,
    posting.X_UNMENTIONED: 7,
    posting.FB_VISITOR: 15,
    posting.FB_COMMENT: 16,
    posting.FB_TAG: 3,
    posting.X_DM: 3,
    posting.MESSENGER: 4,
    "remark": 13,
    "repost": 4,
    "quote": 2,
    "share": 2,
}
_PRIVATE = ("private_question", "private_question", "private_wait", "private_bill")
_RECENT = 12


class Daily:
    """One call of `something` is one act of one person."""

    def __init__(self, world: World, rng: Random, writer: Writer, reactions: Reactions) -> None:
        self.world, self.rng, self.writer = world, rng, writer
        self.reactions = reactions

    def something(self) -> str:
        """Somebody does something; returns what, in one word. Raises TownError if it is gone."""
        way = self.rng.choices(list(_WAYS), list(_WAYS.values()))[0]
        if way in ("remark", "quote", "repost", "share") and self._pass_on(way):
            return way
        return self._speak_up(way if way in posting.FORMS else posting.X_MENTION)

    # -- something new ---------------------------------------------------------------------

    def _speak_up(self, form: str) -> str:
        kind, texts, is_opener = self._subject(form)
        parent = self._page_post() if form == posting.FB_COMMENT else None
        if form == posting.FB_COMMENT and parent is None:
            form = posting.FB_VISITOR
        person = pick_person(self.rng, kind, posting.network_of(form))
        text = self.writer.write(texts, called=posting.called(self.world, form))
        photo = pick_picture(self.rng, kind) if is_opener else None
        said = posting.say(
            self.world,
            form,
            person,
            text,
            photo=photo,
            parent_id=parent.id if parent else None,
        )
        self.reactions.kinds[said.id] = kind
        return form

    def _subject(self, form: str) -> tuple[str, list[str], bool]:
        """Kind, texts, and whether a picture may go with it."""
        if form == posting.X_UNMENTIONED:
            kind = self.rng.choice(("named", "named", "misspelt"))
            return kind, pool("unmentioned", kind), False
        if form == posting.FB_TAG:
            return "fb_tag", pool("thread", "fb_tag"), False
        if form in (posting.X_DM, posting.MESSENGER):
            kind = self.rng.choice(_PRIVATE)
            return kind, pool("private_first", kind), False
        if form == posting.FB_COMMENT and self.rng.random() < 0.4:
            return "smalltalk", pool("thread", "on_page_post"), False
        kind = pick_kind(self.rng)
        return kind, openers()[kind], True

    def _page_post(self) -> FbPost | None:
        posts = [post for post in self.world.fb_page_timeline(60) if post.kind == "page"]
        return self.rng.choice(posts[:3]) if posts else None

    # -- about what others said ------------------------------------------------------------

    def _pass_on(self, way: str) -> bool:
        """A remark below, a repost, a quote or a share of something recent, if there is any."""
        on_x = way in ("repost", "quote") or (way == "remark" and self.rng.random() < 0.5)
        recent = self._recent_x() if on_x else self._recent_fb()
        if not recent:
            return False
        said = self.rng.choice(recent)
        neighbor = self.rng.choice(neighbors_of(said)).key
        if way == "repost":
            self.world.x_repost(neighbor, said.id)
        elif way == "share":
            self.world.fb_share(neighbor, said.id)
        elif way == "quote":
            text = self.writer.write(pool("thread", "quote"))
            self.world.x_post(neighbor, text, quote_of=said.id)
        else:
            self._remark(said, neighbor)
        return True

    def _remark(self, said: Said, neighbor: str) -> None:
        kind = self.reactions.kinds.get(said.id, "smalltalk")
        other = self.world.person(said.author).name.split()[0]
        text = self.writer.write(pool("thread", remark_pool(kind)), other=other)
        remark = posting.reply(self.world, said, neighbor, text)
        self.reactions.kinds[remark.id] = "smalltalk"

    def _recent_x(self) -> list[Said]:
        def is_fit(post: XPost) -> bool:
            return post.author != PRACTICE and post.repost_of is None

        posts = (post for post in self.world.x_timeline(60) if is_fit(post))
        return [posting.said_post(post) for post in islice(posts, _RECENT)]

    def _recent_fb(self) -> list[Said]:
        posts = (post for post in self.world.fb_page_timeline(60) if post.author != PRACTICE)
        return [posting.said_on_page(post) for post in islice(posts, _RECENT)]
