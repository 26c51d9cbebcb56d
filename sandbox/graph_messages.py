"""The Send API: private replies and messages, with the network's windows and one-shot rules."""

from __future__ import annotations

from datetime import timedelta

from sandbox.errors import graph_bad_parameter, graph_error, graph_gone
from sandbox.graph_context import GraphCall
from sandbox.models import PRACTICE, FbPost, Person

STANDARD_WINDOW = timedelta(hours=24)
HUMAN_AGENT_WINDOW = timedelta(days=7)
PRIVATE_REPLY_WINDOW = timedelta(days=7)
MAX_LENGTH = 2000
MESSAGING_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG")
OUTSIDE = "(#10) This message is sent outside of allowed window."
_RECIPIENT_KINDS = ("id", "comment_id", "post_id")


def send(graph: GraphCall) -> dict[str, str]:
    """POST /{page}/messages: to a PSID, or privately to a comment or visitor post."""
    graph.require_page()
    graph.require("pages_messaging")
    recipient = graph.json_object("recipient")
    text = _text(graph)
    kinds = [kind for kind in _RECIPIENT_KINDS if recipient.get(kind)]
    if len(kinds) != 1:
        raise graph_bad_parameter("Param recipient must hold one of id, comment_id, post_id")
    if kinds == ["id"]:
        return _to_person(graph, str(recipient["id"]), text)
    return _to_author(graph, str(recipient[kinds[0]]), text)


def _text(graph: GraphCall) -> str:
    message = graph.json_object("message")
    text = message.get("text")
    if not isinstance(text, str) or not text.strip():
        raise graph_bad_parameter("Param message[text] must be a non-empty UTF-8 encoded string")
    if len(text.encode()) > MAX_LENGTH:
        raise graph_bad_parameter(
            "Length of param message[text] must be less than or equal to 2000"
        )
    return text


def _to_person(graph: GraphCall, psid: str, text: str) -> dict[str, str]:
    world = graph.world
    person = world.find_person(psid)
    thread = world.fb_thread(person) if person and person.psid == psid else None
    if person is None or thread is None or person.key == PRACTICE:
        raise graph_error(100, "(#100) No matching user found", subcode=2018001)
    tag = _tag(graph)
    window = HUMAN_AGENT_WINDOW if tag else STANDARD_WINDOW
    last = thread.last_inbound_at
    if last is None or graph.now - last > window:
        raise graph_error(10, OUTSIDE, subcode=2018278, status=400)
    _refuse_unreachable(person)
    sent = world.fb_page_message(person, text, via="api", tag=tag)
    return {"recipient_id": psid, "message_id": sent.id}


def _tag(graph: GraphCall) -> str | None:
    """HUMAN_AGENT or none. Every other tag has been refused since 2026-04-27."""
    kind, tag = graph.parameters.get("messaging_type", "RESPONSE"), graph.parameters.get("tag")
    if kind not in MESSAGING_TYPES:
        options = ", ".join(MESSAGING_TYPES)
        raise graph_bad_parameter(f"Param messaging_type must be one of {{{options}}}")
    if kind == "MESSAGE_TAG" and tag != "HUMAN_AGENT":
        raise graph_error(100, "(#100) Invalid parameter", subcode=2018344)
    return tag if kind == "MESSAGE_TAG" else None


def _refuse_unreachable(person: Person) -> None:
    if not person.accepts_messages:
        raise graph_error(551, "(#551) This person isn't available right now.", subcode=1545041)


def _to_author(graph: GraphCall, object_id: str, text: str) -> dict[str, str]:
    """One private reply per comment or visitor post, within seven days."""
    world = graph.world
    item = world.fb_find(object_id)
    if item is None or world.fb_is_gone(item):
        raise graph_gone(object_id)
    if item.author == PRACTICE or (isinstance(item, FbPost) and item.kind != "visitor"):
        raise _cannot_reply()
    if item.private_replied_at is not None:
        raise graph_error(10900, "(#10900) Activity already replied to")
    if graph.now - item.created_at > PRIVATE_REPLY_WINDOW:
        raise graph_error(10, OUTSIDE, subcode=2018278, status=400)
    person = world.person(item.author)
    if not person.accepts_messages:
        raise _cannot_reply()
    sent = world.fb_private_reply(item.id, text, via="api")
    return {"recipient_id": person.psid, "message_id": sent.id}


def _cannot_reply() -> Exception:
    return graph_error(10903, "(#10903) This user can't reply to this activity")
