"""What a page shows of a post, comment or message: one shape for both networks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from sandbox.models import FbComment, FbMessage, FbPost, Person, XDm, XPost
from sandbox.public import words
from sandbox.world import PRACTICE, TownError, World

DEEPEST_LEVEL = 4


@dataclass(slots=True)
class Card:
    """One post, comment or message, ready to be shown. `level` 0 is not indented."""

    id: str
    network: str
    author: Person
    name: str
    at: datetime
    text: str
    html: Markup
    permalink: str
    level: int = 0
    pictures: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    above: str = ""
    quote: Card | None = None
    is_mine: bool = False
    is_liked: bool = False
    is_private: bool = False
    is_focus: bool = False
    can_share: bool = False
    can_unsend: bool = False
    more: str = ""
    ordinal: int = 1

    @property
    def is_practice(self) -> bool:
        """Written by the practice."""
        return self.author.key == PRACTICE

    @property
    def about(self) -> str:
        """Name and first words: tells buttons of different posts apart."""
        words_of = f"{self.name}: {words.excerpt(self.text)}"
        return words_of if self.ordinal == 1 else f"{words_of} ({self.ordinal})"


def tell_apart(cards: Iterable[Card]) -> None:
    """Number the cards of one page that begin with the same words."""
    seen: Counter[str] = Counter()
    for card in cards:
        seen[card.about] += 1
        card.ordinal = seen[card.about]


class Cards:
    """Makes cards as one townsperson (or nobody) sees them."""

    def __init__(self, world: World, viewer: Person | None) -> None:
        self.world, self.viewer = world, viewer
        self._me = viewer.key if viewer else ""

    def _picture(self, media_id: str | None) -> list[tuple[str, str]]:
        media = self.world.media.get(media_id or "")
        return [(media.url, media.alt_text or "Picture without a description")] if media else []

    # -- X -----------------------------------------------------------------------------------

    def x(self, post: XPost, level: int = 0) -> Card:
        """An X post; a repost shows the original with a line above it."""
        if post.repost_of is not None:
            original = self.world.x_find(post.repost_of)
            if original is not None and original.deleted_at is None:
                card = self.x(original, level)
                card.above = f"{self.world.person(post.author).name} reposted"
                card.more = post.root_id
                return card
        author = self.world.person(post.author)
        card = Card(
            post.root_id,
            "x",
            author,
            author.name,
            post.versions[0].created_at,
            post.text,
            words.with_links(self.world, post.text),
            f"/x/{author.x_username}/status/{post.id}",
            level=min(level, DEEPEST_LEVEL),
            counts=self.world.x_counts(post),
            is_mine=author.key == self._me,
            is_liked=self._me in post.liked_by,
        )
        for media_id in post.media_ids:
            card.pictures += self._picture(media_id)
        card.quote = self._quoted(post)
        card.notes = _notes(len(post.versions) > 1, post.is_hidden, bool(post.withheld_in))
        return card

    def _quoted(self, post: XPost) -> Card | None:
        quoted = self.world.x_find(post.quote_of) if post.quote_of else None
        if quoted is None or quoted.deleted_at is not None:
            return None
        card = self.x(quoted)
        card.quote = None
        return card

    def x_timeline(self, posts: list[XPost]) -> list[Card]:
        """Posts, each followed by the practice's answers to it."""
        found: list[Card] = []
        for post in posts:
            found.append(self.x(post))
            if post.repost_of is None and found[-1].counts["replies"]:
                answers = [p for p in self.world.x_thread(post.id) if p.author == PRACTICE]
                found += [self.x(p, 1) for p in answers if p.root_id != post.root_id]
        return found

    def x_thread(self, focus: XPost) -> list[Card]:
        """The conversation around a post, every answer below what it answers."""
        posts = self.world.x_thread(focus.id)
        below: dict[str, list[XPost]] = defaultdict(list)
        known = {version.id: post.root_id for post in posts for version in post.versions}
        for post in posts:
            below[known.get(post.reply_to or "", "")].append(post)
        found: list[Card] = []

        def walk(parent: str, level: int) -> None:
            for post in below[parent]:
                card = self.x(post, level)
                card.is_focus = post.root_id == focus.root_id
                found.append(card)
                walk(post.root_id, level + 1)

        walk("", 0)
        return found

    # -- Facebook ----------------------------------------------------------------------------

    def fb(self, item: FbPost | FbComment, level: int = 0) -> Card:
        """A Facebook post or comment."""
        author = self.world.person(item.author)
        is_mine = author.key == self._me
        is_anonymous = isinstance(item, FbComment) and item.is_anonymous
        permalink = self.world.fb_permalink(item).removeprefix(self.world.public_base_url)
        card = Card(
            item.id,
            "fb",
            author,
            "Anonymous member" if is_anonymous else author.name,
            item.created_at,
            item.text,
            words.with_links(self.world, item.text),
            permalink,
            level=min(level, DEEPEST_LEVEL),
            pictures=self._picture(item.media_id),
            counts={"likes": len(item.liked_by)},
            is_mine=is_mine,
            is_liked=self._me in item.liked_by,
            can_share=isinstance(item, FbPost),
        )
        card.notes = _notes(self._is_edited(item), item.is_hidden, False)
        if isinstance(item, FbPost):
            card.counts["shares"] = len(item.shared_by)
            card.above = _ABOVE.get(item.kind, "").format(page=self.world.practice.page_name)
        return card

    def _is_edited(self, item: FbPost | FbComment) -> bool:
        # Comments move a post's updated_at too, so an edit of a post cannot be told from it.
        return isinstance(item, FbComment) and item.edited_at is not None

    def fb_post(self, post: FbPost) -> list[Card]:
        """A post and all comments the viewer may see, each below what it answers."""
        below: dict[str, list[FbComment]] = defaultdict(list)
        for comment in self.world.fb_comments(post.id):
            below[comment.parent_id].append(comment)
        found = [self.fb(post)]

        def walk(parent: str, level: int) -> None:
            for comment in below[parent]:
                if self.may_see(comment):
                    found.append(self.fb(comment, level))
                    walk(comment.id, level + 1)

        walk(post.id, 1)
        found[0].counts["comments"] = len(found) - 1
        return found

    def may_see(self, item: FbPost | FbComment) -> bool:
        """What the page has hidden is still seen by the one who wrote it."""
        return not item.is_hidden or item.author == self._me

    # -- private -----------------------------------------------------------------------------

    def dm(self, dm: XDm) -> Card:
        """An X direct message."""
        return self._private(dm.id, "x", dm.sender, dm.text, dm.created_at)

    def message(self, message: FbMessage) -> Card:
        """A Messenger message."""
        card = self._private(message.id, "fb", message.sender, message.text, message.created_at)
        card.pictures = self._picture(message.media_id)
        card.can_unsend = card.is_mine
        about = self.world.fb_find(message.reply_to_object or "")
        if about is not None:
            card.above = f"About what you wrote: {words.excerpt(about.text)}"
        return card

    def _private(self, id_: str, network: str, sender: str, text: str, at: datetime) -> Card:
        author = self.world.person(sender)
        html = words.with_links(self.world, text)
        card = Card(id_, network, author, author.name, at, text, html, "/messages")
        card.is_private, card.is_mine = True, sender == self._me
        return card


_ABOVE = {"visitor": "on the page of {page}", "tagged": "tagged {page}"}


def _notes(is_edited: bool, is_hidden: bool, is_withheld: bool) -> list[str]:
    notes = ["edited"] if is_edited else []
    if is_hidden:
        notes.append("hidden by the practice")
    return notes + (["withheld in some countries"] if is_withheld else [])


def find_fb_post(world: World, owner: str, number: str) -> FbPost:
    """The post behind the address /fb/<owner>/posts/<number>. Raises TownError."""
    item = world.fb_get(f"{owner}_{number}")
    if not isinstance(item, FbPost):
        raise TownError("That is a comment, not a post.")
    return item
