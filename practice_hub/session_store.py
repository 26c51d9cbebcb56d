"""Where sessions are: Django's table, read with a statement that is made once (`ready.py`)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from practice_hub.ready import ready


class SessionStore(db.SessionStore):
    """`SESSION_ENGINE` "practice_hub.session_store": every request reads its session."""

    def _get_session_from_db(self) -> Session | None:
        found = _kept.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key = None
        return found


@ready
def _kept(key: str, now: datetime, /) -> QuerySet[Session, Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
