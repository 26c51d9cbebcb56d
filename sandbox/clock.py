"""The town's clock: real time by default, but it can be moved, stopped and advanced by tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def _whole_ms(moment: datetime) -> datetime:
    """Cut to milliseconds: that is all a post id can carry, and id and time must agree."""
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def as_utc(moment: datetime | str) -> datetime:
    """An aware UTC datetime, to the millisecond, from a datetime or an ISO 8601 text."""
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _whole_ms(moment.astimezone(UTC))


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970 as an exact integer (float arithmetic would lose the last digit)."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


class Clock:
    """`now()` is real time plus an offset, or a fixed moment while frozen."""

    def __init__(self, *, offset_seconds: float = 0.0, frozen_at: datetime | None = None) -> None:
        self.offset_seconds = offset_seconds
        self.frozen_at = frozen_at

    def now(self) -> datetime:
        """The present moment in the town (UTC, whole milliseconds)."""
        if self.frozen_at is not None:
            return self.frozen_at
        return _whole_ms(datetime.now(UTC) + timedelta(seconds=self.offset_seconds))

    def set(self, moment: datetime | str) -> None:
        """Make `moment` the present; the clock keeps running unless it is frozen."""
        wanted = as_utc(moment)
        if self.frozen_at is not None:
            self.frozen_at = wanted
            return
        self.offset_seconds = (wanted - datetime.now(UTC)).total_seconds()

    def advance(self, seconds: float) -> None:
        """Move the present forward (or back, with a negative number)."""
        if self.frozen_at is not None:
            self.frozen_at = _whole_ms(self.frozen_at + timedelta(seconds=seconds))
        else:
            self.offset_seconds += seconds

    def freeze(self, *, frozen: bool = True) -> None:
        """Stop the clock where it is, or let it run on from where it stood."""
        if frozen:
            self.frozen_at = self.now()
        elif self.frozen_at is not None:
            stood_at, self.frozen_at = self.frozen_at, None
            self.set(stood_at)

    def reset(self) -> None:
        """Back to real time."""
        self.offset_seconds, self.frozen_at = 0.0, None
