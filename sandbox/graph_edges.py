"""Graph's edges: feed, posts, tagged, comments, likes, conversations, messages, accounts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sandbox.errors import graph_bad_parameter, graph_error, graph_unknown_path
from sandbox.graph_context import GraphCall
from sandbox.graph_fields import Field, parse_fields
from sandbox.graph_objects import AppUser, Node, node_id
from sandbox.graph_paging import PageRequest, paged, read_limit, read_time
from sandbox.graph_render import ABSENT, MESSAGE, POST, standing_messages
from sandbox.models import PRACTICE, FbComment, FbMessage, FbPost, FbThread, Practice

_PAGE_EDGES = frozenset(
    {
        "feed",
        "posts",
        "published_posts",
        "visitor_posts",
        "tagged",
        "ratings",
        "conversations",
        "subscribed_apps",
    }
)
_NAMES: dict[type[Any], frozenset[str]] = {
    Practice: _PAGE_EDGES,
    AppUser: frozenset({"accounts"}),
    FbPost: frozenset({"comments", "likes", "reactions", "attachments", "sharedposts"}),
    FbComment: frozenset({"comments", "likes", "reactions"}),
    FbThread: frozenset({"messages"}),
    FbMessage: frozenset({"attachments"}),
}
_KINDS = {
    "feed": {"page", "visitor"},
    "posts": {"page"},
    "published_posts": {"page"},
    "visitor_posts": {"visitor"},
    "tagged": {"tagged"},
}


@dataclass(slots=True)
class Listing:
    """All items of an edge in order. `plain` answers an edge that has no pages."""

    items: list[Any]
    is_strict: bool = False
    summary: dict[str, Any] | None = None
    default_fields: list[Field] | None = None
    plain: list[dict[str, Any]] | None = None


def names(node: Node) -> frozenset[str]:
    """The edges a node has."""
    return _NAMES.get(type(node), frozenset())


def asked_fields(parameters: dict[str, str]) -> list[Field] | None:
    """The `fields` parameter, parsed; None without one."""
    return parse_fields(parameters["fields"]) if parameters.get("fields") else None


def page_of(
    graph: GraphCall, listing: Listing, edge: tuple[Node, str], parameters: dict[str, str]
) -> tuple[list[Any], dict[str, Any]]:
    """The page asked for. Addresses name the real host, version and the token, as real ones do."""
    node, name = edge
    base = f"https://graph.facebook.com/{graph.version}/{node_id(node)}/{name}"
    kept = {"access_token": graph.token_text, **parameters}
    kept.pop("appsecret_proof", None)
    asked = read_limit(parameters.get("limit"))
    limit = graph.call.cut(asked)
    request = PageRequest(base, kept, limit, asked, listing.is_strict)
    return paged(listing.items, node_id, request)


def listing(graph: GraphCall, node: Node, name: str, parameters: dict[str, str]) -> Listing:
    """The items of an edge. Raises 2500 when the node has no such edge."""
    if name not in names(node):
        raise graph_unknown_path(f"/{name}")
    if isinstance(node, Practice):
        return _page_listing(graph, name, parameters)
    if isinstance(node, AppUser):
        graph.require("pages_show_list")
        fields = "access_token,category,name,id,tasks"
        return Listing([graph.world.practice], default_fields=parse_fields(fields))
    if isinstance(node, FbThread):
        graph.require("pages_messaging")
        return Listing(list(standing_messages(graph, node)))
    if isinstance(node, FbMessage):
        found = MESSAGE["attachments"](graph, node)
        return Listing([], plain=[] if found is ABSENT else found["data"])
    assert isinstance(node, FbPost | FbComment)
    return _item_listing(graph, node, name, parameters)


def _page_listing(graph: GraphCall, name: str, parameters: dict[str, str]) -> Listing:
    if name in _KINDS:
        graph.require("pages_read_engagement")
        return Listing(_posts(graph, name, parameters))
    if name == "conversations":
        return _conversations(graph, parameters)
    if name == "subscribed_apps":
        return Listing([], plain=_subscribed(graph))
    if graph.world.settings["graph_ratings_gone"]:
        message = "(#12) ratings is deprecated for versions v22.0 and higher"
        raise graph_error(12, message)
    return Listing([])


def _posts(graph: GraphCall, name: str, parameters: dict[str, str]) -> list[FbPost]:
    if name == "tagged":
        graph.require("pages_read_user_content")
    posts = graph.world.fb_posts.values()
    found = [post for post in posts if post.kind in _KINDS[name] and post.deleted_at is None]
    if since := read_time(parameters.get("since"), "since"):
        found = [post for post in found if post.created_at >= since]
    if until := read_time(parameters.get("until"), "until"):
        found = [post for post in found if post.created_at <= until]
    if name == "feed" and graph.world.settings["graph_ranked_feed"]:
        found.sort(key=lambda post: hashlib.sha256(post.id.encode()).digest())
        return found
    found.sort(key=lambda post: (post.created_at, post.id), reverse=True)
    return found


def _conversations(graph: GraphCall, parameters: dict[str, str]) -> Listing:
    """Newest first by last update; `since` and `until` do nothing on this edge."""
    graph.require_page()
    graph.require("pages_messaging")
    platform = parameters.get("platform", "messenger").lower()
    if platform not in ("messenger", "instagram"):
        raise graph_bad_parameter("Param platform must be one of {MESSENGER, INSTAGRAM}")
    threads = [t for t in graph.world.fb_threads.values() if t.message_ids]
    if platform == "instagram":
        threads = []
    if user_id := parameters.get("user_id"):
        threads = [t for t in threads if graph.world.person(t.person).psid == user_id]
    threads.sort(key=lambda thread: (thread.updated_at, thread.id), reverse=True)
    return Listing(list(threads))


def _subscribed(graph: GraphCall) -> list[dict[str, Any]]:
    fields = graph.world.settings["graph_subscribed_fields"]
    if not fields:
        return []
    app_id = graph.world.practice.graph_app_id
    app = {"id": app_id, "name": "Town app", "link": "https://example.com/"}
    return [app | {"subscribed_fields": list(fields)}]


def _item_listing(
    graph: GraphCall, item: FbPost | FbComment, name: str, parameters: dict[str, str]
) -> Listing:
    if name == "comments":
        return _comments(graph, item, parameters)
    if name == "attachments":
        return Listing([], plain=_attachments(graph, item))
    if name == "sharedposts":
        return Listing([])
    graph.require("pages_read_engagement")
    likers = [graph.world.person(key) for key in item.liked_by]
    data = [{"id": person.fb_user_id, "name": person.name} for person in likers]
    if name == "reactions":
        data = [each | {"type": "LIKE"} for each in data]
    summary = None
    if _wants_summary(parameters):
        summary = {"total_count": len(data), "can_like": True}
        summary["has_liked"] = PRACTICE in item.liked_by
    return Listing(list(data), summary=summary)


def _attachments(graph: GraphCall, item: FbPost | FbComment) -> list[dict[str, Any]]:
    if item.media_id is None:
        return []
    media = graph.world.media[item.media_id]
    url = POST["full_picture"](graph, item)
    image = {"height": media.height, "src": url, "width": media.width}
    link = graph.world.fb_permalink(item)
    found = {"media": {"image": image}, "target": {"id": media.id, "url": link}}
    found |= {"type": "photo", "media_type": "photo", "url": link}
    return [found | ({"description": media.alt_text} if media.alt_text else {})]


def _wants_summary(parameters: dict[str, str]) -> bool:
    return parameters.get("summary", "").lower() not in ("", "0", "false")


def _comments(graph: GraphCall, item: FbPost | FbComment, parameters: dict[str, str]) -> Listing:
    """`filter`: toplevel (default) or stream (all levels, flat). `order` by time only."""
    graph.require("pages_read_engagement", "pages_read_user_content")
    how, order = parameters.get("filter", "toplevel"), parameters.get("order", "chronological")
    if how not in ("toplevel", "stream"):
        raise graph_bad_parameter("Param filter must be one of {TOPLEVEL, STREAM}")
    if order not in ("chronological", "reverse_chronological", "ranked"):
        raise graph_bad_parameter("Param order must be one of {CHRONOLOGICAL, ...}")
    world = graph.world
    post_id = item.id if isinstance(item, FbPost) else item.post_id
    found = world.fb_comments(post_id)
    if how == "toplevel" or isinstance(item, FbComment):
        found = [comment for comment in found if comment.parent_id == item.id]
    total = len(found)
    if since := read_time(parameters.get("since"), "since"):
        found = [comment for comment in found if comment.created_at >= since]
    if order == "reverse_chronological":
        found.reverse()
    summary: dict[str, Any] | None = None
    if _wants_summary(parameters):
        summary = {"order": order, "total_count": total, "can_comment": True}
    return Listing(list(found), is_strict=True, summary=summary)
