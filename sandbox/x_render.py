"""Posts, users, pictures and direct messages as X v2 JSON, with includes and partial errors."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.errors import x_partial
from sandbox.models import PRACTICE, Media, Person, XDm, XPost, XVersion
from sandbox.world import World
from sandbox.x_fields import Wanted
from sandbox.x_wire_text import WireTexts, guess_language

EDIT_WINDOW = timedelta(minutes=60)
Json = dict[str, Any]


def x_time(moment: datetime) -> str:
    """X gives whole seconds and then three noughts."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Renderer:
    """Renders the objects of one answer and gathers what they refer to."""

    def __init__(self, world: World, texts: WireTexts, wanted: Wanted) -> None:
        self._world = world
        self._texts = texts
        self._wanted = wanted
        self._users: dict[str, Json] = {}
        self._tweets: dict[str, Json] = {}
        self._media: dict[str, Json] = {}
        self.errors: list[dict[str, str]] = []

    # -- objects ---------------------------------------------------------------------------

    def is_readable(self, post: XPost) -> bool:
        """Standing, and by someone whose posts the practice may see."""
        return post.deleted_at is None and not self._world.person(post.author).is_protected

    def tweet(self, post: XPost, version: XVersion | None = None) -> Json:
        """One post with the fields asked for; expands it into includes."""
        version = version or post.versions[-1]
        self._expand(post)
        return self._bare_tweet(post, version)

    def _bare_tweet(self, post: XPost, version: XVersion) -> Json:
        wire = self._texts.of(post, version)
        text = wire.text
        if "XX" in post.withheld_in:
            username = self._world.person(post.author).x_username
            text = f"This post from @{username} has been withheld in response to a legal demand."
        data: Json = {
            "id": version.id,
            "text": text,
            "edit_history_tweet_ids": [each.id for each in post.versions],
        }
        fields = self._wanted.tweet
        if "author_id" in fields or "author_id" in self._wanted.expansions:
            data["author_id"] = self._world.person(post.author).x_user_id
        if fields:
            self._add_plain(data, post, version, fields)
            if "entities" in fields and wire.entities:
                data["entities"] = wire.entities
            if "note_tweet" in fields and wire.full is not None:
                data["note_tweet"] = {"text": wire.full} | (
                    {"entities": wire.full_entities} if wire.full_entities else {}
                )
        self._add_links(data, post)
        return data

    def _add_plain(
        self, data: Json, post: XPost, version: XVersion, fields: frozenset[str]
    ) -> None:
        if "created_at" in fields:
            data["created_at"] = x_time(version.created_at)
        if "conversation_id" in fields:
            data["conversation_id"] = post.conversation_id
        if "lang" in fields:
            data["lang"] = guess_language(version.text)
        if "possibly_sensitive" in fields:
            data["possibly_sensitive"] = False
        if "reply_settings" in fields:
            data["reply_settings"] = "everyone"
        if "public_metrics" in fields:
            data["public_metrics"] = self._metrics(post)
        if "edit_controls" in fields:
            data["edit_controls"] = self._edit_controls(post)
        if "withheld" in fields and post.withheld_in:
            data["withheld"] = {"copyright": False, "country_codes": post.withheld_in}

    def _metrics(self, post: XPost) -> Json:
        counts = self._world.x_counts(post)
        return {
            "retweet_count": counts["reposts"],
            "reply_count": counts["replies"],
            "like_count": counts["likes"],
            "quote_count": counts["quotes"],
            "bookmark_count": 0,
            "impression_count": 40 + 9 * counts["likes"],
        }

    def _edit_controls(self, post: XPost) -> Json:
        until = post.versions[0].created_at + EDIT_WINDOW
        left = 6 - len(post.versions)
        is_open = post.reply_to is None and left > 0 and self._world.clock.now() < until
        return {
            "edits_remaining": left,
            "is_edit_eligible": is_open,
            "editable_until": x_time(until),
        }

    def _references(self, post: XPost) -> list[tuple[str, str]]:
        kinds = (
            ("replied_to", post.reply_to),
            ("quoted", post.quote_of),
            ("retweeted", post.repost_of),
        )
        return [(kind, target) for kind, target in kinds if target is not None]

    def _add_links(self, data: Json, post: XPost) -> None:
        fields, expansions = self._wanted.tweet, self._wanted.expansions
        references = self._references(post)
        asked = "referenced_tweets" in fields or "referenced_tweets.id" in expansions
        asked = asked or "referenced_tweets.id.author_id" in expansions
        if references and asked:
            data["referenced_tweets"] = [{"type": kind, "id": each} for kind, each in references]
        in_reply = "in_reply_to_user_id"
        if post.reply_to and (in_reply in fields or in_reply in expansions):
            parent = self._world.x_find(post.reply_to)
            if parent is not None:
                data[in_reply] = self._world.person(parent.author).x_user_id
        wants_media = "attachments" in fields or "attachments.media_keys" in expansions
        if post.media_ids and wants_media:
            keys = [self._world.media[each].media_key for each in post.media_ids]
            data["attachments"] = {"media_keys": keys}

    # -- expansions ------------------------------------------------------------------------

    def _expand(self, post: XPost) -> None:
        expansions = self._wanted.expansions
        if not expansions:
            return
        if "author_id" in expansions:
            self.include_user(self._world.person(post.author))
        if "attachments.media_keys" in expansions:
            for media_id in post.media_ids:
                self._include_media(self._world.media[media_id])
        if "in_reply_to_user_id" in expansions and post.reply_to:
            parent = self._world.x_find(post.reply_to)
            if parent is not None:
                self.include_user(self._world.person(parent.author))
        if "entities.mentions.username" in expansions:
            wire = self._texts.of(post, post.versions[-1])
            for mention in wire.entities.get("mentions", ()):
                if person := self._world.find_person("@" + mention["username"]):
                    self.include_user(person)
        if any(name.startswith("referenced_tweets.id") for name in expansions):
            for _, target in self._references(post):
                self.include_tweet(target, "referenced_tweets.id")

    def include_tweet(self, post_id: str, parameter: str) -> None:
        """Put a referenced post into includes, or its absence into errors."""
        post = self._world.x_find(post_id)
        if post is None or post.deleted_at is not None:
            self._miss(x_partial(parameter, post_id))
            return
        if not self.is_readable(post):
            self._miss(x_partial(parameter, post_id, reason="protected"))
            return
        if post_id not in self._tweets:
            version = next(each for each in post.versions if each.id == post_id)
            self._tweets[post_id] = self._bare_tweet(post, version)
        if "referenced_tweets.id.author_id" in self._wanted.expansions:
            self.include_user(self._world.person(post.author))
        if "referenced_tweets.id.attachments.media_keys" in self._wanted.expansions:
            for media_id in post.media_ids:
                self._include_media(self._world.media[media_id])

    def _miss(self, error: dict[str, str]) -> None:
        if error not in self.errors:
            self.errors.append(error)

    def include_user(self, person: Person) -> None:
        """Put a user into includes, once."""
        if person.key not in self._users:
            self._users[person.key] = self.user(person)

    def _include_media(self, media: Media) -> None:
        if media.media_key not in self._media:
            self._media[media.media_key] = self._media_object(media)

    def includes(self) -> Json:
        """`users`, `tweets` and `media` that the objects referred to, without empty ones."""
        gathered = {"users": self._users, "tweets": self._tweets, "media": self._media}
        return {name: list(each.values()) for name, each in gathered.items() if each}

    def _media_object(self, media: Media) -> Json:
        everything: Json = {
            "url": self._world.public_base_url + media.url,
            "width": media.width,
            "height": media.height,
            "alt_text": media.alt_text,
        }
        wanted = {k: v for k, v in everything.items() if k in self._wanted.media and v}
        return {"media_key": media.media_key, "type": "photo"} | wanted

    def user(self, person: Person) -> Json:
        """One user with the fields asked for."""
        data: Json = {
            "id": person.x_user_id,
            "name": person.name,
            "username": person.x_username,
        }
        fields = self._wanted.user
        if not fields:
            return data
        posts = self._world.x_by_author.get(person.key, ())
        everything: Json = {
            "created_at": x_time(person.created_at),
            "description": person.about,
            "verified": person.key == PRACTICE,
            "verified_type": "business" if person.key == PRACTICE else "none",
            "profile_image_url": self._world.public_base_url + person.picture_url,
            "protected": person.is_protected,
            "receives_your_dm": person.accepts_dms,
            "public_metrics": {
                "followers_count": person.x_followers,
                "following_count": 120,
                "tweet_count": len(posts),
                "listed_count": 0,
                "like_count": 0,
            },
        }
        return data | {name: value for name, value in everything.items() if name in fields}

    def dm(self, dm: XDm) -> Json:
        """One direct message event with the fields asked for."""
        fields, expansions = self._wanted.dm, self._wanted.expansions
        sender = self._world.person(dm.sender)
        pair = dm.conversation_id.split("-")
        data: Json = {"id": dm.id, "text": dm.text, "event_type": "MessageCreate"}
        everything: Json = {
            "dm_conversation_id": dm.conversation_id,
            "created_at": x_time(dm.created_at),
            "sender_id": sender.x_user_id,
        }
        wanted = fields | expansions
        data |= {name: value for name, value in everything.items() if name in wanted}
        if "sender_id" in expansions:
            self.include_user(sender)
        if "participant_ids" in expansions:
            for user_id in pair:
                if person := self._world.find_person(user_id):
                    self.include_user(person)
        return data
