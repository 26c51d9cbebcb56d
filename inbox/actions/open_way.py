"""Whether an answer that waited can still go where it was meant to."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from inbox.actions.editing import edit_way
from inbox.actions.errors import ActionRefused
from inbox.actions.later import require_resolved
from inbox.domain.length import weighted_length
from inbox.gate_context import way_of
from inbox.models import Conversation, Reply
from inbox.ways import PrivateWay, PublicWay, public_way


def require_open_way(row: Conversation, reply: Reply, now: datetime) -> None:
    """The way may have closed while it waited: a window over, a post gone, another one leaving."""
    if row.replies.in_flight().filter(audience=reply.audience).exists():
        raise ActionRefused(
            "in_flight", _("Another answer to this person is just going out. Wait a moment.")
        )
    require_resolved(row, reply.purpose)
    way = _way_now(row, reply, now)
    if way is None or not way.can_send:
        why = way.why_not if way else _("This network has no private messages.")
        raise ActionRefused("cannot_reply", why)
    length = weighted_length(reply.body, link_length=way.links_as, wide_as_two=way.wide_as_two)
    if length > way.max_length:
        raise ActionRefused(
            "too_long",
            _("%(over)s characters too long: %(most)s are allowed here.")
            % {"over": length - way.max_length, "most": way.max_length},
        )


def _way_now(row: Conversation, reply: Reply, now: datetime) -> PublicWay | PrivateWay | None:
    if reply.edits_id:
        return edit_way(row, reply.target)
    if reply.audience == Reply.Audience.PUBLIC:
        return public_way(row, target=reply.target)
    return way_of(row, reply.audience, now)
