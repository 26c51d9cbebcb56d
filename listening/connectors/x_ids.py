"""X's ids tell the time: a snowflake is milliseconds above 22 bits of sequence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH_MS = 1_288_834_974_657
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def time_of(post_id: str | int) -> datetime:
    """The moment an id was made: ids are snowflakes, milliseconds above 22 bits."""
    return _EPOCH + timedelta(milliseconds=(int(post_id) >> 22) + _EPOCH_MS)


def first_id_at(moment: datetime) -> int:
    """The smallest id that a post of this moment can have."""
    return max(0, int((moment - _EPOCH).total_seconds() * 1000) - _EPOCH_MS) << 22
