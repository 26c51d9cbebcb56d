"""One line of a history file: what the columns must hold. Pure Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

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
        raise BadFileError("The columns are separated by semicolons. Save the file with commas.")
    missing = [name for name in COLUMNS if name not in found]
    if missing:
        raise BadFileError(
            f"The first line must name the columns. Missing: {', '.join(missing)}. Expected: "
            f"{', '.join(COLUMNS)}."
        )


def read_entry(fields: Mapping[str, str | None], *, zone: ZoneInfo, now: datetime) -> Entry:
    """BadLineError with the first thing that is wrong. A time without a zone is the practice's."""
    values = {name: storable((fields.get(name) or "").strip()) for name in COLUMNS}
    network = _NETWORKS.get(values["network"].lower())
    if network is None:
        raise BadLineError(f"network is {_shown(values['network'])}, not X or Facebook")
    is_practice = _YES.get(values["is_practice"].lower())
    if is_practice is None:
        raise BadLineError(f"is_practice is {_shown(values['is_practice'])}, not 0 or 1")
    external_id = _key(values, "external_id", 255)
    if not external_id:
        raise BadLineError("external_id is empty")
    if len(values["text"]) > LONGEST_TEXT:
        raise BadLineError(f"text is longer than {LONGEST_TEXT:,} characters")
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
        raise BadLineError(f"{name} is longer than {longest} characters")
    return values[name]


def read_moment(text: str, *, zone: ZoneInfo, now: datetime) -> datetime:
    """ISO 8601, or the way X writes times; BadLineError for anything else and for the future."""
    if not text:
        raise BadLineError("posted_at is empty")
    moment = _parsed(text)
    if moment is None:
        raise BadLineError(
            f"posted_at is {_shown(text)}; write it like 2017-10-31T22:10:47+00:00 or "
            "Tue Oct 31 22:10:47 +0000 2017"
        )
    if moment.utcoffset() is None:
        moment = moment.replace(tzinfo=zone)
    if moment > now + timedelta(minutes=5):
        raise BadLineError(f"posted_at is {_shown(text)}, which is in the future")
    if moment < OLDEST:
        raise BadLineError(f"posted_at is {_shown(text)}, before any of these networks")
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


def _shown(text: str) -> str:
    """A short quotation; never a whole text, as the list of problems is read by many."""
    return f'"{text[:40]}"' if text else "empty"
