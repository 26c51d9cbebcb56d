"""One calm line in place of what is gone."""

from __future__ import annotations

from django import template

from inbox.models import Conversation
from inbox.ways import capabilities_of
from listening.models import GoneReason, Mention, Network

register = template.Library()
_WORDS = {
    GoneReason.SUSPENDED: "Its author was suspended on {network}",
    GoneReason.WITHHELD: "Withheld by {network}",
    GoneReason.PROTECTED: "No longer public on {network}",
    GoneReason.RETENTION: "Older than this practice keeps posts",
    GoneReason.ERASED: "Erased on request",
}
_DELETED = "Deleted on {network}"
_BY_AUTHOR = "Deleted by its author on {network}"  # Facebook does not tell by whom


@register.filter
def gone_words(mention: Mention) -> str:
    """Why a tombstone is one: "Deleted by its author on X"."""
    deleted = _BY_AUTHOR if mention.network == Network.X else _DELETED
    words = _WORDS.get(GoneReason(mention.gone_reason or GoneReason.DELETED), deleted)
    return words.format(network=capabilities_of(mention.network).network_name)


@register.filter
def gone_line(row: Conversation) -> str:
    """For lists, of a conversation in which nothing that a person wrote is left."""
    if row.last_mention is not None and row.last_mention.deleted_at:
        return f"{gone_words(row.last_mention)}."
    return f"No longer on {capabilities_of(row.network).network_name}."
