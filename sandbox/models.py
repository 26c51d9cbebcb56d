"""The things that exist in the town. Plain records; `world.py` holds and changes them.

Every field that ends in `_at` is an aware UTC datetime or None. People are referred to by key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PRACTICE = "practice"
"""The key by which the practice itself acts, on X and as the Facebook page."""


@dataclass(slots=True)
class Person:
    """Somebody in town, with one X account and one Facebook account."""

    key: str
    name: str
    x_username: str
    x_user_id: str
    fb_user_id: str
    psid: str
    created_at: datetime
    x_followers: int = 0
    about: str = ""
    is_protected: bool = False
    accepts_dms: bool = True
    accepts_messages: bool = True

    @property
    def avatar_url(self) -> str:
        """Path of the picture on this server."""
        return f"/media/avatar-{self.key}.svg"

    @property
    def picture_url(self) -> str:
        """The same as networks hand it out: no drawing."""
        return f"/media/avatar-{self.key}.png"


@dataclass(slots=True)
class Practice:
    """The practice's own accounts on both networks and the tokens of the demo."""

    name: str
    x_user_id: str
    x_username: str
    page_id: str
    page_name: str
    about: str
    x_consumer_key: str
    x_consumer_secret: str
    x_access_token: str
    x_access_token_secret: str
    x_bearer_token: str
    x_user_bearer_token: str
    x_refresh_token: str
    x_client_id: str
    x_client_secret: str
    graph_app_id: str
    graph_app_secret: str
    graph_user_id: str
    graph_user_token: str
    graph_page_token: str
    key: str = PRACTICE

    @property
    def avatar_url(self) -> str:
        """Path of the picture on this server."""
        return f"/media/avatar-{self.key}.svg"

    @property
    def picture_url(self) -> str:
        """The same as networks hand it out: no drawing."""
        return f"/media/avatar-{self.key}.png"


@dataclass(slots=True)
class Token:
    """One access token. `kind`: x_oauth1, x_user, x_app, x_refresh, graph_user, graph_page."""

    value: str
    kind: str
    owner_id: str
    scopes: list[str]
    secret: str = ""
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    revoked_subcode: int = 460


@dataclass(slots=True)
class Media:
    """A picture. `kind` names the drawing (cat, flower, selfie, ...), or is "upload".

    An uploaded one has a `content_type`; its bytes are in the world's `uploads`.
    """

    id: str
    kind: str
    alt_text: str
    width: int = 800
    height: int = 600
    content_type: str = ""

    @property
    def media_key(self) -> str:
        return f"3_{self.id}"

    @property
    def url(self) -> str:
        """Path of the picture on this server."""
        ending = self.content_type.rpartition("/")[2] or "png"
        return f"/media/{self.id}.{ending}"


@dataclass(slots=True)
class XVersion:
    """One text of an X post; each edit has an id of its own."""

    id: str
    text: str
    created_at: datetime


@dataclass(slots=True)
class XPost:
    """An X post with its whole edit history. `id`, `text` and `created_at` are the newest."""

    id: str
    author: str
    text: str
    created_at: datetime
    conversation_id: str
    versions: list[XVersion]
    reply_to: str | None = None
    quote_of: str | None = None
    repost_of: str | None = None
    media_ids: list[str] = field(default_factory=list)
    liked_by: list[str] = field(default_factory=list)
    withheld_in: list[str] = field(default_factory=list)
    is_hidden: bool = False
    deleted_at: datetime | None = None

    @property
    def root_id(self) -> str:
        """The first id of the edit history: it names the post for good."""
        return self.versions[0].id


@dataclass(slots=True)
class XDm:
    """A direct message between two accounts on X."""

    id: str
    sender: str
    recipient: str
    conversation_id: str
    text: str
    created_at: datetime


@dataclass(slots=True)
class FbPost:
    """A Facebook post. `kind`: page, visitor (on the page) or tagged (elsewhere)."""

    id: str
    author: str
    kind: str
    text: str
    created_at: datetime
    updated_at: datetime
    media_id: str | None = None
    is_anonymous: bool = False
    is_hidden: bool = False
    deleted_at: datetime | None = None
    private_replied_at: datetime | None = None
    liked_by: list[str] = field(default_factory=list)
    shared_by: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FbComment:
    """A comment; `parent_id` is the post or another comment, `post_id` always the post."""

    id: str
    author: str
    post_id: str
    parent_id: str
    text: str
    created_at: datetime
    edited_at: datetime | None = None
    earlier_texts: list[str] = field(default_factory=list)
    media_id: str | None = None
    is_anonymous: bool = False
    is_hidden: bool = False
    deleted_at: datetime | None = None
    private_replied_at: datetime | None = None
    liked_by: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FbThread:
    """A Messenger conversation between one person and the page."""

    id: str
    person: str
    created_at: datetime
    updated_at: datetime
    message_ids: list[str] = field(default_factory=list)
    unread_count: int = 0
    last_inbound_at: datetime | None = None


@dataclass(slots=True)
class FbMessage:
    """One Messenger message. `via`: person, app (the network's own app) or api."""

    id: str
    thread_id: str
    sender: str
    text: str
    created_at: datetime
    via: str = "person"
    tag: str | None = None
    reply_to_object: str | None = None
    media_id: str | None = None
    deleted_at: datetime | None = None


Record = Person | Token | Media | XPost | XDm | FbPost | FbComment | FbThread | FbMessage
RECORD_TYPES: dict[str, type[Any]] = {
    "person": Person,
    "token": Token,
    "media": Media,
    "x_post": XPost,
    "x_dm": XDm,
    "fb_post": FbPost,
    "fb_comment": FbComment,
    "fb_thread": FbThread,
    "fb_message": FbMessage,
}


class TownError(Exception):
    """An act that cannot be done in the town (unknown person, post gone); says why."""
