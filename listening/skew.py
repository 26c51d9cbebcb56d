"""The network's clock and ours need not agree: times of a page, told on ours.

Waiting times and private windows compare what a person wrote (the network's time) with what we did
(ours), so everything is kept in one time, ours. How far the clocks are apart is taken from what
cannot be otherwise, because the `Date` header alone may be wrong too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from listening.connectors.base import MentionData, Page

# Clocks of machines that are kept in step differ by less; ids and headers are cut to seconds.
TOLERANCE = timedelta(minutes=1)
# Clocks that are further apart are no clocks: a header or an item says nonsense, and one of them
# must not move all the others of its page.
MOST = timedelta(days=2)


def in_our_time(page: Page, now: datetime) -> Page:
    """The page as if the network's clock showed ours. `now` is the moment it was stored: a clock of
    ours that was set while the page came is judged as it is by then."""
    shift = shift_of(page, now)
    items = tuple(_moved(item, shift) if shift else item for item in page.items)
    return replace(page, items=tuple(_not_ahead(item, now) for item in items))


def shift_of(page: Page, now: datetime) -> timedelta:
    """What must be added to the page's times.

    Nothing can have been written after the moment it was received: items of the future mean that
    the network is ahead, by as much as its `Date` says if that is enough to explain them. A `Date`
    of the past means that the network is behind, unless an item of the page is newer than that.
    What is further away than MOST explains nothing and is explained by nothing.
    """
    times = [item.posted_at for item in page.items if item.posted_at - now <= MOST]
    newest = max(times, default=None)
    if newest is None:
        return timedelta(0)
    told = page.network_at
    if told is not None and abs(told - now) > MOST:
        told = None
    if newest > now + TOLERANCE:
        return now - (told if told and told >= newest else newest)
    is_behind = told is not None and told < now - TOLERANCE and newest <= told + TOLERANCE
    return now - told if told and is_behind else timedelta(0)


def _not_ahead(item: MentionData, now: datetime) -> MentionData:
    """An item from further ahead than clocks differ was written now, whatever it says."""
    if item.posted_at <= now + TOLERANCE:
        return item
    edited_at = min(item.edited_at, now) if item.edited_at else None
    return replace(item, posted_at=now, edited_at=edited_at)


def _moved(item: MentionData, shift: timedelta) -> MentionData:
    edited_at = item.edited_at + shift if item.edited_at else None
    return replace(item, posted_at=item.posted_at + shift, edited_at=edited_at)
