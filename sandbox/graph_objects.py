"""The kinds of things that have an id in Graph."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.models import FbComment, FbMessage, FbPost, FbThread, Person, Practice


@dataclass(slots=True, frozen=True)
class AppUser:
    """The member of staff who connected the page (the owner of the user token)."""


Node = Practice | AppUser | Person | FbPost | FbComment | FbThread | FbMessage


def node_id(node: object) -> str:
    """The id by which a node stands in a list or an address."""
    if isinstance(node, Practice):
        return node.page_id
    if isinstance(node, Person):
        return node.psid
    if isinstance(node, dict):
        return str(node["id"])
    return str(getattr(node, "id", "me"))
