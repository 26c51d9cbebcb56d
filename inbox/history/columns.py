"""One line of a history file: what the columns must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from practice_hub.bulk import storable

COLUMNS = ("network", "external_id", "in_reply_to", "author", "is_practice", "posted_at", "text")
_NETWORKS = {
    "x": "X",
    "twitter": "X",
    "facebook": "FACEBOOK",
    "fb": "FACEBOOK",
}
_YES = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}
_TWITTER = "%a %b %d %H:%M:%S %z %Y"  # "Tue Oct 31 22:10:47 +0000 2017"
OLDEST = datetime(2004, 1, 1, tzinfo=UTC)  # before there was any of these networks
LONGEST_TEXT = 70_000  # longer than any of them takes


class BadLineError(ValueError):
    """The line cannot be taken; the text says why in plain words."""


class BadFileError(ValueError):
    """The file cannot be read at all; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One good line."""

    network: str
    external_id: str
    parent_id: str
    author: str
    is_practice: bool
    posted_at: datetime
    text: str


def require_columns(names: Sequence[str] | None) -> None:
    """BadFileError when the first line does not name every column; their order is free."""
    found = {name.strip().lower() for name in names or ()}
    if len(found) == 1 and ";" in next(iter(found)):
        words = _("The columns are separated by semicolons. Save the file with commas.")
        raise BadFileError(words)
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        words = _(
            "The first line must name the columns. Missing: %(missing)s. Expected: %(expected)s."
        )
        names_of = {"missing": ", ".join(missing), "expected": ", ".join(COLUMNS)}
        raise BadFileError(words % names_of)


def read_entry(fields: Mapping[str, str | None], *, zone: ZoneInfo, now: datetime) -> Entry:
    """BadLineError with the first thing that is wrong. A time without a zone is the practice's."""
    values = {name: storable((fields.get(name) or "").strip()) for name in COLUMNS}
    network = _NETWORKS.get(values["network"].lower())
    if network is None:
        raise _bad(_("network is %(value)s, not X or Facebook"), values["network"])
    is_practice = _YES.get(values["is_practice"].lower())
    if is_practice is None:
        raise _bad(_("is_practice is %(value)s, not 0 or 1"), values["is_practice"])
    external_id = _key(values, "external_id", 255)
    if not external_id:
        raise BadLineError(_("external_id is empty"))
    if len(values["text"]) > LONGEST_TEXT:
        raise _too_long("text", f"{LONGEST_TEXT:,}")
    parent_id = _key(values, "in_reply_to", 255)
    return Entry(
        network,
        external_id,
        "" if parent_id == external_id else parent_id,
        _key(values, "author", 128),
        is_practice,
        read_moment(values["posted_at"], zone=zone, now=now),
        values["text"],
    )


def _key(values: Mapping[str, str], name: str, longest: int) -> str:
    if len(values[name]) > longest:
        raise _too_long(name, str(longest))
    return values[name]


def read_moment(text: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """ISO 8601, or the way X writes times; BadLineError for anything else and for the future."""
    if not text:
        raise BadLineError(_("posted_at is empty"))
    moment = _parsed(text)
    if moment is None:
        words = _("posted_at is %(value)s; write it like 2017-10-31T22:10:47+00:00 or %(other)s")
        raise _bad(words, text, other="Tue Oct 31 22:10:47 +0000 2017")
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=zone)
    if moment > now + timedelta(minutes=5):
        raise _bad(_("posted_at is %(value)s, which is in the future"), text)
    if moment < OLDEST:
        raise _bad(_("posted_at is %(value)s, before any of these networks"), text)
    return moment.astimezone(UTC)


def _parsed(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, _read_twitter):
        try:
            return read(text)
        except (ValueError, OverflowError):
            continue
    return None


def _read_twitter(text: str) -> datetime:
    return datetime.strptime(text, _TWITTER)


def _bad(words: str, text: str, **others: str) -> BadLineError:
    """With a short quotation; never a whole text, as the list of problems is read by many."""
    shown = f'"{text[:40]}"' if text else _("empty")
    return BadLineError(words % {"value": shown, **others})


def _too_long(name: str, longest: str) -> BadLineError:
    words = _("%(column)s is longer than %(longest)s characters")
    return BadLineError(words % {"column": name, "longest": longest})
