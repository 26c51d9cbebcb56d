"""X's JSON to mentions.

X is renaming its wire names (OpenAPI 2.167 of 2026-08: `referenced_posts` for `referenced_tweets`
and so on) and both spellings can stand in one answer, so every renamed key is read under both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from listening.connectors import sentences
from listening.connectors.base import (
    Audience,
    AuthorData,
    CannotReply,
    ConnectorError,
    ErrorKind,
    GoneWhy,
    MediaData,
    MediaKind,
    MentionData,
    MentionKind,
)
from listening.connectors.wire import JsonObject
from listening.connectors.x_ids import time_of
from listening.connectors.x_text import entities, text_of

Json = Mapping[str, Any]

_NO_LANGUAGE = {"und", "zxx", "qam", "qct", "qht", "qme", "qst", "art"}
_WITHHELD_EVERYWHERE = {"XX", "XY"}
# X's own words for a partial error; what they mean of a post is documented for the first two only.
_GONE_PROBLEMS = {
    "resource-not-found": GoneWhy.DELETED,
    "not-authorized-for-resource": GoneWhy.PROTECTED,
    "resource-unavailable": GoneWhy.SUSPENDED,
    "disallowed-resource": GoneWhy.WITHHELD,
}
_MEDIA_KINDS = {
    "photo": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "animated_gif": MediaKind.VIDEO,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes the posts are read with."""

    own_id: str
    web_base_url: str


@dataclass(frozen=True, slots=True)
class Included:
    """What an answer's `includes` holds, by id."""

    users: Mapping[str, Json]
    posts: Mapping[str, Json]
    media: Mapping[str, Json]


def posts(payload: Json, reader: Reader) -> tuple[MentionData, ...]:
    """The posts of one page, in the network's order."""
    included = included_of(payload)
    return tuple(post(item, included, reader) for item in data_list(payload) if item.get("id"))


def gone(payload: Json) -> dict[str, GoneWhy]:
    """Posts that X says are deleted, protected, suspended or withheld everywhere, and why.

    A page with such `errors` beside its data is a good page.
    """
    found = {
        str(error.get("resource_id") or error.get("value") or ""): _GONE_PROBLEMS[_problem(error)]
        for error in problems(payload)
        if error.get("resource_type") in ("tweet", "post")
    }
    withheld = [first_id(item) for item in data_list(payload) if is_withheld(item)]
    found |= dict.fromkeys(withheld, GoneWhy.WITHHELD)
    found.pop("", None)
    return found


def problems(payload: Json) -> list[Json]:
    """Partial errors that say an object is no longer there for us."""
    errors = payload.get("errors")
    return [
        error
        for error in (errors if isinstance(errors, list) else [])
        if isinstance(error, dict) and _problem(error) in _GONE_PROBLEMS
    ]


def _problem(error: Json) -> str:
    """The last part of the address that names a problem; its host varies."""
    return str(error.get("type") or "").rpartition("/")[2]


def is_withheld(item: Json) -> bool:
    """Withheld in all countries, not only in some."""
    withheld = item.get("withheld")
    countries = withheld.get("country_codes") if isinstance(withheld, dict) else None
    return bool(_WITHHELD_EVERYWHERE & set(countries or ()))


def data_list(payload: Json) -> list[Json]:
    """`data` as a list: X leaves it out when there is nothing."""
    data = payload.get("data")
    if isinstance(data, dict):
        return [data]
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def listed(payload: JsonObject) -> JsonObject:
    """The answer of a list. Raises ConnectorError(TRANSIENT) for one that says nothing.

    An empty list has `meta` too; taken for one, an empty object would move the mark past posts
    that nobody has seen.
    """
    if isinstance(payload.get("meta"), dict):
        return payload
    raise ConnectorError(ErrorKind.TRANSIENT, sentences.NO_POSTS, code="unreadable")


def included_of(payload: Json) -> Included:
    """Index `includes`, under its old and its new names."""
    includes = payload.get("includes")
    includes = includes if isinstance(includes, dict) else {}
    both = [*(includes.get("tweets") or ()), *(includes.get("posts") or ())]
    return Included(
        users={str(user["id"]): user for user in _plain(includes.get("users")) if "id" in user},
        posts={str(item["id"]): item for item in both if "id" in item},
        media={
            item["media_key"]: item for item in includes.get("media") or () if "media_key" in item
        },
    )


def first_id(item: Json) -> str:
    """The id that names a post over all its edits: the first of its history."""
    history = item.get("edit_history_tweet_ids") or item.get("edit_history_post_ids")
    return min(map(str, history), key=int) if history else str(item["id"])


