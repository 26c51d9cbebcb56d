"""X v2 reading: users, posts by id, mentions, an account's own posts, recent search, usage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sandbox import x_params as params
from sandbox.call import Answer, Call
from sandbox.errors import x_invalid, x_partial
from sandbox.ids import first_snowflake_at
from sandbox.models import Person, XPost
from sandbox.sorted_ids import SortedIds
from sandbox.x_auth import Caller, require_scopes, require_user
from sandbox.x_context import XContext
from sandbox.x_fields import USER_EXPANSIONS, wanted
from sandbox.x_query import Predicate, QueryError, compile_query
from sandbox.x_render import Renderer

MENTIONS_REACH = 800
OWN_POSTS_REACH = 3200
QUERY_LENGTH = {"self_serve": 512, "enterprise": 4096}
_LIST = params.FIELD_PARAMETERS | {
    "since_id",
    "until_id",
    "start_time",
    "end_time",
    "max_results",
}


def _with_rest(body: dict[str, Any], render: Renderer) -> dict[str, Any]:
    if includes := render.includes():
        body["includes"] = includes
    if render.errors:
        body["errors"] = body.get("errors", []) + render.errors
    return body


# -- users ---------------------------------------------------------------------------------


def _user_answer(
    context: XContext, call: Call, person: Person | None, by: tuple[str, str]
) -> Answer:
    render = context.renderer(wanted(call, USER_EXPANSIONS))
    if person is None:
        return Answer({"errors": [x_partial(*by)]})
    context.usage.charge_reads("user_read", [person.x_user_id])
    return Answer(_with_rest({"data": render.user(person)}, render))


def users_me(context: XContext, call: Call, caller: Caller) -> Answer:
    """GET /2/users/me"""
    require_user(caller)
    require_scopes(caller, "users.read")
    params.refuse_unknown(call, params.FIELD_PARAMETERS)
    me = context.world.find_person(caller.user_id)
    return _user_answer(context, call, me, ("id", caller.user_id))


def user_by_id(context: XContext, call: Call, caller: Caller, user_id: str) -> Answer:
    """GET /2/users/:id"""
    params.refuse_unknown(call, params.FIELD_PARAMETERS)
    user_id = params.checked_id("id", user_id)
    return _user_answer(context, call, context.x_user(user_id), ("id", user_id))


def user_by_username(context: XContext, call: Call, caller: Caller, username: str) -> Answer:
    """GET /2/users/by/username/:username"""
    params.refuse_unknown(call, params.FIELD_PARAMETERS)
    person = context.world.find_person("@" + username)
    return _user_answer(context, call, person, ("username", username))


def users_by_ids(context: XContext, call: Call, caller: Caller) -> Answer:
    """GET /2/users?ids="""
    params.refuse_unknown(call, params.FIELD_PARAMETERS | {"ids"})
    render = context.renderer(wanted(call, USER_EXPANSIONS))
    data, errors = [], []
    for user_id in _ids(call):
        person = context.x_user(user_id)
        if person is None:
            errors.append(x_partial("user_ids", user_id))
        else:
            data.append(render.user(person))
    context.usage.charge_reads("user_read", [each["id"] for each in data])
    body: dict[str, Any] = {"data": data} if data else {}
    return Answer(body | ({"errors": errors} if errors else {}))


def _ids(call: Call) -> list[str]:
    value = call.query.get("ids", "")
    ids = [each.strip() for each in value.split(",") if each.strip()]
    if not 1 <= len(ids) <= 100:
        message = f"The number of values in the `ids` query parameter list [{len(ids)}] is not "
        raise x_invalid("ids", value, message + "between 1 and 100")
    return [params.checked_id("ids", each) for each in ids]


# -- posts by id ---------------------------------------------------------------------------


def _lookup(context: XContext, call: Call, ids: list[str], name: str) -> dict[str, Any]:
    render = context.renderer(wanted(call))
    data, errors = [], []
    for post_id in ids:
        post = context.world.x_find(post_id)
        if post is None or post.deleted_at is not None:
            errors.append(x_partial(name, post_id))
        elif not render.is_readable(post):
            errors.append(x_partial(name, post_id, reason="protected"))
        else:
            version = next(each for each in post.versions if each.id == post_id)
            data.append(render.tweet(post, version))
    context.usage.charge_reads("post_read", [each["id"] for each in data])
    body: dict[str, Any] = {"data": data} if data else {}
    if errors:
        body["errors"] = errors
    return _with_rest(body, render)


def tweets_by_ids(context: XContext, call: Call, caller: Caller) -> Answer:
    """GET /2/tweets?ids= — missing ones are named in `errors` of a 200."""
    require_scopes(caller, "tweet.read")
    params.refuse_unknown(call, params.FIELD_PARAMETERS | {"ids"})
    return Answer(_lookup(context, call, _ids(call), "ids"))


def tweet_by_id(context: XContext, call: Call, caller: Caller, post_id: str) -> Answer:
    """GET /2/tweets/:id — a deleted one is a 200 with only `errors`."""
    require_scopes(caller, "tweet.read")
    params.refuse_unknown(call, params.FIELD_PARAMETERS)
    body = _lookup(context, call, [params.checked_id("id", post_id)], "id")
    if "data" in body:
        body["data"] = body["data"][0]
    return Answer(body)


# -- lists ---------------------------------------------------------------------------------


def mentions(context: XContext, call: Call, caller: Caller, user_id: str) -> Answer:
    """GET /2/users/:id/mentions — newest first, the last 800 only."""
    require_scopes(caller, "tweet.read", "users.read")
    params.refuse_unknown(call, _LIST | {"pagination_token"})
    person = context.x_user(params.checked_id("id", user_id))
    if person is None:
        return Answer({"errors": [x_partial("id", user_id)]})
    price = "owned_read" if caller.user_id == user_id else "post_read"
    with_reposts = context.world.settings["x_retweets_in_mentions"]
    listed = context.world.x_mentions[person.key]
    return _list(context, call, _reach(listed, MENTIONS_REACH), (with_reposts, price))


def users_tweets(context: XContext, call: Call, caller: Caller, user_id: str) -> Answer:
    """GET /2/users/:id/tweets — an account's own posts; settles sends of unknown outcome."""
    require_scopes(caller, "tweet.read", "users.read")
    params.refuse_unknown(call, _LIST | {"pagination_token", "exclude"})
    person = context.x_user(params.checked_id("id", user_id))
    if person is None:
        return Answer({"errors": [x_partial("id", user_id)]})
    excluded = set(call.query.get("exclude", "").split(","))
    price = "owned_read" if caller.user_id == user_id else "post_read"
    listed = _reach(context.world.x_by_author[person.key], OWN_POSTS_REACH)
    if "replies" in excluded:
        listed = [each for each in listed if context.post(each).reply_to is None]
    return _list(context, call, listed, ("retweets" not in excluded, price))


