"""What the contract suite needs to know of each network: how its townspeople do things.

A new network adds one driver here and then passes the whole suite.
"""

from __future__ import annotations

from typing import Any, Protocol

from listening.connectors.base import (
    ConnectorSettings,
    Credentials,
    FeedKind,
    FeedSpec,
    MentionData,
    MentionKind,
    Network,
    Target,
)
from tests.support.patience import PATIENCE_SECONDS
from tests.support.sandbox_server import SandboxServer

PEOPLE: list[dict[str, Any]] = [
    {"key": "ona", "name": "Ona Birk", "x_username": "onabirk", "x_followers": 41},
    {"key": "ravi", "name": "Ravi Sorrel", "x_username": "ravisorrel"},
]


class Driver(Protocol):
    """One network as the town sees it. `kind` says which feed an item shall turn up in."""

    network: Network
    feeds: tuple[FeedSpec, ...]
    public: FeedSpec
    private: FeedSpec
    public_write: str  # of the path, a regular expression
    has_anonymous: bool

    def credentials(self, town: SandboxServer) -> Credentials: ...
    def say(
        self,
        town: SandboxServer,
        kind: FeedKind,
        text: str,
        *,
        person: str = "ona",
        **more: Any,
    ) -> str:
        """Somebody writes; returns the item's first id."""
        ...

    def say_own(self, town: SandboxServer, kind: FeedKind, text: str) -> str: ...
    def say_anonymous(self, town: SandboxServer, text: str) -> str: ...
    def edit(self, town: SandboxServer, item_id: str, text: str) -> None: ...
    def delete(self, town: SandboxServer, item_id: str) -> None: ...
    def answers(self, town: SandboxServer, item_id: str) -> list[str]:
        """Texts that the town sees under an item, written by the practice."""
        ...

    def private_texts(self, town: SandboxServer, person: str) -> list[str]: ...
    def revoke(self, town: SandboxServer) -> None: ...


def target_of(item: MentionData) -> Target:
    """How a caller addresses an answer to an item."""
    person = item.counterpart or (None if item.kind is MentionKind.COMMENT else item.author)
    return Target(
        external_id=item.external_id,
        version_id=item.version_id,
        thread_id=item.thread_id,
        recipient_id=person.external_id if person else "",
        kind=item.kind,
        last_inbound_at=item.posted_at,
    )


def settings_for(
    town: SandboxServer, read_timeout_seconds: float = PATIENCE_SECONDS
) -> ConnectorSettings:
    return ConnectorSettings(
        x_api_base_url=town.base_url,
        graph_api_base_url=town.base_url,
        x_web_base_url=town.base_url,
        graph_api_version="26.0",
        connect_timeout_seconds=PATIENCE_SECONDS,
        read_timeout_seconds=read_timeout_seconds,
    )


SEARCHED = "glowing"


def _handle(town: SandboxServer) -> str:
    return f"@{town.credentials()['x_username']}"


class XDriver(Driver):
    network = Network.X
    public = FeedSpec(FeedKind.MENTIONS)
    search = FeedSpec(FeedKind.SEARCH, query=SEARCHED)
    private = FeedSpec(FeedKind.MESSAGES)
    feeds = (public, FeedSpec(FeedKind.OWN_POSTS), search, private)
    public_write = "^/2/tweets$"
    has_anonymous = False  # covered by the parsing tests: X always names the writer's id

    def credentials(self, town: SandboxServer) -> Credentials:
        account = town.credentials()
        names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        values = {name: account[f"x_{name}"] for name in names}
        values["bearer_token"] = account["x_bearer_token"]
        return Credentials(account["x_user_id"], values)

    def say(
        self,
        town: SandboxServer,
        kind: FeedKind,
        text: str,
        *,
        person: str = "ona",
        **more: Any,
    ) -> str:
        if kind is FeedKind.MESSAGES:
            return str(
                town.act("x_dm", sender=person, recipient="practice", text=text, **more)["id"]
            )
        lead = {FeedKind.MENTIONS: _handle(town), FeedKind.SEARCH: SEARCHED}.get(kind, "")
        person = "practice" if kind is FeedKind.OWN_POSTS else person
        post = town.act("x_post", person=person, text=f"{lead} {text}".strip(), **more)
        return str(post["id"])

    def say_own(self, town: SandboxServer, kind: FeedKind, text: str) -> str:
        if kind is FeedKind.MESSAGES:
            return str(town.act("x_dm", sender="practice", recipient="ona", text=text)["id"])
        return self.say(town, kind, text, person="practice")

    def say_anonymous(self, town: SandboxServer, text: str) -> str:
        raise NotImplementedError

    def edit(self, town: SandboxServer, item_id: str, text: str) -> None:
        town.act("x_edit", post_id=item_id, text=f"{_handle(town)} {text}")

    def delete(self, town: SandboxServer, item_id: str) -> None:
        town.act("x_delete", post_id=item_id)

    def answers(self, town: SandboxServer, item_id: str) -> list[str]:
        thread = town.act("x_thread", post_id=item_id)
        return [
            post["text"]
            for post in thread
            if post["author"] == "practice" and post["reply_to"] == item_id
        ]

    def private_texts(self, town: SandboxServer, person: str) -> list[str]:
        return [dm["text"] for dm in town.act("dms", person=person) if dm["sender"] == "practice"]

    def revoke(self, town: SandboxServer) -> None:
        town.act("revoke_token", value=town.credentials()["x_access_token"])


