"""X (formerly Twitter), by tweepy and API v2, with the account's own OAuth 1.0a tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from listening.connectors import sentences, x_find, x_media, x_recheck, x_refusals
from listening.connectors.base import (
    AccountInfo,
    Audience,
    Capabilities,
    ConnectorError,
    ConnectorSettings,
    Credentials,
    Cursor,
    ErrorKind,
    FeedKind,
    FeedSpec,
    MentionKind,
    Network,
    Page,
    PictureData,
    RateWindow,
    ReadUsage,
    Sent,
    Target,
    TargetState,
)
from listening.connectors.entry import CredentialField, NetworkEntry
from listening.connectors.http import last_answer
from listening.connectors.rechecks import Standing
from listening.connectors.sentences import gettext_noop
from listening.connectors.wire import JsonObject
from listening.connectors.x_client import USER_FIELDS, XClient
from listening.connectors.x_ids import time_of
from listening.connectors.x_messages import Messages
from listening.connectors.x_parse import Reader
from listening.connectors.x_timeline import Timeline

CAPABILITIES = Capabilities(
    network_name="X",
    public_length=280,
    private_length=10_000,
    counts_links_as=23,
    counts_wide_as_two=True,
    names_lead=True,
    needs_mention_to_reply=True,  # since 2026-02-23, for all but enterprise apps
    can_hide=True,  # replies in conversations we started
    can_like=False,  # taken from all self-serve apps on 2026-04-20
    can_delete=True,
    can_edit_reply=False,  # X has no edit by API; in its own app only within an hour
    private_name=gettext_noop("direct message"),
    pictures_per_reply=4,
    picture_types=("image/jpeg", "image/png", "image/webp"),
    # Our own posts: an answer written in X's own app stops the clock too.
    feed_kinds=(FeedKind.MENTIONS, FeedKind.OWN_POSTS, FeedKind.SEARCH, FeedKind.MESSAGES),
    answer_target_minutes=60,
    min_interval_seconds={  # direct messages: 15 calls in 15 minutes
        FeedKind.MESSAGES: 60
    },
)


class XConnector:
    """One X account."""

    capabilities = CAPABILITIES

    def __init__(self, credentials: Credentials, settings: ConnectorSettings) -> None:
        self._client = XClient(credentials, settings)
        # An OAuth 1.0a access token begins with the id of its user.
        own_id = credentials.account_external_id or _token_owner(credentials)
        self._reader = Reader(own_id, settings.x_web_base_url.rstrip("/"))

    def verify(self, *, now: datetime) -> AccountInfo:
        """Ask X whose token this is. Raises AUTH when it is dead."""
        payload = self._client.read(self._client.api.get_me, now=now, user_fields=USER_FIELDS)
        user = payload.get("data") or {}
        if not user.get("id"):
            raise ConnectorError(ErrorKind.TRANSIENT, sentences.NO_OWNER)
        answer = last_answer.get()
        access = answer.headers.get("x-access-level", "") if answer else ""
        return AccountInfo(
            external_id=str(user["id"]),
            handle=str(user.get("username") or ""),
            display_name=str(user.get("name") or ""),
            avatar_url=str(user.get("profile_image_url") or ""),
            scopes=tuple(part for part in access.split("-") if part),
            expires_at=None,  # OAuth 1.0a tokens do not expire
        )

    def fetch(self, feed: FeedSpec, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Yield pages; see `Timeline` and `Messages` for the cursors."""
        if feed.kind is FeedKind.MESSAGES:
            return Messages(self._client, self._reader).pages(feed, cursor, now)
        if feed.kind in CAPABILITIES.feed_kinds:
            return Timeline(self._client, self._reader, feed).pages(cursor, now)
        detail = sentences.NO_FEED % {"network": "X", "kind": feed.kind}
        raise ConnectorError(ErrorKind.UNSUPPORTED, detail)

    def publish_reply(
        self,
        target: Target,
        text: str,
        *,
        now: datetime,
        pictures: tuple[PictureData, ...] = (),
    ) -> Sent:
        """Post a reply. REFUSED with code `not-mentioned` when X's reply rule forbids it."""
        media_ids = [x_media.upload(self._client, picture, now=now) for picture in pictures]
        refusal: ConnectorError
        try:
            payload = self._client.write(
                self._client.api.create_tweet,
                now=now,
                text=text,
                in_reply_to_tweet_id=target.version_id or target.external_id,
                media_ids=media_ids or None,
            )
        except ConnectorError as error:
            if not x_refusals.is_unexplained(error):
                raise
            refusal = error
        else:
            return self._sent(payload, target)
        raise x_refusals.explained(refusal, self._client, self._reader, target, text, now=now)

    def _sent(self, payload: JsonObject, target: Target) -> Sent:
        post_id = _new_id(payload, "id")
        return Sent(post_id, thread_id=target.thread_id, posted_at=time_of(post_id))

    def send_private(self, target: Target, text: str, *, now: datetime) -> Sent:
        """Send a direct message. REFUSED with `cannot-message` when the person takes none."""
        where = x_find.conversation_of(target)
        payload = self._client.write(
            self._client.api.create_direct_message, now=now, text=text, **where
        )
        event_id = _new_id(payload, "dm_event_id")
        return Sent(
            external_id=event_id,
            thread_id=str(payload["data"].get("dm_conversation_id") or target.thread_id),
            recipient_id=target.recipient_id,
            posted_at=now,
        )

    def find_reply(
        self, target: Target, text: str, *, audience: Audience, since: datetime
    ) -> Sent | None:
        """Look for our answer in our own timeline, or in the private conversation."""
        find = x_find.find_public if audience is Audience.PUBLIC else x_find.find_private
        return find(self._client, self._reader, target, text, since)

    def edit_reply(self, target: Target, external_id: str, text: str, *, now: datetime) -> Sent:
        """Not offered: X has no edit of an answer by its API."""
        raise ConnectorError(ErrorKind.UNSUPPORTED, sentences.NO_EDIT)

    def find_edit(self, external_id: str, text: str) -> Sent | None:
        """Not offered, like the edit itself."""
        raise ConnectorError(ErrorKind.UNSUPPORTED, sentences.NO_EDIT)

    def check_target(self, target: Target) -> TargetState:
        """Look the post up; a private conversation cannot go away."""
        if target.kind is MentionKind.MESSAGE:
            return TargetState.OK
        return x_find.check(self._client, target)

    def look_again(self, ids: Sequence[str], *, now: datetime) -> Standing:
        """Are these posts still there? One call, and only found ones are billed."""
        return x_recheck.look_again(self._client, ids, now)

    def rate_windows(self) -> tuple[RateWindow, ...]:
        """The windows of every endpoint called so far."""
        return self._client.wire.rate_windows()

    def usage(self, *, now: datetime) -> ReadUsage | None:
        """Post reads of this billing cycle; None without an app-only token, which X asks for."""
        if not self._client.has_app_token:
            return None
        api = self._client.api  # tweepy has no method for this endpoint

        def ask() -> object:
            return api.request("GET", "/2/usage/tweets", user_auth=False).json()

        data = self._client.wire.call(ask, now=now).get("data") or {}
        return ReadUsage(
            used=int(data.get("project_usage") or 0),
            cap=int(data["project_cap"]) if data.get("project_cap") else None,
            reset_day=int(data["cap_reset_day"]) if data.get("cap_reset_day") else None,
        )

    def hide(self, target: Target, *, hidden: bool) -> None:
        """Hide a reply, or show it again; only in conversations we started."""
        api = self._client.api
        self._client.write(
            api.hide_reply if hidden else api.unhide_reply,
            target.version_id or target.external_id,
            now=None,
        )

    def like(self, target: Target) -> None:
        """Not offered: X took likes from self-serve apps."""
        raise ConnectorError(ErrorKind.UNSUPPORTED, sentences.NO_LIKE)


