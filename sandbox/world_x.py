"""The X half of the town: posts, reposts, edits, direct messages."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sandbox.models import Person, TownError, XDm, XPost, XVersion
from sandbox.sorted_ids import SortedIds
from sandbox.store import from_plain
from sandbox.text import handles
from sandbox.world_base import Who, WorldBase

MAX_EDITS = 5


class XWorld(WorldBase):
    """Posts are found by any id of their edit history."""

    x_posts: dict[str, XPost]

    def _reset_x(self) -> None:
        self.x_posts = {}
        self._x_by_any_id: dict[str, XPost] = {}
        self.x_all = SortedIds()
        self.x_by_author: dict[str, SortedIds] = defaultdict(SortedIds)
        self.x_mentions: dict[str, SortedIds] = defaultdict(SortedIds)
        self.x_in_conversation: dict[str, SortedIds] = defaultdict(SortedIds)
        self._x_replies: dict[str, int] = defaultdict(int)
        self._x_reposts: dict[str, int] = defaultdict(int)
        self._x_quotes: dict[str, int] = defaultdict(int)
        self.x_dms: dict[str, XDm] = {}
        self.x_dm_ids: dict[str, SortedIds] = defaultdict(SortedIds)

    def _load_x(self) -> None:
        for body in self._store.rows("x_post"):
            post = from_plain("x_post", body)
            assert isinstance(post, XPost)
            for version in post.versions:
                self.ids.remember_snowflake(version.id)
            self._x_enter(post)
        for body in self._store.rows("x_dm"):
            dm = from_plain("x_dm", body)
            assert isinstance(dm, XDm)
            self.ids.remember_snowflake(dm.id)
            self._x_dm_enter(dm)

    # -- indexes ---------------------------------------------------------------------------

    def _x_enter(self, post: XPost) -> None:
        self.x_posts[post.root_id] = post
        for version in post.versions:
            self._x_by_any_id[version.id] = post
        if post.deleted_at is None:
            self._x_list(post)
            self._x_count(post, 1)

    def _x_lists(self, post: XPost) -> list[SortedIds]:
        lists = [
            self.x_all,
            self.x_by_author[post.author],
            self.x_in_conversation[post.conversation_id],
        ]
        named = {self._by_any_id.get("@" + name) for name in handles(post.text)}
        return lists + [self.x_mentions[key] for key in named if key]

    def _x_list(self, post: XPost) -> None:
        for ids in self._x_lists(post):
            ids.add(post.id)

    def _x_unlist(self, post: XPost) -> None:
        for ids in self._x_lists(post):
            ids.discard(post.id)

    def _x_count(self, post: XPost, step: int) -> None:
        for target, counts in (
            (post.reply_to, self._x_replies),
            (post.repost_of, self._x_reposts),
            (post.quote_of, self._x_quotes),
        ):
            if target is not None:
                counts[self._x_by_any_id[target].root_id] += step

    # -- acts ------------------------------------------------------------------------------

    def x_find(self, post_id: str) -> XPost | None:
        """The post that has or had this id, deleted ones included."""
        return self._x_by_any_id.get(str(post_id))

    def x_get(self, post_id: str) -> XPost:
        """The standing post of this id. Raises TownError when it is gone or never was."""
        post = self.x_find(post_id)
        if post is None or post.deleted_at is not None:
            raise TownError(f"There is no X post {post_id}.")
        return post

    def x_post(
        self,
        person: Who,
        text: str,
        reply_to: str | None = None,
        quote_of: str | None = None,
        photo: str | None = None,
        at: datetime | str | None = None,
        media_ids: list[str] | None = None,
    ) -> XPost:
        """Somebody (or PRACTICE) posts. A reply starts with the handle of the one replied to."""
        author = self.person(person)
        moment = self._moment(at)
        parent = self.x_get(reply_to) if reply_to else None
        quoted = self.x_get(quote_of) if quote_of else None
        new_id = self.ids.snowflake(moment)
        text = self._with_handle(author, parent, text)
        media = self._add_media(photo, moment)
        post = XPost(
            id=new_id,
            author=author.key,
            text=text,
            created_at=moment,
            conversation_id=parent.conversation_id if parent else new_id,
            versions=[XVersion(new_id, text, moment)],
            reply_to=str(reply_to) if parent else None,
            quote_of=str(quote_of) if quoted else None,
            media_ids=[media.id] if media else list(media_ids or ()),
        )
        self._x_enter(post)
        self.save(post)
        return post

    def _with_handle(self, author: Person, parent: XPost | None, text: str) -> str:
        if parent is None or parent.author == author.key:
            return text
        username = self.person(parent.author).x_username
        return text if username.lower() in handles(text) else f"@{username} {text}".rstrip()

    def x_repost(self, person: Who, post_id: str, at: datetime | str | None = None) -> XPost:
        """Somebody reposts; the copy's text begins with RT, as on the real wire."""
        who, original, moment = self.person(person), self.x_get(post_id), self._moment(at)
        new_id = self.ids.snowflake(moment)
        text = f"RT @{self.person(original.author).x_username}: {original.text}"
        post = XPost(
            id=new_id,
            author=who.key,
            text=text,
            created_at=moment,
            conversation_id=new_id,
            versions=[XVersion(new_id, text, moment)],
            repost_of=original.id,
        )
        self._x_enter(post)
        self.save(post)
        return post

    def x_edit(self, post_id: str, text: str, at: datetime | str | None = None) -> XPost:
        """Edit: the post gets a new id, and its history grows. At most five times."""
        post, moment = self.x_get(post_id), self._moment(at)
        if len(post.versions) > MAX_EDITS:
            raise TownError("A post can be edited five times only.")
        self._x_unlist(post)
        parent = self.x_find(post.reply_to) if post.reply_to else None
        post.id = self.ids.snowflake(moment)
        post.text = self._with_handle(self.person(post.author), parent, text)
        post.created_at = moment
        post.versions.append(XVersion(post.id, post.text, moment))
        self._x_by_any_id[post.id] = post
        self._x_list(post)
        self.save(post)
        return post

    def x_delete(self, post_id: str) -> XPost:
        """Delete a post with its whole edit history, and the reposts of it."""
        post = self.x_get(post_id)
        gone = [post]
        if self._x_reposts[post.root_id]:
            ids = {version.id for version in post.versions}
            gone += [p for p in self.x_posts.values() if p.repost_of in ids and not p.deleted_at]
        for each in gone:
            self._x_unlist(each)
            self._x_count(each, -1)
            each.deleted_at = self.clock.now()
        self.save(*gone)
        return post

    def x_hide(self, post_id: str, hidden: bool = True) -> XPost:
        """Hide a reply (the one who started the conversation may)."""
        post = self.x_get(post_id)
        post.is_hidden = hidden
        self.save(post)
        return post

    def x_withhold(self, post_id: str, countries: list[str] | None = None) -> XPost:
        """Withhold a post in some countries (all of them: ["XX"]); [] ends it."""
        post = self.x_get(post_id)
        post.withheld_in = ["XX"] if countries is None else list(countries)
        self.save(post)
        return post

    def x_like(self, person: Who, post_id: str, liked: bool = True) -> XPost:
        """Like a post, or take the like back."""
        post, key = self.x_get(post_id), self.person(person).key
        if liked and key not in post.liked_by:
            post.liked_by.append(key)
        elif not liked and key in post.liked_by:
            post.liked_by.remove(key)
        self.save(post)
        return post

    def x_dm(self, sender: Who, recipient: Who, text: str, at: datetime | str | None = None) -> XDm:
        """A direct message; the conversation is named after both ids, smaller first."""
        one, other, moment = self.person(sender), self.person(recipient), self._moment(at)
        pair = sorted((one.x_user_id, other.x_user_id), key=int)
        dm = XDm(
            id=self.ids.snowflake(moment),
            sender=one.key,
            recipient=other.key,
            conversation_id="-".join(pair),
            text=text,
            created_at=moment,
        )
        self._x_dm_enter(dm)
        self.save(dm)
        return dm

    def _x_dm_enter(self, dm: XDm) -> None:
        self.x_dms[dm.id] = dm
        for key in {dm.sender, dm.recipient}:
            self.x_dm_ids[key].add(dm.id)

    # -- reads for the public face ------------------------------------------------------------

    def x_counts(self, post: XPost) -> dict[str, int]:
        """`replies`, `reposts`, `quotes` and `likes` of a post."""
        root = post.root_id
        return {
            "replies": self._x_replies.get(root, 0),
            "reposts": self._x_reposts.get(root, 0),
            "quotes": self._x_quotes.get(root, 0),
            "likes": len(post.liked_by),
        }

    def x_timeline(
        self, limit: int = 50, before: str | None = None, with_replies: bool = False
    ) -> list[XPost]:
        """The town's posts, newest first; `before` is the id of the last one already shown."""
        found: list[XPost] = []
        for post_id in self.x_all.newest(below=int(before) if before else None):
            post = self._x_by_any_id[post_id]
            if with_replies or post.reply_to is None:
                found.append(post)
            if len(found) >= limit:
                break
        return found

    def x_thread(self, post_id: str) -> list[XPost]:
        """The whole conversation of a post, oldest first; each names its `reply_to`."""
        conversation = self.x_get(post_id).conversation_id
        ids = list(self.x_in_conversation[conversation].newest())
        return [self._x_by_any_id[post_id] for post_id in reversed(ids)]

    def x_permalink(self, post: XPost) -> str:
        """Address of the post on the town's own page."""
        username = self.person(post.author).x_username
        return f"{self.public_base_url}/x/{username}/status/{post.id}"

    def dms(self, person: Who) -> list[XDm]:
        """All direct messages from or to somebody, oldest first."""
        ids = list(self.x_dm_ids[self.person(person).key].newest())
        return [self.x_dms[dm_id] for dm_id in reversed(ids)]
