"""Graph's JSON to mentions. Every field but `id` may be missing, `from` more often than not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from listening.connectors.base import (
    Audience,
    AuthorData,
    CannotReply,
    MediaData,
    MediaKind,
    MentionData,
    MentionKind,
)

Json = Mapping[str, Any]

_ATTACHMENTS = "attachments{media_type,type,title,url,description,media,subattachments}"
POST_FIELDS = (
    "id,message,story,created_time,updated_time,from,permalink_url,full_picture,shares,is_hidden,"
    f"can_reply_privately,{_ATTACHMENTS},"
    "comments.limit(0).summary(true),likes.limit(0).summary(true)"
)
COMMENT_FIELDS = (
    "id,from,message,created_time,parent{id},attachment,permalink_url,like_count,comment_count,"
    "is_hidden,can_comment,can_hide,can_reply_privately"
)
MESSAGE_FIELDS = "id,created_time,from,to,message,attachments,sticker,shares"

_VIDEO_TYPES = ("video", "animated_image", "reel")
_LINK_TYPES = ("share", "link", "event", "note")


def timestamp(value: Any) -> datetime | None:
    """Read `2021-02-12T16:27:12+0000`; the offset has no colon."""
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC)
    except ValueError:
        return None


def data_list(page: Json | None) -> list[Json]:
    """The items of an edge."""
    data = (page or {}).get("data")
    return [item for item in data if isinstance(item, dict)] if isinstance(data, list) else []


def without_paging(item: Json) -> dict[str, Any]:
    """The payload to keep: the addresses in `paging` hold the page's token."""
    return {name: _stripped(value) for name, value in item.items() if name != "paging"}


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return without_paging(value)
    return [_stripped(each) for each in value] if isinstance(value, list) else value


def post(item: Json, page_id: str) -> MentionData:
    """A post of the page, of a visitor on it, or one elsewhere that tags it."""
    post_id = str(item["id"])
    created, updated = timestamp(item.get("created_time")), timestamp(item.get("updated_time"))
    posted_at = timestamp(item.get("tagged_time")) or created or updated
    writer = author(item.get("from"))
    is_own = writer is not None and writer.external_id == page_id
    return MentionData(
        external_id=post_id,
        version_id=post_id,
        kind=MentionKind.POST,
        audience=Audience.PUBLIC,
        posted_at=posted_at or datetime.fromtimestamp(0, UTC),
        text=str(item.get("message") or ""),
        thread_id=post_id,
        author=writer,
        permalink=_address(item.get("permalink_url"), post_id),
        media=tuple(_post_media(item)),
        is_own=is_own,
        is_hidden=bool(item.get("is_hidden")),
        can_reply_privately=not is_own and bool(item.get("can_reply_privately")),
        share_count=int((item.get("shares") or {}).get("count") or 0),
        reply_count=_total(item.get("comments")),
        like_count=_total(item.get("likes")),
        raw=without_paging(item),
    )


def comment(item: Json, post_id: str, page_id: str) -> MentionData:
    """A comment at any level; its thread is the post."""
    comment_id = str(item["id"])
    writer = author(item.get("from"))
    is_own = writer is not None and writer.external_id == page_id
    is_closed = item.get("can_comment") is False
    return MentionData(
        external_id=comment_id,
        version_id=comment_id,
        kind=MentionKind.COMMENT,
        audience=Audience.PUBLIC,
        posted_at=timestamp(item.get("created_time")) or datetime.fromtimestamp(0, UTC),
        text=str(item.get("message") or ""),
        thread_id=post_id,
        parent_id=str((item.get("parent") or {}).get("id") or post_id),
        author=writer,
        permalink=_address(item.get("permalink_url"), comment_id),
        media=tuple(_attachment(item.get("attachment"))),
        is_own=is_own,
        is_hidden=bool(item.get("is_hidden")),
        cannot_reply=CannotReply.COMMENTS_CLOSED if is_closed else CannotReply.NO,
        can_reply_privately=not is_own and bool(item.get("can_reply_privately")),
        reply_count=int(item.get("comment_count") or 0),
        like_count=int(item.get("like_count") or 0),
        raw=without_paging(item),
    )


