"""What every connector speaks: frozen data in and out, one error, capabilities as data.

A connector takes credentials and returns the dataclasses below. It touches no ORM, no Celery and
no clock (the caller passes `now`), and a network's JSON never leaves its module except as the
`raw` payload that is kept beside a mention.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from listening.connectors.counting import CountCall as CountCall
from listening.connectors.counting import uncounted as uncounted
from listening.connectors.errors import PERMANENT as PERMANENT
from listening.connectors.errors import ConnectorError as ConnectorError
from listening.connectors.errors import ErrorKind as ErrorKind
from listening.connectors.kinds import Audience as Audience
from listening.connectors.kinds import CannotReply as CannotReply
from listening.connectors.kinds import FeedKind as FeedKind
from listening.connectors.kinds import GoneWhy as GoneWhy
from listening.connectors.kinds import MediaKind as MediaKind
from listening.connectors.kinds import MentionKind as MentionKind
from listening.connectors.kinds import Network as Network
from listening.connectors.kinds import TargetState as TargetState
from listening.connectors.limits import Limits as Limits
from listening.connectors.limits import RateWindow as RateWindow
from listening.connectors.limits import Unlimited as Unlimited
from listening.connectors.sentences import gettext_noop


@dataclass(frozen=True, slots=True)
class AuthorData:
    external_id: str
    handle: str = ""  # without "@"; empty on Facebook
    display_name: str = ""
    avatar_url: str = ""
    followers: int | None = None


@dataclass(frozen=True, slots=True)
class MediaData:
    kind: MediaKind
    url: str
    preview_url: str = ""
    alt_text: str = ""


@dataclass(frozen=True, slots=True)
class MentionData:
    """One post, comment or message as the network tells it.

    `external_id` never changes over edits (X: first id of the edit history); `version_id` is the
    id that can be addressed now. `thread_id` is the id that everything of one thread shares: the
    root post, or the private conversation. `share_of` set means a pure share: it counts on the
    original and opens nothing.
    """

    external_id: str
    kind: MentionKind
    audience: Audience
    posted_at: datetime
    text: str
    thread_id: str
    raw: Mapping[str, Any]
    author: AuthorData | None = None
    version_id: str = ""
    parent_id: str = ""
    permalink: str = ""
    media: tuple[MediaData, ...] = ()
    language: str = ""
    is_own: bool = False  # written by the practice's own account
    is_hidden: bool = False
    cannot_reply: CannotReply = CannotReply.NO
    can_reply_privately: bool = False
    share_of: str = ""
    counterpart: AuthorData | None = None  # private messages: the person we talk with
    share_count: int = 0
    reply_count: int = 0
    like_count: int = 0
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PictureData:
    """A picture to send with an answer: the file, and its description for who cannot see it."""

    content_type: str
    alt_text: str
    data: bytes = field(repr=False)


Cursor = dict[str, Any]  # JSON; each connector and feed kind has its own keys


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time the network would no longer show us; it is recorded, never silent."""

    reason: str
    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a feed; the caller commits items and `next_cursor` together, then goes on."""

    items: tuple[MentionData, ...]
    next_cursor: Cursor
    is_last: bool
    gone: Mapping[str, GoneWhy] = field(default_factory=dict)  # id to why, as the network says
    doubted: tuple[str, ...] = ()  # gone, or no longer ours to see: the network tells no difference
    gap: Gap | None = None
    posts_read: int = 0  # what the network will bill or count for this page
    network_at: datetime | None = None  # the network's own clock when it gave this page


@dataclass(frozen=True, slots=True)
class FeedSpec:
    kind: FeedKind
    query: str = ""  # SEARCH only
    backfill_days: int = 30  # how far back a first look goes, where the network allows it
    since: datetime | None = None  # a first look goes no further back: the rest is read apart
    is_thorough: bool = False  # read apart, after a silence: what a deep look finds now and then


@dataclass(frozen=True, slots=True)
class Target:
    """What an answer is addressed to; ids as the network gave them."""

    external_id: str  # the post or comment (first id)
    version_id: str = ""  # the id to address now
    thread_id: str = ""  # the private conversation, if there is one
    recipient_id: str = ""  # the person, for private messages
    kind: MentionKind = MentionKind.POST
    last_inbound_at: datetime | None = None  # opens the private window


@dataclass(frozen=True, slots=True)
class Sent:
    external_id: str
    thread_id: str = ""
    recipient_id: str = ""
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a network can do: data, so that a changed rule is a changed value.

    `public_length` and `private_length` are in the network's own counting. Windows are seconds
    since the person's last private message; None means no window.
    """

    network_name: str
    public_length: int
    private_length: int
    counts_links_as: int | None = None  # X counts every link as 23 characters
    counts_wide_as_two: bool = False  # X counts CJK and emoji as two
    takes_emoji: bool = True
    names_lead: bool = False  # "@name" in an answer leads to that account
    needs_mention_to_reply: bool = False
    can_hide: bool = False
    can_like: bool = False
    can_delete: bool = True
    can_edit_reply: bool = False  # a sent public answer of ours, by the API
    has_private: bool = True
    private_name: str = gettext_noop("private message")
    private_window_seconds: int | None = None
    human_agent_window_seconds: int | None = None
    pictures_per_reply: int = 0  # in public
    picture_types: tuple[str, ...] = ()  # content types
    one_private_reply_seconds: int | None = None  # one per comment, within this time
    feed_kinds: tuple[FeedKind, ...] = ()
    answer_target_minutes: int = 60  # T1, T2
    # Shortest time between two looks at a feed that the network's own limits allow; a feed kind
    # that is missing has none. The caller may look more often at a sandbox.
    min_interval_seconds: Mapping[FeedKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReadUsage:
    """What the network has counted of our reads in its own billing cycle."""

    used: int
    cap: int | None = None
    reset_day: int | None = None  # day of the month


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Who a token belongs to, as `verify` found it."""

    external_id: str
    handle: str
    display_name: str
    avatar_url: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ConnectorSettings:
    """Where the networks are, how long to wait for them, and who keeps their limits."""

    x_api_base_url: str
    graph_api_base_url: str
    x_web_base_url: str
    graph_api_version: str
    connect_timeout_seconds: float
    read_timeout_seconds: float
    limits: Limits = field(default_factory=Unlimited, repr=False)
    count_call: CountCall = field(default=uncounted, repr=False)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Decrypted secrets of one account; `repr` hides them."""

    account_external_id: str
    values: Mapping[str, str] = field(repr=False)


class Connector(Protocol):
    """One connected account of one network. Every method may raise ConnectorError."""

    capabilities: Capabilities

    def verify(self, *, now: datetime) -> AccountInfo:
        """Ask the network whose token this is. Raises AUTH when it is dead."""
        ...

    def fetch(self, feed: FeedSpec, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Yield pages from `cursor` on; a fresh feed has the empty cursor.

        Stopping after any page and starting again from its `next_cursor` loses nothing and may
        repeat items. The last page has `is_last`.
        """
        ...

    def publish_reply(
        self,
        target: Target,
        text: str,
        *,
        now: datetime,
        pictures: tuple[PictureData, ...] = (),
    ) -> Sent:
        """Answer in public under `target`. UNKNOWN_OUTCOME when the network may have taken it.

        `pictures` go up first: what fails before the answer itself is never an unknown outcome.
        """
        ...

    def send_private(self, target: Target, text: str, *, now: datetime) -> Sent:
        """Write privately: to `recipient_id`, or as a private reply to `external_id`."""
        ...

    def find_reply(
        self, target: Target, text: str, *, audience: Audience, since: datetime
    ) -> Sent | None:
        """Look for our own answer on the network; settles UNCERTAIN. None: it is not there."""
        ...

    def edit_reply(self, target: Target, external_id: str, text: str, *, now: datetime) -> Sent:
        """Change the words of our own public answer `external_id` under `target`; the id stays.

        Doing it twice is doing it once. UNSUPPORTED where `capabilities.can_edit_reply` is False,
        GONE when the answer was removed, UNKNOWN_OUTCOME when the network may have changed it.
        """
        ...

    def find_edit(self, external_id: str, text: str) -> Sent | None:
        """Does our answer read `text` by now? Settles an UNCERTAIN edit. None: it does not."""
        ...

    def check_target(self, target: Target) -> TargetState:
        """Is the post we are about to answer still there?"""
        ...

    def rate_windows(self) -> tuple[RateWindow, ...]:
        """The limits seen in the answers since this connector was made."""
        ...

    def hide(self, target: Target, *, hidden: bool) -> None: ...

    def like(self, target: Target) -> None: ...
