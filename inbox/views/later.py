"""The menu beside Send: at the next opening, or at a time of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.actions.errors import ActionRefused
from inbox.actions.later import SEND_AT
from inbox.domain.later import moment_of, openings_ahead
from inbox.models import Reply
from inbox.opening import hours_of
from inbox.templatetags.inbox_time import clock
from inbox.time_words import Choice, opening_words
from inbox.timeline import Detail
from inbox.views.texts import PRIVATE, Draft
from practice_hub.http import MemberRequest

AT_ONCE = "at_once"
LATER = "later"  # the `press` of its buttons; behind the colon the local time, or nothing


@dataclass(frozen=True, slots=True)
class Later:
    """What the menu offers. `ends_at`: when the network's window for private messages ends."""

    openings: Sequence[Choice] = ()
    typed: str = ""
    error: str = ""
    ends_at: datetime | None = None


def later_for(detail: Detail, draft: Draft, audience: str, now: datetime) -> Later:
    """The openings at which `audience` may still be written to."""
    row = detail.conversation
    way = detail.private if audience == PRIVATE else None
    ends_at = way.closes_at if way else None
    found = openings_ahead(now, hours_of(row), row.practice.zone)
    in_time = [each for each in found if ends_at is None or each.moment < ends_at]
    refusal = draft.refusal if draft.audience == audience else None
    return Later(
        openings=opening_words(in_time, now, row.practice.zone),
        typed=draft.posted.get("send_at", "") if draft.audience == audience else "",
        error=refusal.message if refusal and refusal.code == SEND_AT else "",
        ends_at=ends_at,
    )


def posted_time(request: MemberRequest, value: str = "") -> datetime:
    """`value` of the button, else what was typed, on the clock of the practice's wall.

    Raises ActionRefused("send_at").
    """
    typed = (value or request.POST.get("send_at", "")).strip()
    if not typed:
        raise ActionRefused(SEND_AT, _("Pick a date and a time."))
    moment = moment_of(typed, request.practice.zone)
    if moment is None:
        raise ActionRefused(
            SEND_AT,
            _(
                "There is no such time. Give a date and a time like 2026-11-30 14:00; where the "
                "clocks go forward that night, an hour later."
            ),
        )
    return moment


def chosen_time(request: MemberRequest, press: str, value: str) -> datetime | None:
    """When what was pressed goes out; None: now.

    Enter in the field of the time presses Send, and what was meant for later never goes now.
    """
    if press == LATER:
        return posted_time(request, value)
    if request.POST.get("send_at", "").strip():
        raise ActionRefused(
            SEND_AT,
            _(
                "A time is typed here: press “Send at this time”, or empty it to send now. "
                "Nothing was sent."
            ),
        )
    return None


def is_at_once(request: MemberRequest) -> bool:
    """The other button of an answer that waits for its approval."""
    return request.POST.get("press") == AT_ONCE


def waiting_words(request: MemberRequest, reply: Reply) -> str:
    """What is said once somebody chose when an answer goes out after its approval."""
    if reply.goes_out_at is None:
        return _("Once it is approved, it goes out at once.")
    at = clock(reply.goes_out_at, timezone.now(), request.practice.zone)
    return _("Once it is approved, it goes out %(at)s.") % {"at": at}


def scheduled_words(request: MemberRequest, reply: Reply) -> str:
    """What is said once it is scheduled; nothing of one that goes at once."""
    if reply.goes_out_at is None:
        return ""
    at = clock(reply.goes_out_at, timezone.now(), request.practice.zone)
    if reply.status == Reply.Status.AWAITING_APPROVAL:
        return _("Asked for approval. Once it is given, it goes out %(at)s.") % {"at": at}
    return _("It goes out %(at)s. Until then it can be changed or taken back.") % {"at": at}