def message(item: Json, conversation: Json, page_id: str) -> MentionData:
    """One message of a conversation with the page."""
    message_id = str(item["id"])
    writer = author(item.get("from"))
    return MentionData(
        external_id=message_id,
        version_id=message_id,
        kind=MentionKind.MESSAGE,
        audience=Audience.PRIVATE,
        posted_at=timestamp(item.get("created_time")) or datetime.fromtimestamp(0, UTC),
        text=str(item.get("message") or ""),
        thread_id=str(conversation.get("id") or ""),
        author=writer,
        counterpart=counterpart(conversation, item, page_id),
        media=tuple(_message_media(item)),
        is_own=writer is not None and writer.external_id == page_id,
        can_reply_privately=conversation.get("can_reply") is not False,
        raw=without_paging(item),
    )


def counterpart(conversation: Json, item: Json, page_id: str) -> AuthorData | None:
    """The participant that is not the page."""
    people = [*data_list(conversation.get("participants")), item.get("from")]
    people += data_list(item.get("to"))
    others = (author(person) for person in people)
    return next((other for other in others if other and other.external_id != page_id), None)


def author(person: Any) -> AuthorData | None:
    """Who wrote; None for people who did not let the app know them."""
    if not isinstance(person, dict) or not person.get("id"):
        return None
    return AuthorData(external_id=str(person["id"]), display_name=str(person.get("name") or ""))


def _post_media(item: Json) -> Iterator[MediaData]:
    found = [each for entry in data_list(item.get("attachments")) for each in _attachment(entry)]
    picture = str(item.get("full_picture") or "")
    if not found and picture:
        found = [MediaData(MediaKind.PHOTO, picture, picture)]
    yield from found


def _attachment(entry: Any) -> Iterator[MediaData]:
    """An attachment of a post or comment; an album is its parts."""
    if not isinstance(entry, dict):
        return
    parts = data_list(entry.get("subattachments"))
    if parts:
        for part in parts:
            yield from _attachment(part)
        return
    kind = _kind_of(str(entry.get("media_type") or entry.get("type") or ""))
    media = entry.get("media") or {}
    image = str((media.get("image") or {}).get("src") or "")
    source, page = str(media.get("source") or ""), str(entry.get("url") or "")
    is_picture = kind in (MediaKind.PHOTO, MediaKind.STICKER)
    url = (image or page) if is_picture else (source or page or image)
    if url:
        words = str(entry.get("description") or entry.get("title") or "")
        yield MediaData(kind, url, image, words)


def _kind_of(name: str) -> MediaKind:
    if name.startswith(_VIDEO_TYPES):
        return MediaKind.VIDEO
    if name.startswith("sticker"):
        return MediaKind.STICKER
    return MediaKind.LINK if name.startswith(_LINK_TYPES) else MediaKind.PHOTO


def _message_media(item: Json) -> Iterator[MediaData]:
    if item.get("sticker"):
        yield MediaData(MediaKind.STICKER, str(item["sticker"]))
    for entry in data_list(item.get("attachments")):
        image, film = entry.get("image_data") or {}, entry.get("video_data") or {}
        data = film or image
        url = str(data.get("url") or entry.get("file_url") or "")
        kind = MediaKind.VIDEO if film else MediaKind.PHOTO if image else MediaKind.LINK
        if image.get("render_as_sticker"):
            kind = MediaKind.STICKER
        if url:
            yield MediaData(
                kind, url, str(data.get("preview_url") or ""), str(entry.get("name") or "")
            )
    for share in data_list(item.get("shares")):
        if share.get("link"):
            yield MediaData(MediaKind.LINK, str(share["link"]), "", str(share.get("name") or ""))


def _total(edge: Any) -> int:
    summary = edge.get("summary") if isinstance(edge, dict) else None
    return int((summary or {}).get("total_count") or 0)


def _address(value: Any, object_id: str) -> str:
    address = str(value or "") or f"/{object_id}"
    return f"https://www.facebook.com{address}" if address.startswith("/") else address
