"""Putting a text where it belongs: on X, on the page, under a post, in a private message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sandbox.models import FbComment, FbPost, XPost
from sandbox.town.people import PEOPLE, Townsperson
from sandbox.world import PRACTICE, World

# Ways of speaking up. The first five are public.
X_MENTION, X_UNMENTIONED, FB_VISITOR, FB_COMMENT, FB_TAG = (
    "x_mention",
    "x_unmentioned",
    "fb_visitor",
    "fb_comment",
    "fb_tag",
)
X_DM, MESSENGER = "x_dm", "messenger"
FORMS = (X_MENTION, X_UNMENTIONED, FB_VISITOR, FB_COMMENT, FB_TAG, X_DM, MESSENGER)
FB_SHORT_NAME = "Lumen"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing somebody wrote: its network ("x" or "fb"), lasting id, author and moment."""

    network: str
    id: str
    author: str
    at: datetime
    is_private: bool = False


def move_in(world: World) -> None:
    """Everybody of Lakeside moves into the world (repeating it changes nothing)."""
    for person in PEOPLE:
        world.add_person(
            person.key, person.name, person.x_username, person.x_followers, person.about
        )


def network_of(form: str) -> str:
    """ "x" or "fb"."""
    return "x" if form.startswith("x_") else "fb"


def called(world: World, form: str) -> str:
    """What the practice is called in a text of this form."""
    return f"@{world.practice.x_username}" if form == X_MENTION else FB_SHORT_NAME


def said_post(post: XPost) -> Said:
    """An X post as something said; the first id of its history names it."""
    return Said("x", post.root_id, post.author, post.versions[0].created_at)


def said_on_page(item: FbPost | FbComment) -> Said:
    """A Facebook post or comment as something said."""
    return Said("fb", item.id, item.author, item.created_at)


def say(
    world: World,
    form: str,
    person: Townsperson,
    text: str,
    *,
    photo: str | None = None,
    parent_id: str | None = None,
    at: datetime | None = None,
) -> Said:
    """Write `text` in this form. FB_COMMENT needs `parent_id`. Raises TownError if it is gone."""
    if form in (X_MENTION, X_UNMENTIONED):
        handle = called(world, X_MENTION)
        if form == X_MENTION and handle not in text:
            text = f"{handle} {text}".rstrip()
        return said_post(world.x_post(person.key, text, photo=photo, at=at))
    if form == FB_VISITOR:
        return said_on_page(world.fb_visitor_post(person.key, text, photo=photo, at=at))
    if form == FB_TAG:
        return said_on_page(world.fb_tagged_post(person.key, text, at=at))
    if form == FB_COMMENT:
        comment = world.fb_comment(person.key, parent_id or "", text, photo=photo, at=at)
        return said_on_page(comment)
    return write_private(world, network_of(form), person.key, text, at=at)


def reply(world: World, to: Said, who: str, text: str, *, at: datetime | None = None) -> Said:
    """Answer in public below something said; `who` is a person's key or PRACTICE."""
    if to.network == "x":
        return said_post(world.x_post(who, text, reply_to=to.id, at=at))
    return said_on_page(world.fb_comment(who, to.id, text, at=at))


def write_private(
    world: World, network: str, person: str, text: str, *, at: datetime | None = None
) -> Said:
    """A private message of a townsperson to the practice."""
    if network == "x":
        dm = world.x_dm(person, PRACTICE, text, at=at)
        return Said("x", dm.id, person, dm.created_at, is_private=True)
    message = world.fb_message(person, text, at=at)
    return Said("fb", message.id, person, message.created_at, is_private=True)


def practice_writes_private(
    world: World, about: Said, text: str, *, is_first: bool, at: datetime
) -> Said:
    """A private message of the practice to the author of `about`.

    The first one on Facebook is a private reply to the comment or post, as the network wants it.
    """
    if about.network == "x":
        dm = world.x_dm(PRACTICE, about.author, text, at=at)
        return Said("x", dm.id, PRACTICE, dm.created_at, is_private=True)
    if is_first and not about.is_private:
        message = world.fb_private_reply(about.id, text, at=at)
    else:
        message = world.fb_page_message(about.author, text, at=at)
    return Said("fb", message.id, PRACTICE, message.created_at, is_private=True)


def text_of(world: World, said: Said) -> str:
    """The present text of something said in public. Raises TownError when it is gone."""
    return world.x_get(said.id).text if said.network == "x" else world.fb_get(said.id).text


def edit(world: World, said: Said, addition: str, *, at: datetime | None = None) -> None:
    """The author adds something to what was said in public."""
    text = f"{text_of(world, said)} {addition}".strip()
    if said.network == "x":
        world.x_edit(said.id, text, at=at)
    else:
        world.fb_edit(said.id, text, at=at)
