"""The text of a post as X puts it on the wire: short links, cut long posts, entities."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from sandbox.models import Media, XPost, XVersion
from sandbox.text import HANDLE, HASHTAG, URL, X_MAX_LENGTH, cut_for_timeline, weighted_length
from sandbox.world import World

_SPANISH = re.compile(
    r"\b(el|la|los|las|una|que|por|para|gracias|con|muy|pero|está|hola|cómo|mi|del)\b", re.I
)
_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class WireText:
    """`text` may be cut; `full` is the whole text, with its own entities, when it was."""

    text: str
    entities: dict[str, Any]
    full: str | None = None
    full_entities: dict[str, Any] | None = None


def short_link(target: str) -> str:
    """The t.co link of an address; always the same for the same address."""
    return "https://t.co/" + hashlib.sha256(target.encode()).hexdigest()[:10]


def guess_language(text: str) -> str:
    """Enough for `lang:` in a query: English, Spanish, or no language at all (zxx)."""
    plain = URL.sub("", HANDLE.sub("", text))
    if not _LETTERS.search(plain):
        return "zxx"
    return "es" if len(_SPANISH.findall(plain)) >= 2 else "en"


class WireTexts:
    """Builds and remembers wire texts; a version never changes, so neither does its text."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._known: dict[str, WireText] = {}

    def of(self, post: XPost, version: XVersion) -> WireText:
        """The wire text of one version of a post."""
        found = self._known.get(version.id)
        if found is None:
            found = self._known[version.id] = self._build(post, version)
        return found

    def forget(self) -> None:
        """Start anew (after a reset of the world)."""
        self._known.clear()

    def _build(self, post: XPost, version: XVersion) -> WireText:
        tail = self._tail(post)
        if weighted_length(version.text) <= X_MAX_LENGTH or post.repost_of:
            text, entities = self._linked(version.text, tail)
            return WireText(text, entities)
        full, full_entities = self._linked(version.text, tail)
        own = f"https://x.com/i/web/status/{version.id}"
        text, entities = self._linked(cut_for_timeline(version.text), [(own, None)])
        return WireText(text, entities, full, full_entities)

    def _tail(self, post: XPost) -> list[tuple[str, Media | None]]:
        """Links that X appends to the text: the quoted post, then the pictures."""
        tail: list[tuple[str, Media | None]] = []
        quoted = self._world.x_find(post.quote_of) if post.quote_of else None
        if quoted is not None:
            username = self._world.person(quoted.author).x_username
            tail.append((f"https://twitter.com/{username}/status/{post.quote_of}", None))
        username = self._world.person(post.author).x_username
        for media_id in post.media_ids:
            address = f"https://twitter.com/{username}/status/{post.root_id}/photo/1"
            tail.append((address, self._world.media[media_id]))
        return tail

    def _linked(
        self, text: str, tail: list[tuple[str, Media | None]]
    ) -> tuple[str, dict[str, Any]]:
        urls: list[dict[str, Any]] = []
        parts: list[str] = []
        length = last = 0
        for match in URL.finditer(text):
            before = text[last : match.start()]
            urls.append(_url_entity(match.group(), length + len(before)))
            parts += [before, urls[-1]["url"]]
            length += len(before) + len(urls[-1]["url"])
            last = match.end()
        parts.append(text[last:])
        wire = "".join(parts).rstrip()
        for address, media in tail:
            wire += " " if wire else ""
            urls.append(_url_entity(address, len(wire), media))
            wire += urls[-1]["url"]
        return wire, self._entities(wire, urls)

    def _entities(self, wire: str, urls: list[dict[str, Any]]) -> dict[str, Any]:
        entities: dict[str, Any] = {"urls": urls} if urls else {}
        mentions = []
        for match in HANDLE.finditer(wire):
            mention: dict[str, Any] = {
                "start": match.start(),
                "end": match.end(),
                "username": match.group(1),
            }
            if person := self._world.find_person("@" + match.group(1)):
                mention |= {"username": person.x_username, "id": person.x_user_id}
            mentions.append(mention)
        if mentions:
            entities["mentions"] = mentions
        hashtags = [
            {"start": match.start(), "end": match.end(), "tag": match.group(1)}
            for match in HASHTAG.finditer(wire)
        ]
        return entities | ({"hashtags": hashtags} if hashtags else {})


def _url_entity(address: str, start: int, media: Media | None = None) -> dict[str, Any]:
    short = short_link(address)
    display = address.removeprefix("https://").removeprefix("http://")
    entity: dict[str, Any] = {
        "start": start,
        "end": start + len(short),
        "url": short,
        "expanded_url": address,
        "display_url": display if len(display) <= 30 else display[:29] + "…",
    }
    if media is not None:
        entity["media_key"] = media.media_key
        entity["display_url"] = "pic.twitter.com/" + short.rpartition("/")[2]
    return entity
