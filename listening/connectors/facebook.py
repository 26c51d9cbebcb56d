"""A Facebook page with its Messenger, by facebook-sdk and the Graph API."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from listening.connectors import (
    facebook_feeds,
    facebook_find,
    facebook_messages,
    facebook_recheck,
    sentences,
)
from listening.connectors import facebook_parse as parse
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
    Sent,
    Target,
    TargetState,
)
from listening.connectors.entry import CredentialField, NetworkEntry
from listening.connectors.facebook_client import FacebookClient
from listening.connectors.rechecks import Standing
from listening.connectors.sentences import gettext_noop
from listening.connectors.wire import JsonObject

DAY = 24 * 3600
CAPABILITIES = Capabilities(
    network_name="Facebook",
    public_length=8000,
    private_length=2000,
    can_hide=True,
    can_like=True,
    can_delete=True,
    can_edit_reply=True,
    private_name=gettext_noop("Messenger message"),
    pictures_per_reply=1,  # a comment holds one
    picture_types=("image/jpeg", "image/png", "image/gif"),
    private_window_seconds=DAY,
    human_agent_window_seconds=7 * DAY,
    one_private_reply_seconds=7 * DAY,
    feed_kinds=(FeedKind.PAGE_FEED, FeedKind.TAGGED, FeedKind.COMMENTS, FeedKind.MESSAGES),
    answer_target_minutes=60,
)
STANDARD_WINDOW = timedelta(days=1)
_READERS = {
    FeedKind.PAGE_FEED: facebook_feeds.posts,
    FeedKind.TAGGED: facebook_feeds.posts,
    FeedKind.COMMENTS: facebook_feeds.comments,
    FeedKind.MESSAGES: facebook_messages.messages,
}


class FacebookConnector:
    """One Facebook page."""

    capabilities = CAPABILITIES

    def __init__(self, credentials: Credentials, settings: ConnectorSettings) -> None:
        self._client = FacebookClient(credentials, settings)
        self._app = (credentials.values.get("app_id", ""), credentials.values.get("app_secret", ""))
        self._token = credentials.values["page_access_token"]
        self._named_page_id = credentials.values.get("page_id", "")

    def verify(self, *, now: datetime) -> AccountInfo:
        """Ask Graph which page this token belongs to. Raises AUTH when it is dead or another's."""
        page = self._client.get("me", now=now, fields="id,name,picture")
        page_id = str(page.get("id") or "")
        if self._named_page_id and page_id != self._named_page_id:
            raise ConnectorError(ErrorKind.AUTH, sentences.OTHER_PAGE, code="other-page")
        health = self._token_health(now)
        if health.get("is_valid") is False:
            raise ConnectorError(ErrorKind.AUTH, sentences.TOKEN_INVALID)
        return AccountInfo(
            external_id=page_id,
            handle="",
            display_name=str(page.get("name") or ""),
            avatar_url=str(((page.get("picture") or {}).get("data") or {}).get("url") or ""),
            scopes=tuple(str(scope) for scope in health.get("scopes") or ()),
            expires_at=_soonest(health),
        )

    def fetch(self, feed: FeedSpec, cursor: Cursor, *, now: datetime) -> Iterator[Page]:
        """Yield pages; see `facebook_mark` for the cursor."""
        reader = _READERS.get(feed.kind)
        if reader is None:
            detail = sentences.NO_FEED % {"network": "Facebook", "kind": feed.kind}
            raise ConnectorError(ErrorKind.UNSUPPORTED, detail)
        return facebook_feeds.run(reader(self._client, feed, cursor, now), feed, cursor, now)

    def publish_reply(
        self,
        target: Target,
        text: str,
        *,
        now: datetime,
        pictures: tuple[PictureData, ...] = (),
    ) -> Sent:
        """Comment as the page under a post or comment. The picture is an unpublished photo."""
        fields: JsonObject = {"message": text}
        for picture in pictures[: CAPABILITIES.pictures_per_reply]:
            fields["attachment_id"] = self._client.upload(picture, now=now)
        made = self._client.put(target.external_id, "comments", now=now, **fields)
        return Sent(_new_id(made, "id"), thread_id=target.thread_id, posted_at=now)

    def send_private(self, target: Target, text: str, *, now: datetime) -> Sent:
        """Write to the person, or privately answer their comment or visitor post.

        A private answer is possible once, within seven days. A message is possible for 24 hours
        after the person's last one, then for seven days as a human agent. Raises WINDOW outside.
        """
        recipient = self._recipient(target, now)
        fields = _messaging(target, now) if "id" in recipient else {"messaging_type": "RESPONSE"}
        made = self._client.put(
            self._client.page_id,
            "messages",
            now=now,
            recipient=recipient,
            message={"text": text},
            **fields,
        )
        return Sent(
            external_id=_new_id(made, "message_id"),
            thread_id=target.thread_id if target.thread_id.startswith("t_") else "",
            recipient_id=str(made.get("recipient_id") or target.recipient_id),
            posted_at=now,
        )

    def find_reply(
        self, target: Target, text: str, *, audience: Audience, since: datetime
    ) -> Sent | None:
        """Look for our comment under the target, or for our message to the person."""
        is_public = audience is Audience.PUBLIC
        find = facebook_find.find_public if is_public else facebook_find.find_private
        try:
            return find(self._client, target, text, since)
        except ConnectorError as error:
            if error.kind is ErrorKind.GONE:  # with the target everything under it is gone
                return None
            raise

    def edit_reply(self, target: Target, external_id: str, text: str, *, now: datetime) -> Sent:
        """Change our comment. Source: Graph API reference, Comment, "Updating"."""
        answer = self._client.update(external_id, now=now, message=text)
        if answer.get("success") is not True:
            detail = sentences.EDIT_UNKNOWN
            raise ConnectorError(ErrorKind.UNKNOWN_OUTCOME, detail, code="no-success")
        return Sent(external_id, thread_id=target.thread_id)

    def find_edit(self, external_id: str, text: str) -> Sent | None:
        """Read our comment by its id."""
        return facebook_find.find_edit(self._client, external_id, text)

    def check_target(self, target: Target) -> TargetState:
        """Look the post or comment up; a private conversation cannot go away."""
        if target.kind is MentionKind.MESSAGE:
            return TargetState.OK
        return facebook_find.check(self._client, target)

    def look_again(self, ids: Sequence[str], *, now: datetime) -> Standing:
        """Are these posts and comments still there? Nothing is gone while a right is missing."""
        return facebook_recheck.look_again(self._client, ids, now)

    def rate_windows(self) -> tuple[RateWindow, ...]:
        """What the newest answers told of the use of each limit, one window a bucket."""
        return self._client.wire.rate_windows()

    def hide(self, target: Target, *, hidden: bool) -> None:
        """Hide a comment from all but its writer and their friends, or show it again."""
        self._client.update(target.external_id, is_hidden=hidden)

    def like(self, target: Target) -> None:
        """Like as the page."""
        self._client.put(target.external_id, "likes", now=None)

    def _recipient(self, target: Target, now: datetime) -> dict[str, str]:
        if target.recipient_id:
            return {"id": target.recipient_id}
        if target.kind is MentionKind.COMMENT:
            return {"comment_id": target.external_id}
        if target.kind is MentionKind.POST:
            return {"post_id": target.external_id}
        conversation = self._client.get(target.thread_id, now=now, fields="id,participants")
        person = parse.counterpart(conversation, {}, self._client.page_id)
        if person is None:
            raise ConnectorError(ErrorKind.REFUSED, sentences.NO_PERSON, code="no-recipient")
        return {"id": person.external_id}

    def _token_health(self, now: datetime) -> dict[str, Any]:
        """`debug_token`; without the app's id and secret there is nobody to ask."""
        app_id, app_secret = self._app
        if not (app_id and app_secret):
            return {}
        graph = self._client.graph
        answer = self._client.wire.call(
            lambda: graph.debug_access_token(self._token, app_id, app_secret), now=now
        )
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _messaging(target: Target, now: datetime) -> dict[str, str]:
    """HUMAN_AGENT is the one tag that Meta still takes (since 2026-04-27)."""
    last = target.last_inbound_at
    if last is not None and now - last > STANDARD_WINDOW:
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return {"messaging_type": "RESPONSE"}


