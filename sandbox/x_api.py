"""X's API v2: finds the endpoint, checks who calls and how often, and answers in a dialect."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox import x_dms, x_media, x_reads, x_writes
from sandbox.call import Answer, ApiError, Call
from sandbox.errors import x_not_found, x_too_many
from sandbox.x_auth import identify
from sandbox.x_context import XContext
from sandbox.x_fields import speaks_new_names


@dataclass(slots=True, frozen=True)
class Route:
    """`name` is the endpoint's name in the table of limits."""

    method: str
    pattern: re.Pattern[str]
    name: str
    handler: Callable[..., Answer]


def _route(method: str, path: str, name: str, handler: Callable[..., Answer]) -> Route:
    pattern = re.sub(r":\w+", r"([^/]+)", path)
    return Route(method, re.compile(pattern), name, handler)


ROUTES = [
    _route("GET", "/2/users/me", "users_me", x_reads.users_me),
    _route("GET", "/2/users", "users_lookup", x_reads.users_by_ids),
    _route("GET", "/2/users/by/username/:u", "users_by_username", x_reads.user_by_username),
    _route("GET", "/2/users/:id/mentions", "mentions", x_reads.mentions),
    _route("GET", "/2/users/:id/tweets", "users_tweets", x_reads.users_tweets),
    _route("POST", "/2/users/:id/likes", "likes", x_writes.likes_create),
    _route("GET", "/2/users/:id", "users_lookup", x_reads.user_by_id),
    _route("GET", "/2/tweets/search/recent", "search_recent", x_reads.search_recent),
    _route("GET", "/2/tweets", "tweets_lookup", x_reads.tweets_by_ids),
    _route("POST", "/2/tweets", "tweets_create", x_writes.tweets_create),
    _route("PUT", "/2/tweets/:id/hidden", "tweets_hide", x_writes.tweets_hide),
    _route("DELETE", "/2/tweets/:id", "tweets_delete", x_writes.tweets_delete),
    _route("GET", "/2/tweets/:id", "tweets_lookup", x_reads.tweet_by_id),
    _route("GET", "/2/dm_events", "dm_events", x_dms.dm_events),
    _route("GET", "/2/dm_conversations/with/:p/dm_events", "dm_events", x_dms.dm_events_with),
    _route("GET", "/2/dm_conversations/:c/dm_events", "dm_events", x_dms.dm_events_of),
    _route("POST", "/2/dm_conversations/with/:p/messages", "dm_send", x_writes.dm_to_participant),
    _route("POST", "/2/dm_conversations/:c/messages", "dm_send", x_writes.dm_to_conversation),
    _route("POST", "/2/media/upload", "media_upload", x_media.upload),
    _route("POST", "/2/media/metadata", "media_metadata", x_media.metadata),
    _route("GET", "/2/usage/tweets", "usage", x_reads.usage_tweets),
]
_FREE_OF_CREDITS = frozenset({"usage", "users_me"})


class XApi:
    """Answers calls to api.twitter.com and api.x.com."""

    def __init__(self, context: XContext) -> None:
        self.context = context
        self._numbers = itertools.count(1)

    def answer(self, call: Call) -> Answer:
        """The answer of the network, errors included."""
        headers = {
            "x-access-level": "read-write-directmessages",
            "api-version": self.context.world.settings["x_dialect"],
            "x-transaction-id": f"{next(self._numbers):016x}",
        }
        try:
            answer = self._answer(call, headers)
        except ApiError as error:
            answer = error.answer
        answer.headers = headers | answer.headers
        return answer

    def _answer(self, call: Call, headers: dict[str, str]) -> Answer:
        if call.path == "/2/oauth2/token" and call.method == "POST":
            return x_writes.oauth2_token(self.context, call)
        route, arguments = self._find(call)
        caller = identify(self.context.world, call)
        is_allowed, limits = self.context.limiter.take(
            route.name,
            caller.token.value,
            is_app=caller.is_app,
            now=self.context.world.clock.now(),
        )
        headers.update(limits)
        if not is_allowed and not (caller.is_app and limits["x-rate-limit-limit"] == "0"):
            raise x_too_many(limits)
        if route.name not in _FREE_OF_CREDITS:
            self.context.usage.require_credits()
        answer = route.handler(self.context, call, caller, *arguments)
        if call.method == "GET" and self._is_new(call):
            answer.body = in_new_names(answer.body)
        return answer

    def _is_new(self, call: Call) -> bool:
        return speaks_new_names(call, self.context.world.settings["x_dialect"])

    def _find(self, call: Call) -> tuple[Route, tuple[str, ...]]:
        for route in ROUTES:
            if route.method == call.method and (match := route.pattern.fullmatch(call.path)):
                return route, match.groups()
        raise x_not_found(call.path)


_RENAMED = {
    "referenced_tweets": "referenced_posts",
    "edit_history_tweet_ids": "edit_history_post_ids",
    "note_tweet": "note_post",
    "pinned_tweet_id": "pinned_post_id",
    "most_recent_tweet_id": "most_recent_post_id",
}


def in_new_names(body: Any) -> Any:
    """The body in the names of 2.167. Writes are still answered in the old ones."""
    if isinstance(body, list):
        return [in_new_names(each) for each in body]
    if not isinstance(body, dict):
        return body
    renamed = {_RENAMED.get(name, name): in_new_names(value) for name, value in body.items()}
    if isinstance(renamed.get("includes"), dict) and "tweets" in renamed["includes"]:
        renamed["includes"]["posts"] = renamed["includes"].pop("tweets")
    if "resource_type" in renamed and "parameter" in renamed:
        renamed["parameter"] = renamed["parameter"].replace("referenced_tweets", "referenced_posts")
        renamed["resource_type"] = renamed["resource_type"].replace("tweet", "post")
    return renamed
