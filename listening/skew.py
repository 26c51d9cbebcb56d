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


def in_our_time(page: Page, now: datetime) -> Page:
    """The page as if the network's clock showed ours. `now` is the moment it was received."""
    shift = shift_of(page, now)
    if not shift:
        return page
    return replace(page, items=tuple(_moved(item, shift) for item in page.items))


def shift_of(page: Page, now: datetime) -> timedelta:
    """What must be added to the page's times.

    Nothing can have been written after the moment it was received: items of the future mean that
    the network is ahead, by as much as its `Date` says if that is enough to explain them. A `Date`
    of the past means that the network is behind, unless an item of the page is newer than that.
    """
    newest = max((item.posted_at for item in page.items), default=None)
    if newest is None:
        return timedelta(0)
    told = page.network_at
    if newest > now + TOLERANCE:
        return now - (told if told and told >= newest else newest)
    is_behind = told is not None and told < now - TOLERANCE and newest <= told + TOLERANCE
    return now - told if told and is_behind else timedelta(0)


def _moved(item: MentionData, shift: timedelta) -> MentionData:
    edited_at = item.edited_at + shift if item.edited_at else None
    return replace(item, posted_at=item.posted_at + shift, edited_at=edited_at)