def _soonest(health: dict[str, Any]) -> datetime | None:
    """When the token or the access to data ends; 0 means never."""
    ends = [health.get("expires_at"), health.get("data_access_expires_at")]
    times = [int(end) for end in ends if isinstance(end, (int, float)) and end > 0]
    return datetime.fromtimestamp(min(times), UTC) if times else None


def _new_id(made: JsonObject, name: str) -> str:
    new_id = str(made.get(name) or "")
    if not new_id:
        detail = sentences.NO_ID % {"network": "Facebook"}
        raise ConnectorError(ErrorKind.UNKNOWN_OUTCOME, detail, code="no-id")
    return new_id


ENTRY = NetworkEntry(
    network=Network.FACEBOOK,
    capabilities=CAPABILITIES,
    credential_fields=(
        CredentialField(
            "page_id", gettext_noop("Page id"), gettext_noop("The number on the page's About tab.")
        ),
        CredentialField(
            "page_access_token",
            gettext_noop("Page access token"),
            gettext_noop("The page's own token, not a person's."),
        ),
        CredentialField(
            "app_secret",
            gettext_noop("App secret"),
            gettext_noop("Optional: needed when the app asks for a proof with every call."),
            is_required=False,
        ),
        CredentialField(
            "app_id",
            gettext_noop("App id"),
            gettext_noop(
                "Optional: with the app secret it shows when the token ends and what it may do."
            ),
            is_required=False,
        ),
    ),
    build=FacebookConnector,
)
