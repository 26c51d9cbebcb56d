"""Who looked at what: people's own words are private, and reading them leaves a trace too.

A look is written by the view that shows something, before it shows it: what cannot be written is
not shown. The same look of the same person is written once in ten minutes.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, models
from django.utils import timezone

from practice_hub.bulk import as_json
from practice_hub.http import MemberRequest

AGAIN_AFTER: Final = timedelta(minutes=10)
# A page that renews itself, or is fetched ahead, is no new look: whoever has it open has looked
# already. Still never for nothing, or a header would be the way to read without a trace.
REFRESH_AFTER: Final = timedelta(hours=12)
_WRITE: Final = """
INSERT INTO audit_auditevent
    (practice_id, actor_id, name, subject_type, subject_id, details, at)
SELECT %(practice)s, %(actor)s, %(name)s, %(type)s, %(subject)s, %(details)s::jsonb, %(now)s
WHERE NOT EXISTS (
    SELECT 1 FROM audit_auditevent
    WHERE practice_id = %(practice)s AND actor_id = %(actor)s AND at > %(since)s
        AND at <= %(now)s AND name = %(name)s AND subject_type = %(type)s
        AND subject_id = %(subject)s AND details = %(details)s::jsonb
)
"""


def looked(
    request: MemberRequest,
    subject: models.Model,
    *,
    what: str,
    is_refresh: bool = False,
    **details: Any,
) -> None:
    """Note "<what>.viewed" by who asks. One query.

    `is_refresh`: the page asks by itself, without anybody having done something. `details` tell
    looks at one subject apart (which list, which audience): ids and names of sets, never a text.
    """
    _note(request, subject, f"{what}.viewed", details, is_refresh=is_refresh)


def downloaded(request: MemberRequest, subject: models.Model, *, what: str, **details: Any) -> None:
    """Note "<what>.downloaded": a file left the hub. One query; the parts of one download, and a
    second one within ten minutes, are the same."""
    _note(request, subject, f"{what}.downloaded", details, is_refresh=False)


def _note(
    request: MemberRequest,
    subject: models.Model,
    name: str,
    details: dict[str, Any],
    *,
    is_refresh: bool,
) -> None:
    now = timezone.now()
    is_quiet = is_refresh or _is_fetched_ahead(request)
    write_look(
        practice_id=request.membership.practice_id,
        actor_id=request.membership.user_id,
        subject=subject,
        name=name,
        details=details,
        now=now,
        since=now - (REFRESH_AFTER if is_quiet else AGAIN_AFTER),
    )


def write_look(
    *,
    practice_id: int,
    actor_id: int,
    subject: models.Model,
    name: str,
    details: dict[str, Any],
    now: datetime,
    since: datetime,
) -> None:
    """One row unless the same was written after `since`; one statement, found by person."""
    values = {
        "practice": practice_id,
        "actor": actor_id,
        "name": name,
        "type": subject._meta.model_name or "",
        "subject": subject.pk,
        "details": as_json(details),
        "now": now,
        "since": since,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, values)


def _is_fetched_ahead(request: MemberRequest) -> bool:
    """A browser that prepares a page before anybody asked for it says so (Fetch standard)."""
    purpose = request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose", "")
    return "prefetch" in purpose or "prerender" in purpose
