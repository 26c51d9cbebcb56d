"""The Facebook half of the town: the practice's page, comments and Messenger."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sandbox.models import (
    PRACTICE,
    FbComment,
    FbMessage,
    FbPost,
    FbThread,
    Person,
    TownError,
)
from sandbox.store import from_plain
from sandbox.world_base import Who, WorldBase


class FacebookWorld(WorldBase):
    """One page. Posts on it, posts elsewhere that tag it, comments at any depth, messages."""

    fb_posts: dict[str, FbPost]

    def _reset_facebook(self) -> None:
        self.fb_posts = {}
        self.fb_comments_by_id: dict[str, FbComment] = {}
        self.fb_children: dict[str, list[str]] = defaultdict(list)
        self.fb_comment_ids_of_post: dict[str, list[str]] = defaultdict(list)
        self.fb_threads: dict[str, FbThread] = {}
        self._fb_thread_of: dict[str, str] = {}
        self.fb_messages: dict[str, FbMessage] = {}

    def _load_facebook(self) -> None:
        for kind in ("fb_post", "fb_comment", "fb_thread", "fb_message"):
            for body in self._store.rows(kind):
                record = from_plain(kind, body)
                if isinstance(record, FbPost):
                    self.fb_posts[record.id] = record
                    self.ids.remember_graph(record.id.rpartition("_")[2])
                elif isinstance(record, FbComment):
                    self._fb_enter_comment(record)
                    self.ids.remember_graph(record.id.rpartition("_")[2])
                elif isinstance(record, FbThread):
                    self._fb_enter_thread(record)
                elif isinstance(record, FbMessage):
                    self.fb_messages[record.id] = record

    def _fb_enter_thread(self, thread: FbThread) -> None:
        self.fb_threads[thread.id] = thread
        self._fb_thread_of[thread.person] = thread.id

    # -- posts -----------------------------------------------------------------------------

    def _fb_new_post(
        self, author: Person, kind: str, text: str, photo: str | None, at: datetime | str | None
    ) -> FbPost:
        moment = self._moment(at)
        media = self._add_media(photo, moment)
        owner = author.fb_user_id if kind == "tagged" else self.practice.page_id
        post = FbPost(
            id=f"{owner}_{self.ids.graph(moment)}",
            author=author.key,
            kind=kind,
            text=text,
            created_at=moment,
            updated_at=moment,
            media_id=media.id if media else None,
        )
        self.fb_posts[post.id] = post
        self.save(post)
        return post

    def fb_page_post(
        self, text: str, photo: str | None = None, at: datetime | str | None = None
    ) -> FbPost:
        """The page posts."""
        return self._fb_new_post(self.person(PRACTICE), "page", text, photo, at)

    def fb_visitor_post(
        self,
        person: Who,
        text: str,
        photo: str | None = None,
        anonymous: bool = False,
        at: datetime | str | None = None,
    ) -> FbPost:
        """Somebody posts on the page. `anonymous`: Graph does not tell who wrote it."""
        post = self._fb_new_post(self.person(person), "visitor", text, photo, at)
        if anonymous:
            post.is_anonymous = True
            self.save(post)
        return post

    def fb_tagged_post(
        self, person: Who, text: str, photo: str | None = None, at: datetime | str | None = None
    ) -> FbPost:
        """Somebody posts elsewhere and tags the page."""
        return self._fb_new_post(self.person(person), "tagged", text, photo, at)

    # -- comments --------------------------------------------------------------------------

    def _fb_enter_comment(self, comment: FbComment) -> None:
        self.fb_comments_by_id[comment.id] = comment
        self.fb_children[comment.parent_id].append(comment.id)
        self.fb_comment_ids_of_post[comment.post_id].append(comment.id)

    def fb_comment(
        self,
        person: Who,
        parent_id: str,
        text: str,
        photo: str | None = None,
        anonymous: bool = False,
        at: datetime | str | None = None,
        media_id: str | None = None,
    ) -> FbComment:
        """Comment on a post or on a comment. `anonymous`: Graph does not tell who wrote it."""
        author, moment, parent = self.person(person), self._moment(at), self.fb_get(parent_id)
        post_id = parent.post_id if isinstance(parent, FbComment) else parent.id
        media = self._add_media(photo, moment)
        comment = FbComment(
            id=f"{post_id.rpartition('_')[2]}_{self.ids.graph(moment)}",
            author=author.key,
            post_id=post_id,
            parent_id=parent.id,
            text=text,
            created_at=moment,
            media_id=media.id if media else media_id,
            is_anonymous=anonymous,
        )
        self._fb_enter_comment(comment)
        self.fb_posts[post_id].updated_at = max(self.fb_posts[post_id].updated_at, moment)
        self.save(comment, self.fb_posts[post_id])
        return comment

    def fb_find(self, object_id: str) -> FbPost | FbComment | None:
        """The post or comment of this id, deleted ones included."""
        return self.fb_posts.get(object_id) or self.fb_comments_by_id.get(object_id)

    def fb_get(self, object_id: str) -> FbPost | FbComment:
        """The standing post or comment of this id. Raises TownError when it is gone."""
        found = self.fb_find(object_id)
        if found is None or self.fb_is_gone(found):
            raise TownError(f"There is no Facebook post or comment {object_id}.")
        return found

    def fb_is_gone(self, item: FbPost | FbComment) -> bool:
        """Deleted itself, or something above it was."""
        if item.deleted_at is not None:
            return True
        if isinstance(item, FbPost):
            return False
        parent = self.fb_find(item.parent_id)
        return parent is None or self.fb_is_gone(parent)

    def fb_edit(self, object_id: str, text: str, at: datetime | str | None = None) -> None:
        """Change the text of a post or comment; the id stays."""
        item, moment = self.fb_get(object_id), self._moment(at)
        if isinstance(item, FbPost):
            item.updated_at = moment
        elif item.text != text:
            item.earlier_texts.append(item.text)
            item.edited_at = moment
        item.text = text
        self.save(item)

    def fb_delete(self, object_id: str) -> None:
        """Delete a post, a comment or (unsend) a message."""
        message = self.fb_messages.get(object_id)
        if message is not None:
            message.deleted_at = self.clock.now()
            self.save(message)
            return
        item = self.fb_get(object_id)
        item.deleted_at = self.clock.now()
        self.save(item)

    def fb_hide(self, object_id: str, hidden: bool = True) -> FbPost | FbComment:
        """Hide a comment or visitor post from the public, or show it again."""
        item = self.fb_get(object_id)
        item.is_hidden = hidden
        self.save(item)
        return item

    def fb_like(self, person: Who, object_id: str, liked: bool = True) -> FbPost | FbComment:
        """Like a post or comment, or take the like back."""
        item, key = self.fb_get(object_id), self.person(person).key
        if liked and key not in item.liked_by:
            item.liked_by.append(key)
        elif not liked and key in item.liked_by:
            item.liked_by.remove(key)
        self.save(item)
        return item

    def fb_share(self, person: Who, post_id: str) -> FbPost:
        """Somebody shares a post; it only counts on the original."""
        item = self.fb_get(post_id)
        if not isinstance(item, FbPost):
            raise TownError("Only a post can be shared.")
        item.shared_by.append(self.person(person).key)
        self.save(item)
        return item

    # -- reads for the public face ------------------------------------------------------------

    def _fb_listed(self, kinds: set[str], limit: int, before: str | None) -> list[FbPost]:
        standing = [p for p in self.fb_posts.values() if p.kind in kinds and not p.deleted_at]
        standing.sort(key=lambda post: (post.created_at, post.id), reverse=True)
        if before is not None and before in self.fb_posts:
            last = self.fb_posts[before]
            mark = (last.created_at, last.id)
            standing = [post for post in standing if (post.created_at, post.id) < mark]
        return standing[:limit]

    def fb_page_timeline(self, limit: int = 50, before: str | None = None) -> list[FbPost]:
        """Posts of the page and of its visitors, newest first."""
        return self._fb_listed({"page", "visitor"}, limit, before)

    def fb_tagged_timeline(self, limit: int = 50, before: str | None = None) -> list[FbPost]:
        """Posts elsewhere that tag the page, newest first."""
        return self._fb_listed({"tagged"}, limit, before)

    def fb_comments(self, post_id: str) -> list[FbComment]:
        """All standing comments of a post at every level, oldest first; see `parent_id`."""
        ids = self.fb_comment_ids_of_post.get(post_id, [])
        found = [self.fb_comments_by_id[comment_id] for comment_id in ids]
        found = [comment for comment in found if not self.fb_is_gone(comment)]
        return sorted(found, key=lambda comment: (comment.created_at, comment.id))

    def fb_permalink(self, item: FbPost | FbComment) -> str:
        """Address of a post or comment on the town's own page."""
        post_id = item.id if isinstance(item, FbPost) else item.post_id
        owner, _, number = post_id.rpartition("_")
        url = f"{self.public_base_url}/fb/{owner}/posts/{number}"
        if isinstance(item, FbComment):
            url += f"?comment_id={item.id.rpartition('_')[2]}"
        return url
