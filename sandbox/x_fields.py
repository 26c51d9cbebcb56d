"""Which fields and expansions a call may ask for, in both spellings of X's wire."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.call import Call
from sandbox.errors import x_invalid


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


TWEET_FIELDS = _names(
    "id text note_tweet created_at author_id conversation_id in_reply_to_user_id "
    "referenced_tweets entities attachments lang public_metrics edit_history_tweet_ids "
    "edit_controls reply_settings withheld possibly_sensitive source context_annotations geo "
    "display_text_range card_uri article community_id media_metadata scopes "
    "non_public_metrics organic_metrics promoted_metrics suggested_source_links"
)
USER_FIELDS = _names(
    "id name username verified verified_type profile_image_url public_metrics protected "
    "receives_your_dm created_at description location url entities pinned_tweet_id "
    "most_recent_tweet_id withheld affiliation connection_status is_identity_verified parody "
    "profile_banner_url subscription subscription_type confirmed_email"
)
MEDIA_FIELDS = _names(
    "media_key type url preview_image_url width height alt_text duration_ms public_metrics "
    "variants non_public_metrics organic_metrics promoted_metrics"
)
DM_FIELDS = _names(
    "id text event_type dm_conversation_id created_at sender_id attachments referenced_tweets "
    "participant_ids entities"
)
TWEET_EXPANSIONS = _names(
    "author_id referenced_tweets.id referenced_tweets.id.author_id in_reply_to_user_id "
    "attachments.media_keys entities.mentions.username edit_history_tweet_ids geo.place_id "
    "attachments.poll_ids referenced_tweets.id.attachments.media_keys "
    "entities.note.mentions.username article.cover_media article.media_entities "
    "attachments.media_source_tweet author_screen_name"
)
USER_EXPANSIONS = _names("pinned_tweet_id most_recent_tweet_id affiliation.user_id")
DM_EXPANSIONS = _names("sender_id participant_ids attachments.media_keys referenced_tweets.id")
_NEW_TO_OLD = {
    "note_post": "note_tweet",
    "referenced_posts": "referenced_tweets",
    "edit_history_post_ids": "edit_history_tweet_ids",
    "pinned_post_id": "pinned_tweet_id",
    "most_recent_post_id": "most_recent_tweet_id",
}


def old_name(name: str) -> str:
    """The spelling of 2.166 for a name of either dialect (dotted names by their parts)."""
    return ".".join(_NEW_TO_OLD.get(part, part) for part in name.split("."))


@dataclass(slots=True)
class Wanted:
    """What a call asked for, in the old spelling."""

    tweet: frozenset[str] = frozenset()
    user: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    dm: frozenset[str] = frozenset()
    expansions: frozenset[str] = field(default_factory=frozenset)


def _listed(call: Call, parameter: str, allowed: frozenset[str]) -> frozenset[str]:
    value = call.query.get(parameter, "")
    names = [old_name(name.strip()) for name in value.split(",") if name.strip()]
    for name in names:
        if name not in allowed:
            options = ",".join(sorted(allowed))
            message = f"The `{parameter}` query parameter value [{name}] is not one of [{options}]"
            raise x_invalid(parameter, name, message)
    return frozenset(names)


def wanted(call: Call, expansions: frozenset[str] = TWEET_EXPANSIONS) -> Wanted:
    """Read and check all field lists of a call. Raises 400 for a name X does not know."""
    tweet = _listed(call, "tweet.fields", TWEET_FIELDS)
    return Wanted(
        tweet=tweet | _listed(call, "post.fields", TWEET_FIELDS),
        user=_listed(call, "user.fields", USER_FIELDS),
        media=_listed(call, "media.fields", MEDIA_FIELDS),
        dm=_listed(call, "dm_event.fields", DM_FIELDS),
        expansions=_listed(call, "expansions", expansions),
    )


def speaks_new_names(call: Call, dialect: str) -> bool:
    """2.167 renamed tweet to post; a call that uses the new names is answered with them."""
    return (
        dialect == "2.167"
        or "post.fields" in call.query
        or "_posts" in call.query.get("expansions", "")
    )