def _reach(ids: SortedIds, reach: int) -> list[str]:
    return [post_id for post_id, _ in zip(ids.newest(), range(reach), strict=False)]


def _list(context: XContext, call: Call, listed: list[str], how: tuple[bool, str]) -> Answer:
    with_reposts, price = how
    size = call.cut(params.integer(call, "max_results", (5, 100), 10))
    asked = params.window(call)
    token = call.query.get("pagination_token")
    direction, edge = params.decode_token("pagination_token", token) if token else ("n", 1 << 63)
    render = context.renderer(wanted(call))
    candidates = [
        post
        for post in map(context.post, listed)
        if asked.above < int(post.id) < asked.below
        and (with_reposts or post.repost_of is None)
        and render.is_readable(post)
    ]
    if direction == "p":
        page = [post for post in candidates if int(post.id) > edge][-size:]
    else:
        page = [post for post in candidates if int(post.id) < edge][:size]
    meta = _meta(page)
    if page and int(candidates[-1].id) < int(page[-1].id):
        meta["next_token"] = params.encode_token("n", int(page[-1].id))
    if page and int(candidates[0].id) > int(page[0].id):
        meta["previous_token"] = params.encode_token("p", int(page[0].id))
    return _page(context, render, page, (meta, price))


def _meta(page: list[XPost]) -> dict[str, Any]:
    if not page:
        return {"result_count": 0}
    return {
        "newest_id": page[0].id,
        "oldest_id": page[-1].id,
        "result_count": len(page),
    }


def _page(
    context: XContext, render: Renderer, page: list[XPost], how: tuple[dict[str, Any], str]
) -> Answer:
    meta, price = how
    body: dict[str, Any] = {"data": [render.tweet(post) for post in page]} if page else {}
    context.usage.charge_reads(price, [post.id for post in page])
    return Answer(_with_rest(body, render) | {"meta": meta})


# -- search --------------------------------------------------------------------------------


def search_recent(context: XContext, call: Call, caller: Caller) -> Answer:
    """GET /2/tweets/search/recent — seven days, newest first."""
    require_scopes(caller, "tweet.read", "users.read")
    params.refuse_unknown(call, _LIST | {"query", "next_token", "pagination_token", "sort_order"})
    test = _query(context, call.query.get("query", ""))
    size = call.cut(params.integer(call, "max_results", (10, 100), 10))
    asked = params.window(call)
    settings, now = context.world.settings, context.world.clock.now()
    reach = timedelta(seconds=settings["x_stale_since_seconds"])
    params.check_search_window(call, asked, now, reach)
    lag = timedelta(seconds=settings["x_search_lag_seconds"])
    if lag:
        asked.below = min(asked.below, first_snowflake_at(now - lag))
    name = "next_token" if "next_token" in call.query else "pagination_token"
    if token := call.query.get(name):
        asked.below = min(asked.below, params.decode_token(name, token)[1])
    render = context.renderer(wanted(call))
    matching = _matching(context, render, asked, test)
    page = [post for post, _ in zip(matching, range(size + 1), strict=False)]
    meta = _meta(page[:size])
    if len(page) > size:
        meta["next_token"] = params.encode_token("n", int(page[size - 1].id))
    return _page(context, render, page[:size], (meta, "post_read"))


def _query(context: XContext, query: str) -> Predicate:
    longest = QUERY_LENGTH[context.world.settings["x_tier"]]
    if not query.strip():
        raise x_invalid("query", query, "The `query` query parameter can not be empty")
    if len(query) > longest:
        message = f"The length of the `query` is more than {longest}"
        raise x_invalid("query", query, message)
    try:
        return compile_query(query)
    except QueryError as error:
        message = f"There were errors processing your request: {error}"
        raise x_invalid("query", query, message) from None


def _matching(
    context: XContext, render: Renderer, asked: params.Window, test: Predicate
) -> Iterator[XPost]:
    with_reposts = context.world.settings["x_retweets_in_search"]
    for post_id in context.world.x_all.newest(below=asked.below, above=asked.above):
        post = context.post(post_id)
        if post.repost_of is not None and not with_reposts:
            continue
        if render.is_readable(post) and test(context.view(post)):
            yield post


def usage_tweets(context: XContext, call: Call, caller: Caller) -> Answer:
    """GET /2/usage/tweets"""
    return Answer({"data": context.usage.report()})
