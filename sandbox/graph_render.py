"""Graph nodes as JSON: which fields each type has, and what they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sandbox.errors import graph_error
from sandbox.graph_context import GraphCall
from sandbox.graph_fields import Field
from sandbox.models import PRACTICE, FbComment, FbMessage, FbPost, FbThread, Media, Person
from sandbox.text import HANDLE

Json = dict[str, Any]
Getter = Callable[[GraphCall, Any], Any]
ABSENT = object()
"""A field that exists but has no value here: Graph leaves it out."""


def graph_time(moment: datetime) -> str:
    """Graph writes the offset without a colon."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _when(condition: object, value: Any) -> Any:
    return value if condition else ABSENT


def fb_author(graph: GraphCall, item: FbPost | FbComment) -> Any:
    """`from`: left out for people who did not authorize the app."""
    if item.is_anonymous:
        return ABSENT
    person = graph.world.person(item.author)
    return {"name": person.name, "id": person.fb_user_id}


def _picture(graph: GraphCall, media_id: str | None) -> Media | None:
    return graph.world.media[media_id] if media_id else None


def _picture_url(graph: GraphCall, media_id: str | None) -> Any:
    media = _picture(graph, media_id)
    return graph.world.public_base_url + media.url if media else ABSENT


def _attachment(graph: GraphCall, item: FbPost | FbComment) -> Json | None:
    media = _picture(graph, item.media_id)
    if media is None:
        return None
    url = graph.world.public_base_url + media.url
    image = {"height": media.height, "src": url, "width": media.width}
    found: Json = {
        "media": {"image": image},
        "target": {"id": media.id, "url": url},
        "type": "photo",
        "url": graph.world.fb_permalink(item),
    }
    return found | ({"description": media.alt_text} if media.alt_text else {})


def _likes(item: FbPost | FbComment) -> int:
    return len(item.liked_by)


def _standing_children(graph: GraphCall, item_id: str) -> list[FbComment]:
    world = graph.world
    found = [world.fb_comments_by_id[each] for each in world.fb_children.get(item_id, ())]
    return [comment for comment in found if comment.deleted_at is None]


def _tags(graph: GraphCall, text: str) -> Any:
    """The page named in the text, by its full name or with an @."""
    page = graph.world.practice
    at = text.find(page.page_name)
    if at < 0:
        match = next((m for m in HANDLE.finditer(text) if m[1].lower() == page.x_username), None)
        if match is None:
            return ABSENT
        at, length = match.start(), len(match.group())
    else:
        length = len(page.page_name)
    tag = {"id": page.page_id, "name": page.page_name, "type": "page"}
    return [tag | {"offset": at, "length": length}]


def can_reply_privately(graph: GraphCall, item: FbPost | FbComment) -> bool:
    """Once per object, within seven days, and never to ourselves."""
    age = graph.now - item.created_at
    return item.author != PRACTICE and item.private_replied_at is None and age.days < 7


POST: dict[str, Getter] = {
    "id": lambda g, p: p.id,
    "created_time": lambda g, p: graph_time(p.created_at),
    "updated_time": lambda g, p: graph_time(p.updated_at),
    "message": lambda g, p: _when(p.text, p.text),
    "story": lambda g, p: _when(
        p.media_id and not p.text and not p.is_anonymous,
        f"{g.world.person(p.author).name} added a photo.",
    ),
    "from": fb_author,
    "permalink_url": lambda g, p: g.world.fb_permalink(p),
    "full_picture": lambda g, p: _picture_url(g, p.media_id),
    "picture": lambda g, p: _picture_url(g, p.media_id),
    "shares": lambda g, p: _when(p.shared_by, {"count": len(p.shared_by)}),
    "is_hidden": lambda g, p: p.is_hidden,
    "is_published": lambda g, p: True,
    "is_popular": lambda g, p: False,
    "is_expired": lambda g, p: False,
    "status_type": lambda g, p: "added_photos" if p.media_id else "mobile_status_update",
    "message_tags": lambda g, p: _tags(g, p.text),
    "tagged_time": lambda g, p: _when(p.kind == "tagged", graph_time(p.created_at)),
    "can_reply_privately": can_reply_privately,
    "to": lambda g, p: _when(
        p.kind == "visitor",
        {"data": [{"name": g.world.practice.page_name, "id": g.world.practice.page_id}]},
    ),
    "parent_id": lambda g, p: ABSENT,
    "properties": lambda g, p: ABSENT,
    "application": lambda g, p: ABSENT,
    "admin_creator": lambda g, p: ABSENT,
    "icon": lambda g, p: ABSENT,
    "place": lambda g, p: ABSENT,
    "privacy": lambda g, p: {"value": "EVERYONE", "description": "Public"},
    "instagram_eligibility": lambda g, p: "eligible",
    "timeline_visibility": lambda g, p: "normal",
}
COMMENT: dict[str, Getter] = {
    "id": lambda g, c: c.id,
    "from": fb_author,
    "message": lambda g, c: c.text,
    "created_time": lambda g, c: graph_time(c.created_at),
    "attachment": lambda g, c: _attachment(g, c) or ABSENT,
    "permalink_url": lambda g, c: g.world.fb_permalink(c),
    "like_count": lambda g, c: _likes(c),
    "user_likes": lambda g, c: PRACTICE in c.liked_by,
    "comment_count": lambda g, c: len(_standing_children(g, c.id)),
    "is_hidden": lambda g, c: c.is_hidden,
    "is_private": lambda g, c: False,
    "can_hide": lambda g, c: c.author != PRACTICE,
    "can_comment": lambda g, c: True,
    "can_like": lambda g, c: True,
    "can_remove": lambda g, c: True,
    "can_reply_privately": can_reply_privately,
    "message_tags": lambda g, c: _tags(g, c.text),
    "private_reply_conversation": lambda g, c: ABSENT,
    "admin_creator": lambda g, c: ABSENT,
    "application": lambda g, c: ABSENT,
    "live_broadcast_timestamp": lambda g, c: ABSENT,
}
PAGE: dict[str, Getter] = {
    "id": lambda g, p: p.page_id,
    "name": lambda g, p: p.page_name,
    "username": lambda g, p: p.x_username,
    "about": lambda g, p: p.about,
    "category": lambda g, p: "Medical Spa",
    "link": lambda g, p: f"{g.world.public_base_url}/fb/{p.page_id}",
    "picture": lambda g, p: {
        "data": {"url": g.world.public_base_url + p.picture_url, "is_silhouette": False}
    },
    "fan_count": lambda g, p: 2310,
    "followers_count": lambda g, p: 2388,
    "is_published": lambda g, p: True,
    "is_webhooks_subscribed": lambda g, p: bool(g.world.settings["graph_subscribed_fields"]),
    "overall_star_rating": lambda g, p: 4.7,
    "access_token": lambda g, p: g.world.practice.graph_page_token,
    "tasks": lambda g, p: ["ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE"],
    "verification_status": lambda g, p: "not_verified",
}
PERSON: dict[str, Getter] = {
    "id": lambda g, p: p.psid,
    "name": lambda g, p: p.name,
    "first_name": lambda g, p: p.name.partition(" ")[0],
    "last_name": lambda g, p: p.name.partition(" ")[2],
    "profile_pic": lambda g, p: g.world.public_base_url + p.picture_url,
}
USER: dict[str, Getter] = {
    "id": lambda g, u: g.world.practice.graph_user_id,
    "name": lambda g, u: "Town Page Admin",
    "email": lambda g, u: ABSENT,
}


