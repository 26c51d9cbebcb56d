"""Planned calls as calendar entries (RFC 5545), without a word about whom (P1).

A calendar is read on locked screens and by whoever hosts it: an entry holds a time and a link.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from inbox.models import Callback

PRODUCT = "-//Practice Hub//Callbacks//EN"
LOOK_AGAIN = timedelta(minutes=15)


def calendar_of(callbacks: Iterable[Callback], *, is_feed: bool = False) -> bytes:
    """One VCALENDAR; times are in UTC, which every calendar shows on its own clock."""
    summary = _("Callback for Practice Hub")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if is_feed:
        calendar.add("name", summary)
        calendar.add("x-wr-calname", summary)
        calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT15M")
    for callback in callbacks:
        calendar.add_component(_event(callback, summary))
    return bytes(calendar.to_ical())


def _event(callback: Callback, summary: str) -> Event:
    link = page_url(callback)
    event = Event()
    event.add("uid", f"{callback.uid}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}")
    event.add("sequence", callback.sequence)
    event.add("dtstamp", _utc(callback.changed_at))
    event.add("created", _utc(callback.created_at))
    event.add("last-modified", _utc(callback.changed_at))
    event.add("dtstart", _utc(callback.due_at))
    event.add("dtend", _utc(callback.window_ends_at))
    event.add("summary", summary)
    event.add("description", link)
    event.add("url", link)
    event.add("class", "PRIVATE")
    is_canceled = callback.status == Callback.Status.CANCELED
    event.add("status", "CANCELLED" if is_canceled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_canceled else "OPAQUE")
    return event


def page_url(callback: Callback) -> str:
    """The conversation, for whoever can sign in."""
    path = reverse("inbox:conversation", args=[callback.conversation_id])
    return urljoin(settings.PUBLIC_URL, path)


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
