"""Where sessions are: Django's table, read together with who they belong to.

Every request needs its session, the person and where that person works. That is one statement: the
device's row (`practices/devices.py`) says whose session it is. What the session itself says decides
all the same (`practices/visits.py`).
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet, Subquery
from django.utils import timezone

from practice_hub.practices.models import Membership
from practice_hub.ready import ready

# Who it is, since when, and in which practice: all that the session of somebody at work holds.
# What holds anything else (the key of a mailed link, a secret that is being set up, a message
# about a person) is opened each time and kept nowhere.
_OF_WORK: Final = frozenset(
    {
        *("_auth_user_id", "_auth_user_backend", "_auth_user_hash"),
        *("account_authentication_methods", "account_authentication_methods_user"),
        *("signed_in_at", "active_at", "kept_as", "has_second_step", "passkey_id"),
        *("practice_id", "setup_of", "tour"),
    }
)
_MOST_OPENED: Final = 512
# What came out of these very bytes with these very keys: opening them is a tenth of a request that
# is answered at once. That a session is still there is asked each time all the same.
_opened: dict[tuple[bytes | str, ...], str] = {}


class SessionStore(db.SessionStore):
    """`SESSION_ENGINE` "practice_hub.session_store"."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        # The active memberships of whom the session belongs to, as they were when it was read.
        self.visit: list[Membership] = []

    def load(self) -> dict[str, Any]:
        key, now = self.session_key or "", timezone.now()
        self.visit = _with_people(key, now)
        data = vars(self.visit[0])["session_data"] if self.visit else None
        if data is None:  # nobody's, of somebody without a practice, or over
            self.visit = []
            data = _kept.first(key, now)
        if data is None:
            self._session_key = None
            return {}
        return self.decode(data)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        sealed = (session_data, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        known = _opened.get(sealed)
        if known is not None:
            remembered: dict[str, Any] = json.loads(known)
            return remembered
        found: dict[str, Any] = super().decode(session_data)
        if found and found.keys() <= _OF_WORK:
            if len(_opened) >= _MOST_OPENED:
                _opened.clear()
            _opened[sealed] = json.dumps(found)
        return found


@ready
def _with_people(key: str, now: datetime, /) -> QuerySet[Membership, Membership]:
    live = Session.objects.filter(session_key=key, expire_date__gt=now).values("session_data")
    theirs = Membership.objects.active().filter(user__usersession__session_key=key)
    read = theirs.select_related("practice", "user").annotate(session_data=Subquery(live))
    return read.order_by("joined_at", "id")


@ready
def _kept(key: str, now: datetime, /) -> QuerySet[Session, str]:
    live = Session.objects.filter(session_key=key, expire_date__gt=now)
    return live.values_list("session_data", flat=True)