def _new_id(payload: JsonObject, name: str) -> str:
    data = payload.get("data")
    new_id = str(data.get(name) or "") if isinstance(data, dict) else ""
    if not new_id.isdigit():
        detail = sentences.NO_ID % {"network": "X"}
        raise ConnectorError(ErrorKind.UNKNOWN_OUTCOME, detail, code="no-id")
    return new_id


def _token_owner(credentials: Credentials) -> str:
    return credentials.values.get("access_token", "").partition("-")[0]


ENTRY = NetworkEntry(
    network=Network.X,
    capabilities=CAPABILITIES,
    credential_fields=(
        CredentialField(
            "consumer_key",
            gettext_noop("API key"),
            gettext_noop("From the app's page on X, Keys and tokens."),
        ),
        CredentialField("consumer_secret", gettext_noop("API key secret")),
        CredentialField(
            "access_token",
            gettext_noop("Access token"),
            gettext_noop(
                "Of the practice's own account, with the right to read, write and send messages."
            ),
        ),
        CredentialField("access_token_secret", gettext_noop("Access token secret")),
        CredentialField(
            "bearer_token",
            gettext_noop("Bearer token"),
            gettext_noop(
                "Optional: gives searches a wider limit and shows the reads that X has counted."
            ),
            is_required=False,
        ),
    ),
    build=XConnector,
)
