"""From a connector's dataclasses to rows; pure but for the model classes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from listening.connectors.base import AuthorData, MediaData, MentionData
from listening.models import Author, Mention, NetworkAccount
from listening.scoring import Reason, score_sentiment, topics_of, triage
from practice_hub.bulk import as_json, storable, storable_count
from practice_hub.names import one_line

AUTHOR_FIELDS = ["handle", "display_name", "avatar_url", "followers"]
CHANGING_FIELDS = [
    "version_id",
    "text",
    "media",
    "permalink",
    "edited_at",
    "is_hidden",
    "cannot_reply",
    "can_reply_privately",
    "share_count",
    "reply_count",
    "like_count",
    "sentiment_score",
    "sentiment",
    "sentiment_reasons",
    "scorer_version",
    "category",
    "urgency",
    "triage_reasons",
    "topics",
]
BURIED_FIELDS = [
    "deleted_at",
    "gone_reason",
    "text",
    "media",
    "permalink",
    "sentiment_reasons",
    "triage_reasons",
]
_JSON = ("media", "sentiment_reasons", "triage_reasons")


def web_address(text: str) -> str:
    """`text` where it leads to the web, else "": it becomes a link, and a script is none."""
    text = storable(text).strip()
    return text if text.lower().startswith(("https://", "http://")) else ""


def _person(person: AuthorData) -> dict[str, Any]:
    followers = person.followers
    return {
        "handle": one_line(storable(person.handle))[:120],
        "display_name": one_line(storable(person.display_name))[:200],
        "avatar_url": web_address(person.avatar_url)[:1000],
        "followers": None if followers is None else storable_count(followers),
    }


def author_row(account: NetworkAccount, person: AuthorData, now: datetime) -> dict[str, Any]:
    return _person(person) | {
        "practice_id": account.practice_id,
        "network": account.network,
        "external_id": person.external_id,
        "first_seen_at": now,
    }


def refresh_author(author: Author, person: AuthorData) -> bool:
    """Take over what the network now says; empty values never erase what is known."""
    changed = False
    for name, value in _person(person).items():
        if value not in ("", None) and getattr(author, name) != value:
            setattr(author, name, value)
            changed = True
    return changed


def scored(text: str) -> dict[str, Any]:
    """Sentiment, triage and topics of one text as column values; JSON as plain lists."""
    feeling = score_sentiment(text)
    sorting = triage(text, feeling)
    return {
        "sentiment_score": feeling.score,
        "sentiment": feeling.label,
        "sentiment_reasons": [_reason(reason) for reason in feeling.reasons],
        "scorer_version": feeling.version,
        "category": sorting.category,
        "urgency": sorting.urgency,
        "triage_reasons": [_reason(reason) for reason in sorting.reasons],
        "topics": topics_of(text),
    }


def _reason(reason: Reason) -> dict[str, Any]:
    # Written out: `asdict` copies deeply, which was a tenth of the time of a page.
    return {
        "word": reason.word,
        "weight": reason.weight,
        "start": reason.start,
        "end": reason.end,
    }


_UNSCORED: dict[str, Any] = {
    "sentiment_score": 0.0,
    "sentiment": "NEUTRAL",
    "sentiment_reasons": [],
    "scorer_version": "",
    "category": "OTHER",
    "urgency": "NORMAL",
    "triage_reasons": [],
    "topics": [],
}


def _content(item: MentionData) -> dict[str, Any]:
    """Columns that an edit may change, scores left out."""
    return {
        "version_id": item.version_id or item.external_id,
        "text": storable(item.text),
        "media": [_media(media) for media in item.media],
        "permalink": web_address(item.permalink)[:1000],
        "edited_at": item.edited_at,
        "is_hidden": item.is_hidden,
        "cannot_reply": item.cannot_reply.value,
        "can_reply_privately": item.can_reply_privately,
        "share_count": storable_count(item.share_count),
        "reply_count": storable_count(item.reply_count),
        "like_count": storable_count(item.like_count),
    }


def _media(media: MediaData) -> dict[str, str]:
    # Cleaned here, so that a later look at the same picture compares as unchanged.
    return {
        "kind": media.kind.value,
        "url": web_address(media.url),
        "preview_url": web_address(media.preview_url),
        "alt_text": storable(media.alt_text),
    }


def mention_row(
    account: NetworkAccount,
    item: MentionData,
    authors: Mapping[str, Author],
    now: datetime,
    zone: ZoneInfo,
) -> dict[str, Any]:
    """All columns of a new mention. The practice's own texts are not scored.

    `zone` is the one of the account's location: it says on which day this was written.
    """
    content = _content(item)
    content |= dict(_UNSCORED) if item.is_own else scored(content["text"])
    for name in _JSON:
        content[name] = as_json(content[name])
    return content | {
        "practice_id": account.practice_id,
        "account_id": account.pk,
        "network": account.network,
        "external_id": item.external_id,
        "thread_id": item.thread_id,
        "parent_id": item.parent_id,
        "kind": item.kind.value,
        "audience": item.audience.value,
        "author_id": _key_of(item.author, authors),
        "counterpart_id": _key_of(item.counterpart, authors),
        "is_own": item.is_own,
        "language": storable(item.language)[:16],
        "posted_at": item.posted_at,
        "first_seen_at": now,
        "local_day": item.posted_at.astimezone(zone).date(),
        "is_imported": account.status == NetworkAccount.Status.HISTORY,
    }


def _key_of(person: AuthorData | None, authors: Mapping[str, Author]) -> int | None:
    found = authors.get(person.external_id) if person else None
    return found.pk if found else None


def mention_from_row(
    pk: int, row: Mapping[str, Any], account: NetworkAccount, authors: Mapping[int, Author]
) -> Mention:
    """The model instance of a row that was just inserted, without reading anything back."""
    values = {name: row[name] for name in row if name not in _JSON}
    values |= {name: row[name].adapted for name in _JSON}
    mention = Mention(pk=pk, **values)
    mention._state.adding = False
    mention.account = account
    if mention.author_id:
        mention.author = authors[mention.author_id]
    if mention.counterpart_id:
        mention.counterpart = authors[mention.counterpart_id]
    return mention


def revision_row(mention: Mention, now: datetime) -> dict[str, Any]:
    """The text of a mention as it is before an edit."""
    return {
        "mention_id": mention.pk,
        "version_id": mention.version_id,
        "text": mention.text,
        "replaced_at": now,
    }


@dataclass(frozen=True, slots=True)
class Change:
    is_edit: bool
    is_any: bool


def is_outdated(mention: Mention, item: MentionData) -> bool:
    """Does `item` show an earlier version than the one we have?

    Feeds overlap and a search index lags, so an old version may come after a new one; X numbers
    its versions in the order of time.
    """
    old, new = mention.version_id, item.version_id
    return old.isdigit() and new.isdigit() and int(new) < int(old)


def apply_item(mention: Mention, item: MentionData, now: datetime) -> Change:
    """Bring a known mention up to date with what the network now says."""
    content = _content(item)
    is_edit = content["text"] != mention.text or (
        bool(item.version_id) and content["version_id"] != mention.version_id
    )
    if is_edit:
        content["edited_at"] = item.edited_at or now
        content |= {} if mention.is_own else scored(content["text"])
    else:
        content["edited_at"] = mention.edited_at or item.edited_at
    if not item.version_id:
        content["version_id"] = mention.version_id
    content["share_count"] = max(mention.share_count, content["share_count"])
    # A search hit may lack what the mentions feed knows; a way to answer is never forgotten.
    if not mention.cannot_reply:
        content["cannot_reply"] = ""
    is_any = False
    for name, value in content.items():
        if getattr(mention, name) != value:
            setattr(mention, name, value)
            is_any = True
    return Change(is_edit=is_edit, is_any=is_any)


def bury(mention: Mention, reason: str, now: datetime) -> None:
    """What was said leaves our rows; times and labels stay for the reports.

    Who wrote it stays as a number alone: figures about people count it, no page reads it
    (`Mention.writer`), and with their last post the person goes too (`people.forget`).
    """
    mention.deleted_at = now
    mention.gone_reason = reason
    mention.text = ""
    mention.media = []
    mention.permalink = ""  # it names the author
    mention.sentiment_reasons = []
    mention.triage_reasons = []


def share_row(
    account: NetworkAccount, item: MentionData, authors: Mapping[str, Author]
) -> dict[str, Any]:
    """All columns of a repost."""
    return {
        "practice_id": account.practice_id,
        "network": account.network,
        "external_id": item.external_id,
        "original_id": item.share_of,
        "author_id": _key_of(item.author, authors),
        "posted_at": item.posted_at,
    }
