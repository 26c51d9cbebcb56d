"""What may be done with an answer that is out."""

from __future__ import annotations

from django import template

from inbox.actions.editing import why_no_edit
from inbox.models import Reply

register = template.Library()


@register.filter
def can_edit(reply: Reply, network: str) -> bool:
    """Can the words of this answer be changed from here?"""
    return not why_no_edit(reply, network)


@register.filter
def can_only_open(reply: Reply, network: str) -> bool:
    """An answer of ours in public that only the network itself may change, if anybody."""
    is_ours = reply.audience == Reply.Audience.PUBLIC and not reply.deleted_at
    return is_ours and bool(why_no_edit(reply, network))
