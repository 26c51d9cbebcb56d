"""The kinds of things that all connectors name alike; `base` offers them with the rest."""

from __future__ import annotations

from enum import StrEnum


class Network(StrEnum):
    X = "X"
    FACEBOOK = "FACEBOOK"


class FeedKind(StrEnum):
    MENTIONS = "MENTIONS"  # X: posts that name the account
    SEARCH = "SEARCH"  # X: recent search for one watch term
    PAGE_FEED = "PAGE_FEED"  # Facebook: the page's own posts and visitors' posts
    TAGGED = "TAGGED"  # Facebook: posts elsewhere that tag the page
    COMMENTS = "COMMENTS"  # Facebook: comments at every level
    MESSAGES = "MESSAGES"  # private messages: X DM, Messenger
    OWN_POSTS = "OWN_POSTS"  # X: what the account itself wrote, in whatever app


class MentionKind(StrEnum):
    POST = "POST"
    COMMENT = "COMMENT"
    MESSAGE = "MESSAGE"


class Audience(StrEnum):
    PUBLIC = "PUBLIC"
    PRIVATE = "PRIVATE"


class MediaKind(StrEnum):
    PHOTO = "PHOTO"
    VIDEO = "VIDEO"
    LINK = "LINK"
    STICKER = "STICKER"


class CannotReply(StrEnum):
    """Why the network's API would refuse a public answer; empty string means it will not."""

    NO = ""
    NOT_MENTIONED = "NOT_MENTIONED"  # X since 2026-02-23: the author did not name or quote us
    COMMENTS_CLOSED = "COMMENTS_CLOSED"
    NOT_PUBLIC = "NOT_PUBLIC"


class GoneWhy(StrEnum):
    """Why a network no longer shows a post to us."""

    DELETED = "DELETED"
    SUSPENDED = "SUSPENDED"
    WITHHELD = "WITHHELD"
    PROTECTED = "PROTECTED"  # its author shows it to followers only; some networks say no more


class TargetState(StrEnum):
    OK = "OK"
    GONE = "GONE"
    HIDDEN = "HIDDEN"
    AUTHOR_GONE = "AUTHOR_GONE"
