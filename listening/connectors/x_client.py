"""tweepy, kept within bounds: which secrets, which host, which fields, which errors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import tweepy

from listening.connectors import sentences
from listening.connectors.base import ConnectorError, ConnectorSettings, Credentials, ErrorKind
from listening.connectors.wire import Dialect, JsonObject, Wire
from listening.connectors.x_errors import classify
from listening.connectors.x_limits import buckets_of, windows_of

REAL_HOST = "api.twitter.com"  # written into tweepy 4.17
SECRET_NAMES = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
DIALECT = Dialect("X", REAL_HOST, (tweepy.TweepyException,), classify, buckets_of, windows_of)

# The old field names: the only ones tweepy sends, and X still takes them.
TWEET_FIELDS = (
    "id,text,note_tweet,created_at,author_id,conversation_id,in_reply_to_user_id,"
    "referenced_tweets,entities,attachments,lang,public_metrics,edit_history_tweet_ids,"
    "edit_controls,reply_settings,withheld,possibly_sensitive"
)
EXPANSIONS = (
    "author_id,referenced_tweets.id,referenced_tweets.id.author_id,in_reply_to_user_id,"
    "attachments.media_keys,entities.mentions.username"
)
USER_FIELDS = (
    "id,name,username,verified,verified_type,profile_image_url,public_metrics,protected,"
    "receives_your_dm"
)
MEDIA_FIELDS = "media_key,type,url,preview_image_url,alt_text,width,height,variants"
DM_FIELDS = (
    "id,text,event_type,dm_conversation_id,created_at,sender_id,attachments,referenced_tweets,"
    "participant_ids"
)
POST_OPTIONS: dict[str, Any] = {
    "tweet_fields": TWEET_FIELDS,
    "expansions": EXPANSIONS,
    "user_fields": USER_FIELDS,
    "media_fields": MEDIA_FIELDS,
}
DM_OPTIONS: dict[str, Any] = {
    "dm_event_fields": DM_FIELDS,
    "expansions": ["sender_id", "participant_ids", "attachments.media_keys"],
    "user_fields": USER_FIELDS,
    "media_fields": MEDIA_FIELDS,
    "event_types": "MessageCreate",
}


class XClient:
    """One account's tweepy client. Answers are raw JSON: nothing is parsed on the way."""

    def __init__(self, credentials: Credentials, settings: ConnectorSettings) -> None:
        values = credentials.values
        missing = [name for name in SECRET_NAMES if not values.get(name)]
        if missing:
            detail = sentences.SECRETS_MISSING % {"names": ", ".join(missing)}
            raise ConnectorError(ErrorKind.AUTH, detail, code="missing-credentials")
        self.has_app_token = bool(values.get("bearer_token"))
        self.wire = Wire(settings.x_api_base_url, settings, DIALECT)
        self.wire.hide(*values.values())
        # wait_on_rate_limit would sleep in the worker, up to 15 minutes and then recurse.
        self.api = tweepy.Client(
            bearer_token=values.get("bearer_token") or None,
            **{name: values[name] for name in SECRET_NAMES},
            return_type=dict,
            wait_on_rate_limit=False,
        )
        self.api.session = self.wire.session

    def read(
        self, method: Callable[..., Any], *args: Any, now: datetime | None, **options: Any
    ) -> JsonObject:
        """Call a reading method as the account (OAuth 1.0a). Raises ConnectorError."""
        options.setdefault("user_auth", True)
        return self.wire.call(lambda: method(*args, **options), now=now)

    def write(
        self, method: Callable[..., Any], *args: Any, now: datetime | None, **options: Any
    ) -> JsonObject:
        """Call a writing method as the account. Raises ConnectorError, also UNKNOWN_OUTCOME."""
        return self.wire.call(
            lambda: method(*args, user_auth=True, **options), now=now, is_write=True
        )
