"""Graph writing: comment, edit, hide, like, delete, post, subscribe."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox.errors import graph_bad_parameter, graph_error, graph_gone
from sandbox.graph_context import GraphCall
from sandbox.graph_objects import Node
from sandbox.models import PRACTICE, FbComment, FbPost, TownError
from sandbox.uploads import take

MAX_COMMENT_LENGTH = 8000
REPEATS_PER_HOUR = 4
_REPEATED = (
    "The action attempted has been deemed abusive or is otherwise disallowed: this comment was "
    "posted already."
)
SUCCESS: dict[str, Any] = {"success": True}
_TYPES = frozenset({"image/jpeg", "image/png", "image/gif"})


def _item(node: Node, object_id: str) -> FbPost | FbComment:
    if not isinstance(node, FbPost | FbComment):
        raise graph_gone(object_id)
    return node


def comment(graph: GraphCall, node: Node, object_id: str) -> dict[str, Any]:
    """POST /{post|comment}/comments as the page."""
    graph.require_page()
    graph.require("pages_manage_engagement")
    parent = _item(node, object_id)
    text = graph.parameters.get("message", "")
    picture = _attached(graph)
    has_picture = picture is not None or bool(graph.parameters.get("attachment_url"))
    _refuse_unfit(text, has_picture=has_picture)
    _refuse_repeated(graph, parent, text)
    photo = "clinic" if has_picture and picture is None else None
    made = graph.world.fb_comment(PRACTICE, parent.id, text, photo=photo, media_id=picture)
    return {"id": made.id}


def _attached(graph: GraphCall) -> str | None:
    """The unpublished photo of the page that `attachment_id` names. Raises 100."""
    media_id = graph.parameters.get("attachment_id")
    if not media_id:
        return None
    media = graph.world.media.get(media_id)
    if media is None or not media.content_type:
        raise graph_bad_parameter("Invalid parameter: attachment_id")
    return media_id


def photo(graph: GraphCall) -> dict[str, Any]:
    """POST /{page}/photos with published=false: a picture for a comment to come."""
    graph.require_page()
    graph.require("pages_manage_posts")
    if graph.flag("published") is not False:
        raise graph_bad_parameter("In this town, photos are uploaded with published=false only")
    try:
        data = graph.call.files().get("source", b"")
        media = take(graph.world, data, _TYPES, graph.parameters.get("alt_text_custom", ""))
    except TownError as error:
        raise graph_error(324, f"(#324) {error}") from None
    return {"id": media.id}


def _refuse_unfit(text: str, *, has_picture: bool) -> None:
    if not text.strip() and not has_picture:
        raise graph_bad_parameter("One of message, attachment_id, attachment_url is required")
    if len(text) > MAX_COMMENT_LENGTH:
        raise graph_bad_parameter("Param message is too long")


def _refuse_repeated(graph: GraphCall, parent: FbPost | FbComment, text: str) -> None:
    """368: the same text twice in one place, or too often within an hour anywhere."""
    oldest = graph.now - timedelta(hours=1)
    same = [
        each
        for each in graph.world.fb_comments_by_id.values()
        if each.author == PRACTICE
        and each.deleted_at is None
        and text.strip()
        and each.text.strip() == text.strip()
        and (each.parent_id == parent.id or each.created_at >= oldest)
    ]
    if any(each.parent_id == parent.id for each in same) or len(same) >= REPEATS_PER_HOUR:
        raise graph_error(368, _REPEATED, subcode=1390008)


def update(graph: GraphCall, node: Node, object_id: str) -> dict[str, Any]:
    """POST /{comment} with is_hidden, or with message (our own only)."""
    graph.require_page()
    graph.require("pages_manage_engagement")
    item = _item(node, object_id)
    hidden, text = graph.flag("is_hidden"), graph.parameters.get("message")
    if hidden is None and text is None:
        raise graph_bad_parameter("One of is_hidden, message is required")
    if hidden is not None:
        if item.author == PRACTICE:
            raise graph_error(200, "(#200) The page cannot hide its own content")
        graph.world.fb_hide(item.id, hidden)
    if text is not None:
        _refuse_foreign(item, "edit")
        _refuse_unfit(text, has_picture=item.media_id is not None)
        graph.world.fb_edit(item.id, text)
    return SUCCESS


def _refuse_foreign(item: FbPost | FbComment, act: str) -> None:
    if item.author != PRACTICE:
        raise graph_error(200, f"(#200) The page does not have permission to {act} this object")


def like(graph: GraphCall, node: Node, object_id: str) -> dict[str, Any]:
    """POST (like) or DELETE (take back) /{id}/likes as the page."""
    graph.require_page()
    graph.require("pages_manage_engagement")
    item = _item(node, object_id)
    graph.world.fb_like(PRACTICE, item.id, liked=graph.call.method == "POST")
    return SUCCESS


def delete(graph: GraphCall, node: Node, object_id: str) -> dict[str, Any]:
    """DELETE /{id}: anything on the page; elsewhere only our own."""
    graph.require_page()
    graph.require("pages_manage_engagement")
    item = _item(node, object_id)
    post = item if isinstance(item, FbPost) else graph.world.fb_posts[item.post_id]
    if post.kind == "tagged":
        _refuse_foreign(item, "delete")
    graph.world.fb_delete(item.id)
    return SUCCESS


def publish(graph: GraphCall) -> dict[str, Any]:
    """POST /{page}/feed: a post of the page."""
    graph.require_page()
    text = graph.parameters.get("message", "")
    if not text.strip():
        raise graph_bad_parameter("The parameter message is required")
    return {"id": graph.world.fb_page_post(text).id}


def subscribe(graph: GraphCall) -> dict[str, Any]:
    """POST or DELETE /{page}/subscribed_apps."""
    graph.require_page()
    graph.require("pages_manage_metadata")
    fields: list[str] = []
    if graph.call.method == "POST":
        text = graph.parameters.get("subscribed_fields", "")
        fields = [name.strip() for name in text.split(",") if name.strip()]
        if not fields:
            raise graph_bad_parameter("Param subscribed_fields must be non-empty")
    graph.world.configure(graph_subscribed_fields=fields)
    return SUCCESS
