"""Finding Graph objects by id and rendering them with the fields asked for."""

from __future__ import annotations

from typing import Any

from sandbox import graph_edges as edges
from sandbox.errors import graph_gone
from sandbox.graph_context import GraphCall
from sandbox.graph_fields import Field
from sandbox.graph_objects import AppUser, Node
from sandbox.graph_render import (
    ABSENT,
    COMMENT,
    MESSAGE,
    PAGE,
    PERSON,
    POST,
    THREAD,
    USER,
    Getter,
    only,
    unknown_field,
)
from sandbox.models import FbComment, FbMessage, FbPost, FbThread, Person, Practice

_TYPES: dict[type[Any], tuple[str, dict[str, Getter], str]] = {
    Practice: ("Page", PAGE, "name,id"),
    AppUser: ("User", USER, "name,id"),
    Person: ("User", PERSON, "first_name,last_name,profile_pic,id"),
    FbPost: ("Post", POST, "created_time,message,story,id"),
    FbComment: ("Comment", COMMENT, "created_time,from,message,id"),
    FbThread: ("UnifiedThread", THREAD, "id,link,updated_time"),
    FbMessage: ("UnifiedMessage", MESSAGE, "id,created_time"),
}


def find(graph: GraphCall, object_id: str) -> Node:
    """The object of an id or `me`. Raises 100/33 when it is gone or never was."""
    world = graph.world
    if object_id == "me":
        return world.practice if graph.is_page else AppUser()
    if object_id == world.practice.page_id:
        return world.practice
    if object_id == world.practice.graph_user_id:
        return AppUser()
    item = world.fb_find(object_id)
    if item is not None and not world.fb_is_gone(item):
        return item
    thread = world.fb_threads.get(object_id)
    if thread is not None:
        return thread
    message = world.fb_messages.get(object_id)
    if message is not None and message.deleted_at is None:
        return message
    person = world.find_person(object_id)
    if person is not None and person.psid == object_id and world.fb_thread(person):
        return person
    raise graph_gone(object_id)


def default_fields(node: Node) -> list[Field]:
    """What Graph gives when nothing is asked for."""
    return [Field(name) for name in _TYPES[type(node)][2].split(",")]


def render(graph: GraphCall, node: Node, fields: list[Field] | None) -> dict[str, Any]:
    """The node as JSON. Raises 100 for a field the type does not have."""
    type_name, getters, _ = _TYPES[type(node)]
    data: dict[str, Any] = {}
    for asked in fields or default_fields(node):
        value = _value(graph, node, asked, (type_name, getters))
        if value is not ABSENT:
            data[asked.name] = value
    data["id"] = getters["id"](graph, node)
    return data


def _value(graph: GraphCall, node: Node, asked: Field, of: tuple[str, dict[str, Getter]]) -> Any:
    type_name, getters = of
    if asked.name in edges.names(node) and asked.name not in getters:
        return _edge_inside(graph, node, asked)
    if isinstance(node, FbComment) and asked.name in ("parent", "object"):
        return _above(graph, node, asked)
    getter = getters.get(asked.name)
    if getter is None:
        raise unknown_field(asked.name, type_name)
    return only(getter(graph, node), asked.children)


def _above(graph: GraphCall, comment: FbComment, asked: Field) -> Any:
    """`parent` is a comment, and absent on the first level; `object` is the post."""
    if asked.name == "object":
        post = graph.world.fb_posts[comment.post_id]
        return render(graph, post, asked.children or [Field("id"), Field("created_time")])
    parent = graph.world.fb_comments_by_id.get(comment.parent_id)
    if parent is None:
        return ABSENT
    return render(graph, parent, asked.children)


def _edge_inside(graph: GraphCall, node: Node, asked: Field) -> Any:
    """An edge asked for within `fields`; left out when it is empty and has no summary."""
    parameters = dict(asked.modifiers)
    if asked.children is not None:
        parameters["fields"] = as_text(asked.children)
    result = edge(graph, node, asked.name, parameters)
    return result if result["data"] or "summary" in result else ABSENT


def as_text(fields: list[Field]) -> str:
    """The fields in Graph's own spelling, for `next` addresses of inner edges."""
    parts = []
    for each in fields:
        text = each.name + "".join(f".{k}({v})" for k, v in each.modifiers.items())
        if each.children is not None:
            text += "{" + as_text(each.children) + "}"
        parts.append(text)
    return ",".join(parts)


def edge(graph: GraphCall, node: Node, name: str, parameters: dict[str, str]) -> dict[str, Any]:
    """One page of an edge: `data`, `paging` and, for some, `summary`."""
    listing = edges.listing(graph, node, name, parameters)
    if listing.plain is not None:
        return {"data": [only(each, edges.asked_fields(parameters)) for each in listing.plain]}
    items, paging = edges.page_of(graph, listing, (node, name), parameters)
    fields = edges.asked_fields(parameters) or listing.default_fields
    data = [each if isinstance(each, dict) else render(graph, each, fields) for each in items]
    body: dict[str, Any] = {"data": data}
    if paging:
        body["paging"] = paging
    if listing.summary is not None:
        body["summary"] = listing.summary
    return body