def post(item: Json, included: Included, reader: Reader) -> MentionData:
    """One post as a mention."""
    version_id, external_id = str(item["id"]), first_id(item)
    references = references_of(item)
    author_id = str(item.get("author_id") or "")
    user = included.users.get(author_id)
    is_own = author_id == reader.own_id
    metrics = item.get("public_metrics") or {}
    is_edited = version_id != external_id
    return MentionData(
        external_id=external_id,
        version_id=version_id,
        kind=MentionKind.POST,
        audience=Audience.PUBLIC,
        posted_at=time_of(external_id) if is_edited else _created(item),
        edited_at=_created(item) if is_edited else None,
        text=text_of(item),
        thread_id=str(item.get("conversation_id") or external_id),
        parent_id=_first_of(references.get("replied_to", ""), included),
        author=author(author_id, user),
        permalink=permalink(version_id, user, reader),
        media=_media(item, included),
        language=_language(item),
        is_own=is_own,
        cannot_reply=_cannot_reply(item, included, references, reader),
        can_reply_privately=not is_own and user is not None and _takes_messages(user),
        share_of=_share_of(references, included),
        share_count=_count(metrics, "retweet_count", "repost_count"),
        reply_count=_count(metrics, "reply_count"),
        like_count=_count(metrics, "like_count"),
        raw={"data": item, "includes": {"users": [user] if user else []}},
    )


def author(author_id: str, user: Json | None) -> AuthorData | None:
    """The writer; X leaves out users who are suspended or protected."""
    if not author_id:
        return None
    if user is None:
        return AuthorData(external_id=author_id)
    metrics = user.get("public_metrics") or {}
    return AuthorData(
        external_id=author_id,
        handle=str(user.get("username") or ""),
        display_name=str(user.get("name") or ""),
        avatar_url=str(user.get("profile_image_url") or ""),
        followers=metrics.get("followers_count"),
    )


def references_of(item: Json) -> dict[str, str]:
    """`replied_to`, `quoted` and `retweeted` (new name: `reposted`), each with its id."""
    found = item.get("referenced_tweets") or item.get("referenced_posts") or ()
    return {
        "retweeted" if each["type"] == "reposted" else each["type"]: str(each["id"])
        for each in found
        if "type" in each and "id" in each
    }


def media_of(keys: Any, included: Included) -> Iterator[MediaData]:
    """Pictures and films by their keys; those X did not include are left out."""
    for key in keys or ():
        found = included.media.get(key)
        if found is None:
            continue
        preview = str(found.get("preview_image_url") or "")
        url = str(found.get("url") or "") or _best_variant(found) or preview
        if url:
            kind = _MEDIA_KINDS.get(str(found.get("type")), MediaKind.PHOTO)
            yield MediaData(kind, url, preview, str(found.get("alt_text") or ""))


def permalink(version_id: str, user: Json | None, reader: Reader) -> str:
    """Address of a post on the web; it works without the writer's name too."""
    who = str((user or {}).get("username") or "i/web")
    return f"{reader.web_base_url}/{who}/status/{version_id}"


def timestamp(value: Any) -> datetime | None:
    """Read an RFC 3339 time."""
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _created(item: Json) -> datetime:
    return timestamp(item.get("created_at")) or time_of(item["id"])


def _cannot_reply(
    item: Json, included: Included, references: Mapping[str, str], reader: Reader
) -> CannotReply:
    """X rule of 2026-02-23: only who names, quotes or directly answers us can be answered."""
    own = reader.own_id
    if item.get("author_id") == own or str(item.get("in_reply_to_user_id") or "") == own:
        return CannotReply.NO
    quoted = included.posts.get(references.get("quoted", ""))
    if quoted is not None and str(quoted.get("author_id")) == own:
        return CannotReply.NO
    handle = str((included.users.get(own) or {}).get("username") or "").lower()
    for mention in entities(item, "mentions"):
        if str(mention.get("id") or "") == own:
            return CannotReply.NO
        if handle and str(mention.get("username") or "").lower() == handle:
            return CannotReply.NO
    return CannotReply.NOT_MENTIONED


def _share_of(references: Mapping[str, str], included: Included) -> str:
    return _first_of(references.get("retweeted", ""), included)


def _first_of(post_id: str, included: Included) -> str:
    """References name the version that was there; mentions are known by their first."""
    original = included.posts.get(post_id)
    return first_id(original) if original else post_id


def _media(item: Json, included: Included) -> tuple[MediaData, ...]:
    attachments = item.get("attachments")
    return tuple(media_of(attachments.get("media_keys"), included)) if attachments else ()


def _best_variant(found: Json) -> str:
    films = [each for each in found.get("variants") or () if "bit_rate" in each and "url" in each]
    return str(max(films, key=lambda each: each["bit_rate"])["url"]) if films else ""


def _language(item: Json) -> str:
    language = str(item.get("lang") or "")
    return "" if language in _NO_LANGUAGE else language


def _takes_messages(user: Json) -> bool:
    return user.get("receives_your_dm") is not False


def _count(metrics: Json, *names: str) -> int:
    return next((int(metrics[name]) for name in names if metrics.get(name) is not None), 0)


def _plain(users: Any) -> Iterator[Json]:
    """Users; some answers wrap each in `data`."""
    for user in users or ():
        wrapped = user.get("data")
        yield wrapped if isinstance(wrapped, dict) else user
