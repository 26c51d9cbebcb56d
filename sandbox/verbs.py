"""Acts that tests ask for by name: what townspeople and the networks do by themselves."""

from __future__ import annotations

import inspect
from typing import Any

from sandbox.faults import ACT_KINDS, Fault
from sandbox.models import TownError
from sandbox.store import to_plain
from sandbox.world import World

VERBS = frozenset(
    {
        "add_person",
        "people",
        "person",
        "set_person",
        "story_add",
        "configure",
        "expire_token",
        "revoke_token",
        "set_token_scopes",
        "x_post",
        "x_repost",
        "x_edit",
        "x_delete",
        "x_hide",
        "x_withhold",
        "x_like",
        "x_dm",
        "x_get",
        "x_thread",
        "x_timeline",
        "dms",
        "fb_page_post",
        "fb_visitor_post",
        "fb_tagged_post",
        "fb_comment",
        "fb_edit",
        "fb_delete",
        "fb_hide",
        "fb_like",
        "fb_share",
        "fb_message",
        "fb_page_message",
        "fb_private_reply",
        "fb_get",
        "fb_thread",
        "fb_comments",
        "fb_page_timeline",
        "fb_tagged_timeline",
        "messages",
    }
)


def perform(world: World, verb: str, args: dict[str, Any]) -> Any:
    """Call a method of the world by name; the result as plain JSON. Raises TownError."""
    if verb not in VERBS:
        raise TownError(f"There is no act named {verb!r}.")
    method = getattr(world, verb)
    try:
        inspect.signature(method).bind(**args)
    except TypeError as error:
        raise TownError(f"{verb}: {error}.") from None
    return to_plain(method(**args))


def perform_fault(world: World, fault: Fault) -> None:
    """Do what a fault of the acting kinds says (something happens between two pages)."""
    if fault.kind not in ACT_KINDS:
        return
    details = fault.details
    item = str(details.get("id", ""))
    is_x = world.x_find(item) is not None
    if "verb" in details:
        perform(world, details["verb"], details.get("args", {}))
    elif fault.kind == "edited":
        perform(world, "x_edit" if is_x else "fb_edit", _named(item, is_x, text=details["text"]))
    elif fault.kind == "deleted":
        perform(world, "x_delete" if is_x else "fb_delete", _named(item, is_x))
    elif fault.kind == "hidden_natively":
        perform(world, "x_hide" if is_x else "fb_hide", _named(item, is_x))
    elif fault.kind == "withheld":
        perform(world, "x_withhold", {"post_id": item})
    elif fault.kind == "protected":
        perform(world, "set_person", {"person": details["person"], "is_protected": True})
    else:
        raise TownError(f"A fault of kind {fault.kind} needs a verb and args.")


def _named(item: str, is_x: bool, **more: str) -> dict[str, Any]:
    return {"post_id" if is_x else "object_id": item, **more}