def _participant(person: Person) -> Json:
    return {
        "name": person.name,
        "email": f"{person.psid}@facebook.com",
        "id": person.psid,
    }


def _pair(graph: GraphCall, thread: FbThread) -> Json:
    world = graph.world
    return {"data": [_participant(world.person(key)) for key in (thread.person, PRACTICE)]}


def standing_messages(graph: GraphCall, thread: FbThread) -> list[FbMessage]:
    """Messages that were not unsent, newest first."""
    found = [graph.world.fb_messages[each] for each in thread.message_ids]
    standing = [message for message in found if message.deleted_at is None]
    order = {message.id: index for index, message in enumerate(found)}
    return sorted(standing, key=lambda m: (m.created_at, order[m.id]), reverse=True)


def _can_reply(graph: GraphCall, thread: FbThread) -> bool:
    last = thread.last_inbound_at
    return last is not None and (graph.now - last).total_seconds() <= 7 * 24 * 3600


def _snippet(graph: GraphCall, thread: FbThread) -> Any:
    messages = standing_messages(graph, thread)
    return messages[0].text[:100] if messages else ""


THREAD: dict[str, Getter] = {
    "id": lambda g, t: t.id,
    "updated_time": lambda g, t: graph_time(t.updated_at),
    "link": lambda g, t: f"/{g.world.practice.page_id}/inbox/{t.id.removeprefix('t_')}/",
    "snippet": _snippet,
    "unread_count": lambda g, t: t.unread_count,
    "message_count": lambda g, t: len(standing_messages(g, t)),
    "participants": _pair,
    "senders": _pair,
    "former_participants": lambda g, t: {"data": []},
    "can_reply": _can_reply,
    "is_subscribed": lambda g, t: True,
    "scoped_thread_key": lambda g, t: t.id,
    "subject": lambda g, t: ABSENT,
    "name": lambda g, t: ABSENT,
    "wallpaper": lambda g, t: ABSENT,
}


def _message_to(graph: GraphCall, message: FbMessage) -> Json:
    thread = graph.world.fb_threads[message.thread_id]
    key = thread.person if message.sender == PRACTICE else PRACTICE
    return {"data": [_participant(graph.world.person(key))]}


def _message_attachments(graph: GraphCall, message: FbMessage) -> Any:
    media = _picture(graph, message.media_id)
    if media is None:
        return ABSENT
    url = graph.world.public_base_url + media.url
    image = {"width": media.width, "height": media.height, "url": url, "preview_url": url}
    data = {
        "id": media.id,
        "mime_type": media.content_type or "image/png",
        "name": media.kind,
        "image_data": image,
    }
    return {"data": [data]}


MESSAGE: dict[str, Getter] = {
    "id": lambda g, m: m.id,
    "created_time": lambda g, m: graph_time(m.created_at),
    "from": lambda g, m: _participant(g.world.person(m.sender)),
    "to": _message_to,
    "message": lambda g, m: m.text,
    "attachments": _message_attachments,
    "tags": lambda g, m: {"data": [{"name": "inbox"}, {"name": "source:mobile"}]},
    "thread_id": lambda g, m: m.thread_id,
    "sticker": lambda g, m: ABSENT,
    "shares": lambda g, m: ABSENT,
    "reply_to": lambda g, m: ABSENT,
    "is_unsupported": lambda g, m: False,
}


def unknown_field(name: str, type_name: str) -> Exception:
    """Graph's answer to a field that the type does not have."""
    return graph_error(
        100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({type_name})"
    )


def only(value: Any, children: list[Field] | None) -> Any:
    """The asked parts of a plain object value; `id` always stays."""
    if children is None:
        return value
    names = {child.name for child in children} | {"id"}
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        return {**value, "data": [only(each, children) for each in value["data"]]}
    if isinstance(value, dict):
        deeper = {child.name: child.children for child in children}
        return {k: only(v, deeper.get(k)) for k, v in value.items() if k in names}
    return value
