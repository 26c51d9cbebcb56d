"""X v2 writing: post, delete, hide a reply, like, send a direct message, refresh a token."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import Any

from sandbox import x_params as params
from sandbox.call import Answer, ApiError, Call
from sandbox.errors import x_forbidden, x_invalid, x_problem, x_unauthorized
from sandbox.models import PRACTICE, Person, Token, XPost
from sandbox.text import URL, X_MAX_LENGTH, handles, weighted_length
from sandbox.x_auth import Caller, require_scopes, require_user
from sandbox.x_context import XContext

NOT_MENTIONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
    "engaged by the author of the post you are replying to."
)
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
NO_DM = "You do not have permission to DM one or more participants."
DUPLICATE_WINDOW = timedelta(hours=24)
ACCESS_TOKEN_SECONDS = 7200
MOST_PICTURES = 4
_POST_KEYS = frozenset(
    {
        "text",
        "reply",
        "media",
        "quote_tweet_id",
        "reply_settings",
        "made_with_ai",
        "for_super_followers_only",
    }
)


def json_object(call: Call, known: frozenset[str]) -> dict[str, Any]:
    """The body, if it is an object of known fields. Raises 400."""
    try:
        body = call.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise x_invalid("body", "", "The request body is not a JSON object")
    for name in body:
        if name not in known:
            message = (
                f"$.{name}: is not defined in the schema and the schema does not allow "
                "additional properties"
            )
            raise x_invalid(name, str(body[name]), message)
    return body


def _me(context: XContext, caller: Caller) -> Person:
    me = context.world.find_person(caller.user_id)
    if me is None:
        raise x_unauthorized()
    return me


# -- posts ---------------------------------------------------------------------------------


def tweets_create(context: XContext, call: Call, caller: Caller) -> Answer:
    """POST /2/tweets → 201. A reply needs the author to have mentioned or quoted us."""
    require_user(caller)
    require_scopes(caller, "tweet.read", "tweet.write", "users.read")
    body = json_object(call, _POST_KEYS)
    me = _me(context, caller)
    text, media_ids = _checked_text(context, body)
    parent = _checked_parent(context, me, body.get("reply") or {})
    if body.get("quote_tweet_id") and context.world.settings["x_tier"] == "self_serve":
        raise x_forbidden("Quote posts are not available for your access level.")
    _refuse_duplicate(context, me, text, parent)
    has_link = bool(URL.search(text))
    context.usage.charge_write("post_with_link" if has_link else "post")
    post = context.world.x_post(
        me,
        text,
        reply_to=body["reply"]["in_reply_to_tweet_id"] if parent else None,
        quote_of=body.get("quote_tweet_id"),
        media_ids=media_ids,
    )
    data = {"id": post.id, "text": post.text, "edit_history_tweet_ids": [post.id]}
    return Answer({"data": data}, 201)


def _checked_text(context: XContext, body: dict[str, Any]) -> tuple[str, list[str]]:
    text = body.get("text") or ""
    media_ids = [str(each) for each in (body.get("media") or {}).get("media_ids") or []]
    if not isinstance(text, str) or (not text.strip() and not media_ids):
        raise x_invalid("text", str(text), "$.text: is missing but it is required")
    if weighted_length(text) > X_MAX_LENGTH:
        raise x_forbidden("Your Tweet text is too long. Please shorten it and try again.")
    if len(media_ids) > MOST_PICTURES or any(i not in context.world.media for i in media_ids):
        raise x_invalid("media.media_ids", ",".join(media_ids), "Your media IDs are invalid.")
    return text, media_ids


def _checked_parent(context: XContext, me: Person, reply: dict[str, Any]) -> XPost | None:
    if not reply:
        return None
    parent_id = str(reply.get("in_reply_to_tweet_id", ""))
    name = "reply.in_reply_to_tweet_id"
    parent = context.world.x_find(params.checked_id(name, parent_id))
    if parent is None or parent.deleted_at is not None:
        message = "You attempted to reply to a Tweet that is deleted or not visible to you."
        raise x_invalid(name, parent_id, message)
    if context.world.person(parent.author).is_protected:
        message = "You attempted to reply to a Tweet that is deleted or not visible to you."
        raise x_invalid(name, parent_id, message)
    is_enterprise = context.world.settings["x_tier"] == "enterprise"
    if not is_enterprise and not may_reply(context, me, parent):
        raise x_forbidden(NOT_MENTIONED)
    return parent


def may_reply(context: XContext, me: Person, parent: XPost) -> bool:
    """The author of the post engaged us in it: named us, quoted us, or answered us."""
    if parent.author == me.key or me.x_username.lower() in handles(parent.text):
        return True
    for target in (parent.quote_of, parent.reply_to):
        answered = context.world.x_find(target) if target else None
        if answered is not None and answered.author == me.key:
            return True
    return False


def _refuse_duplicate(context: XContext, me: Person, text: str, parent: XPost | None) -> None:
    oldest = context.world.clock.now() - DUPLICATE_WINDOW
    root = parent.root_id if parent else None
    for post_id in context.world.x_by_author[me.key].newest():
        post = context.post(post_id)
        if post.created_at < oldest:
            return
        other = context.world.x_find(post.reply_to) if post.reply_to else None
        same_place = (other.root_id if other else None) == root
        if same_place and _core(post.text) == _core(text):
            raise x_forbidden(DUPLICATE)


def _core(text: str) -> str:
    """The text without handles in front, the way two copies of one reply compare."""
    words = text.split()
    while words and words[0].startswith("@"):
        words.pop(0)
    return " ".join(words).casefold()


def tweets_delete(context: XContext, call: Call, caller: Caller, post_id: str) -> Answer:
    """DELETE /2/tweets/:id — our own only."""
    require_user(caller)
    require_scopes(caller, "tweet.read", "tweet.write", "users.read")
    post = context.world.x_find(params.checked_id("id", post_id))
    if post is None or post.deleted_at is not None:
        return Answer({"data": {"deleted": False}})
    if post.author != _me(context, caller).key:
        raise x_forbidden("You are not authorized to delete this Tweet.")
    context.world.x_delete(post_id)
    return Answer({"data": {"deleted": True}})


def tweets_hide(context: XContext, call: Call, caller: Caller, post_id: str) -> Answer:
    """PUT /2/tweets/:id/hidden — replies in a conversation that we started."""
    require_user(caller)
    require_scopes(caller, "tweet.read", "tweet.moderate.write", "users.read")
    body = json_object(call, frozenset({"hidden"}))
    if not isinstance(body.get("hidden"), bool):
        raise x_invalid("hidden", str(body.get("hidden")), "$.hidden: is missing or not a boolean")
    post = context.world.x_find(params.checked_id("id", post_id))
    root = context.world.x_find(post.conversation_id) if post else None
    if post is None or root is None or post is root or post.deleted_at is not None:
        raise x_forbidden("Only replies can be hidden.")
    if root.author != _me(context, caller).key:
        raise x_forbidden("You can only hide replies to conversations that you started.")
    context.usage.charge_write("manage")
    context.world.x_hide(post_id, body["hidden"])
    return Answer({"data": {"hidden": body["hidden"]}})


def likes_create(context: XContext, call: Call, caller: Caller, user_id: str) -> Answer:
    """POST /2/users/:id/likes — taken out of the self-serve tiers on 2026-04-20."""
    require_user(caller)
    require_scopes(caller, "tweet.read", "like.write", "users.read")
    if context.world.settings["x_tier"] == "self_serve":
        raise x_problem(
            403,
            "Client Forbidden",
            "This endpoint is not available for your access level.",
            "client-forbidden",
            reason="client-not-enrolled",
        )
    body = json_object(call, frozenset({"tweet_id"}))
    post = context.world.x_find(str(body.get("tweet_id", "")))
    if post is None or post.deleted_at is not None:
        raise x_invalid("tweet_id", str(body.get("tweet_id")), "The post does not exist")
    context.world.x_like(_me(context, caller), post.id)
    return Answer({"data": {"liked": True}})


# -- direct messages -------------------------------------------------------------------------


def dm_to_participant(context: XContext, call: Call, caller: Caller, user_id: str) -> Answer:
    """POST /2/dm_conversations/with/:participant_id/messages → 201"""
    require_user(caller)
    return _send_dm(context, call, caller, context.x_user(params.checked_id("id", user_id)))


def dm_to_conversation(context: XContext, call: Call, caller: Caller, pair: str) -> Answer:
    """POST /2/dm_conversations/:dm_conversation_id/messages → 201"""
    require_user(caller)
    others = [each for each in pair.split("-") if each != caller.user_id]
    other = context.x_user(others[0]) if len(others) == 1 else None
    return _send_dm(context, call, caller, other)


def _send_dm(context: XContext, call: Call, caller: Caller, other: Person | None) -> Answer:
    require_scopes(caller, "tweet.read", "dm.write", "users.read")
    body = json_object(call, frozenset({"text", "attachments"}))
    text = body.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > 10_000:
        raise x_invalid("text", str(text)[:80], "$.text: must have 1 to 10000 characters")
    me = _me(context, caller)
    if other is None or other.key == me.key or not _accepts_dm(context, other):
        raise x_forbidden(NO_DM)
    context.usage.charge_write("dm")
    dm = context.world.x_dm(me, other, text)
    data = {"dm_conversation_id": dm.conversation_id, "dm_event_id": dm.id}
    return Answer({"data": data}, 201)


def _accepts_dm(context: XContext, other: Person) -> bool:
    """Open to messages, or has written to the practice before."""
    if other.accepts_dms:
        return True
    return any(dm.sender == other.key and dm.recipient == PRACTICE for dm in _dms(context, other))


def _dms(context: XContext, other: Person) -> list[Any]:
    return context.world.dms(other)


# -- tokens --------------------------------------------------------------------------------


def oauth2_token(context: XContext, call: Call) -> Answer:
    """POST /2/oauth2/token with grant_type=refresh_token; the old pair ends at once."""
    form, world = call.form(), context.world
    client_id = form.get("client_id") or _basic_user(call)
    token = world.tokens.get(form.get("refresh_token", ""))
    if (
        form.get("grant_type") != "refresh_token"
        or client_id != world.practice.x_client_id
        or token is None
        or token.kind != "x_refresh"
        or token.revoked_at is not None
    ):
        raise _bad_grant()
    now = world.clock.now()
    token.revoked_at = now
    stem = secrets.token_urlsafe(18)
    access = Token(f"town-access-{stem}", "x_user", token.owner_id, list(token.scopes))
    access.expires_at = now + timedelta(seconds=ACCESS_TOKEN_SECONDS)
    refresh = Token(f"town-refresh-{stem}", "x_refresh", token.owner_id, list(token.scopes))
    for each in (token, access, refresh):
        world.tokens[each.value] = each
    world.save(token, access, refresh)
    body = {
        "token_type": "bearer",
        "expires_in": ACCESS_TOKEN_SECONDS,
        "access_token": access.value,
        "scope": " ".join(access.scopes),
        "refresh_token": refresh.value,
    }
    return Answer(body)


def _basic_user(call: Call) -> str:
    scheme, _, rest = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(rest).decode().partition(":")[0]
    except ValueError:
        return ""


def _bad_grant() -> ApiError:
    description = "Value passed for the token was invalid."
    return ApiError(Answer({"error": "invalid_request", "error_description": description}, 400))
