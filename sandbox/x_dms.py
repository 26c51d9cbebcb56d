"""X v2 reading of direct messages: all, with one participant, or one conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sandbox import x_params as params
from sandbox.call import Answer, Call
from sandbox.errors import x_invalid
from sandbox.ids import first_snowflake_at
from sandbox.x_auth import Caller, require_scopes, require_user
from sandbox.x_context import XContext
from sandbox.x_fields import DM_EXPANSIONS, wanted

REACH = timedelta(days=30)
EVENT_TYPES = ("MessageCreate", "ParticipantsJoin", "ParticipantsLeave")
_KNOWN = params.FIELD_PARAMETERS | {
    "dm_event.fields",
    "max_results",
    "pagination_token",
    "event_types",
}


def dm_events(context: XContext, call: Call, caller: Caller) -> Answer:
    """GET /2/dm_events"""
    return _events(context, call, caller, None)


def dm_events_with(context: XContext, call: Call, caller: Caller, user_id: str) -> Answer:
    """GET /2/dm_conversations/with/:participant_id/dm_events"""
    pair = sorted((caller.user_id or "0", params.checked_id("participant_id", user_id)), key=int)
    return _events(context, call, caller, "-".join(pair))


def dm_events_of(context: XContext, call: Call, caller: Caller, conversation: str) -> Answer:
    """GET /2/dm_conversations/:dm_conversation_id/dm_events"""
    return _events(context, call, caller, conversation)


def _events(context: XContext, call: Call, caller: Caller, conversation: str | None) -> Answer:
    """Newest first, thirty days. There is no since_id; a token may lead to an empty page."""
    require_user(caller)
    require_scopes(caller, "dm.read", "tweet.read", "users.read")
    params.refuse_unknown(call, _KNOWN)
    size = call.cut(params.integer(call, "max_results", (1, 100), 100))
    types = _event_types(call)
    token = call.query.get("pagination_token")
    below = params.decode_token("pagination_token", token)[1] if token else None
    me = context.x_user(caller.user_id)
    above = first_snowflake_at(context.world.clock.now() - REACH) - 1
    ids = context.world.x_dm_ids[me.key if me else ""].newest(below=below, above=above)
    events = [context.world.x_dms[each] for each in ids]
    if conversation is not None:
        events = [dm for dm in events if dm.conversation_id == conversation]
    if "MessageCreate" not in types:
        events = []
    render = context.renderer(wanted(call, DM_EXPANSIONS))
    page = events[:size]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page and (len(events) > size or context.world.settings["x_dm_always_next_token"]):
        meta["next_token"] = params.encode_token("n", int(page[-1].id))
    body: dict[str, Any] = {"data": [render.dm(dm) for dm in page]} if page else {}
    if includes := render.includes():
        body["includes"] = includes
    context.usage.charge_reads("dm_read", [dm.id for dm in page])
    return Answer(body | {"meta": meta})


def _event_types(call: Call) -> list[str]:
    value = call.query.get("event_types", "MessageCreate")
    types = [each.strip() for each in value.split(",")]
    for each in types:
        if each not in EVENT_TYPES:
            options = ",".join(EVENT_TYPES)
            message = f"The `event_types` query parameter value [{each}] is not one of [{options}]"
            raise x_invalid("event_types", each, message)
    return types
