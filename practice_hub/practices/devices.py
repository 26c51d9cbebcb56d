"""Where people are signed in: what stands about a device, and how it is signed out.

django-allauth keeps the rows (`UserSession`). Its own tracking is off: it would write with every
request and take the refreshing of an open tab for use. Its page can only end all others at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.core.internal.httpkit import HTTP_USER_AGENT_MAX_LENGTH
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from practice_hub.practices.idle import ACTIVE_AT, SIGNED_IN_AT
from practice_hub.practices.models import Membership
from practice_hub.practices.passkeys import MY_DEVICE, device_name
from practice_hub.realtime.publish import publish_on_commit

UNKNOWN_ADDRESS: Final = str(IPv4Address(0))  # the library wants some address
# Often enough to know when somebody was here, seldom enough to cost nothing.
NOTE_SECONDS: Final = 60.0
# Event streams hear it and look at once whether their reader may still read (`realtime.stream`).
TOPIC: Final = "sessions"
KEPT_AS: Final = "kept_as"  # in the session: the key by which its row is found
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("crios", "Chrome"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """One row of the list; `address` is "" when it is not known."""

    pk: int
    words: str
    address: str
    since: datetime
    seen_at: datetime
    is_this: bool


def words_of(user_agent: str) -> str:
    """ "Firefox, Windows computer"; what is not understood stays unsaid."""
    said = user_agent.lower()
    browser = next((name for word, name in _BROWSERS if word in said), "")
    device = device_name(user_agent)
    if device == _(MY_DEVICE):
        return browser or _("A device we do not know")
    return f"{browser}, {device}" if browser else device


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, behind as many proxies as the settings trust."""
    if not request.META.get("REMOTE_ADDR"):
        return UNKNOWN_ADDRESS
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return UNKNOWN_ADDRESS


def note_sign_in(request: HttpRequest, user: Any, now: datetime) -> None:
    """A new session begins: both clocks start, and the device gets its row."""
    request.session[SIGNED_IN_AT] = request.session[ACTIVE_AT] = now.timestamp()
    if not request.session.session_key:
        request.session.save()
    _write_row(request, user, now)


def follow_key(request: HttpRequest, now: datetime) -> None:
    """The row goes with its session when that gets another key, as Django does at the first
    request after SECRET_KEY was changed: a device without a row could never be signed out."""
    key, before = request.session.session_key, request.session.get(KEPT_AS)
    if not key or key == before:
        return
    rows = UserSession.objects.filter(user=request.user)
    if rows.filter(session_key=key).exists() or rows.filter(session_key=before).update(
        session_key=key
    ):
        request.session[KEPT_AS] = key
        return
    _write_row(request, request.user, now)


def _write_row(request: HttpRequest, user: Any, now: datetime) -> None:
    request.session[KEPT_AS] = request.session.session_key
    agent = request.META.get("HTTP_USER_AGENT", "")[:HTTP_USER_AGENT_MAX_LENGTH]
    UserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "ip": address_of(request),
            "user_agent": agent,
            "created_at": now,
            "last_seen_at": now,
        },
    )


def note_use(request: HttpRequest, now: datetime) -> None:
    """Somebody did something; written down once a minute."""
    session, at = request.session, now.timestamp()
    before = session.get(ACTIVE_AT)
    if SIGNED_IN_AT not in session:
        session[SIGNED_IN_AT] = at
    if before is None:
        session[ACTIVE_AT] = at
    elif abs(at - before) >= NOTE_SECONDS:
        session[ACTIVE_AT] = at
        rows = UserSession.objects.filter(session_key=session.session_key)
        rows.update(last_seen_at=now, ip=address_of(request))


def devices_of(user_id: int, this: SessionBase, now: datetime) -> list[Device]:
    """Where somebody is signed in, the last used first."""
    rows = list(UserSession.objects.filter(user_id=user_id).order_by("-last_seen_at", "-pk"))
    keys = [row.session_key for row in rows]
    live = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=now).values_list(
            "session_key", flat=True
        )
    )
    return [_device(row, this.session_key) for row in rows if row.session_key in live]


def _device(row: UserSession, own: str | None) -> Device:
    return Device(
        pk=row.pk,
        words=words_of(row.user_agent),
        address="" if row.ip == UNKNOWN_ADDRESS else row.ip,
        since=row.created_at,
        seen_at=row.last_seen_at,
        is_this=row.session_key == own,
    )


def end_devices(user_id: int, *, only: int | None = None, keep: SessionBase | None = None) -> int:
    """Sign out every device of somebody, or the one with the id `only`; `keep` stays.

    Returns how many were signed out. What is open there ends at once: pages with the next
    request, event streams when they hear of it.
    """
    rows = UserSession.objects.filter(user_id=user_id)
    if only is not None:
        rows = rows.filter(pk=only)
    if keep is not None:
        rows = rows.exclude(session_key=keep.session_key)
    keys = list(rows.values_list("session_key", flat=True))
    ended, _each = Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    announce(user_id)
    return ended


def announce(user_id: int) -> None:
    """Let the streams of all practices that somebody belonged to look again."""
    practices = Membership.objects.filter(user_id=user_id).values_list("practice_id", flat=True)
    for practice_id in practices:
        publish_on_commit(practice_id, TOPIC)
