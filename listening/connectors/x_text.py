"""The text of an X post as a person reads it, and what X found in it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

Json = Mapping[str, Any]

_OWN_MEDIA_LINK = re.compile(r"/status/\d+/(?:photo|video)/\d+$")


def text_of(item: Json) -> str:
    """The whole text: long posts are cut in `text` and whole in `note_tweet`.

    t.co links become what they stand for; the link to the post's own picture is dropped, so that
    a post that is only a picture has no text.
    """
    note = _note(item)
    text = html.unescape(str((note or item).get("text") or ""))  # before addresses with "&" come in
    for link in entities(item, "urls"):
        short, meant = link.get("url"), str(link.get("expanded_url") or "")
        if not short:
            continue
        is_own_media = "media_key" in link or _OWN_MEDIA_LINK.search(meant)
        text = text.replace(short, "" if is_own_media else meant or short)
    return text.strip()


def _note(item: Json) -> Json | None:
    note = item.get("note_tweet") or item.get("note_post")
    return note if isinstance(note, dict) and note.get("text") else None


def entities(item: Json, name: str) -> list[Json]:
    """`mentions`, `urls` and so on; of a long post also those beyond the cut."""
    found = list((item.get("entities") or {}).get(name) or ())
    note = _note(item)
    if note is not None:
        found += (note.get("entities") or {}).get(name) or ()
    return found