class FacebookDriver(Driver):
    network = Network.FACEBOOK
    public = FeedSpec(FeedKind.COMMENTS)
    private = FeedSpec(FeedKind.MESSAGES)
    feeds = (
        FeedSpec(FeedKind.PAGE_FEED),
        FeedSpec(FeedKind.TAGGED),
        public,
        private,
    )
    public_write = "/comments$"
    has_anonymous = True

    def credentials(self, town: SandboxServer) -> Credentials:
        account = town.credentials()
        return Credentials(
            account["page_id"],
            {
                "page_id": account["page_id"],
                "page_access_token": account["graph_page_token"],
                "app_id": account["graph_app_id"],
                "app_secret": account["graph_app_secret"],
            },
        )

    def say(
        self,
        town: SandboxServer,
        kind: FeedKind,
        text: str,
        *,
        person: str = "ona",
        **more: Any,
    ) -> str:
        verb = {
            FeedKind.PAGE_FEED: "fb_visitor_post",
            FeedKind.TAGGED: "fb_tagged_post",
            FeedKind.MESSAGES: "fb_message",
            FeedKind.COMMENTS: "fb_comment",
        }[kind]
        if kind is FeedKind.COMMENTS:
            more.setdefault("parent_id", self._any_post(town))
        return str(town.act(verb, person=person, text=text, **more)["id"])

    def say_own(self, town: SandboxServer, kind: FeedKind, text: str) -> str:
        if kind is FeedKind.PAGE_FEED:
            return str(town.act("fb_page_post", text=text)["id"])
        if kind is FeedKind.MESSAGES:
            self.say(town, kind, "first a question")
            return str(town.act("fb_page_message", person="ona", text=text)["id"])
        return self.say(town, kind, text, person="practice")

    def say_anonymous(self, town: SandboxServer, text: str) -> str:
        return self.say(town, FeedKind.COMMENTS, text, anonymous=True)

    def edit(self, town: SandboxServer, item_id: str, text: str) -> None:
        town.act("fb_edit", object_id=item_id, text=text)

    def delete(self, town: SandboxServer, item_id: str) -> None:
        town.act("fb_delete", object_id=item_id)

    def answers(self, town: SandboxServer, item_id: str) -> list[str]:
        post_id = town.act("fb_get", object_id=item_id)["post_id"]
        return [
            comment["text"]
            for comment in town.act("fb_comments", post_id=post_id)
            if comment["author"] == "practice"
        ]

    def private_texts(self, town: SandboxServer, person: str) -> list[str]:
        return [
            message["text"]
            for message in town.act("messages", person=person)
            if message["sender"] == "practice"
        ]

    def revoke(self, town: SandboxServer) -> None:
        town.act("revoke_token", value=town.credentials()["graph_page_token"])

    def _any_post(self, town: SandboxServer) -> str:
        posts = town.act("fb_page_timeline", limit=1)
        post = posts[0] if posts else town.act("fb_page_post", text="Our hours this winter")
        return str(post["id"])


DRIVERS: tuple[Driver, ...] = (XDriver(), FacebookDriver())
