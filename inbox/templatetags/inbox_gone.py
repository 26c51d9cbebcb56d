"""One calm line in place of what is gone."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from inbox.models import Conversation
from inbox.ways import capabilities_of
from listening.models import GoneReason, Mention, Network

register = template.Library()
_WORDS = {
    GoneReason.SUSPENDED: gettext_noop("Its author was suspended on %(network)s"),
    GoneReason.WITHHELD: gettext_noop("Withheld by %(network)s"),
    GoneReason.PROTECTED: gettext_noop("No longer public on %(network)s"),
    GoneReason.RETENTION: gettext_noop("Older than this practice keeps posts"),
    GoneReason.ERASED: gettext_noop("Erased on request"),
}
_DELETED = gettext_noop("Deleted on %(network)s")
_BY_AUTHOR = gettext_noop("Deleted by its author on %(network)s")  # Facebook does not tell by whom


@register.filter
def gone_words(mention: Mention) -> str:
    """Why a tombstone is one: "Deleted by its author on X"."""
    deleted = _BY_AUTHOR if mention.network == Network.X else _DELETED
    words = _WORDS.get(GoneReason(mention.gone_reason or GoneReason.DELETED), deleted)
    return _(words) % {"network": capabilities_of(mention.network).network_name}


@register.filter
def gone_line(row: Conversation) -> str:
    """For lists, of a conversation in which nothing that a person wrote is left."""
    if row.last_mention is not None and row.last_mention.deleted_at:
        return f"{gone_words(row.last_mention)}."
    return _("No longer on %(network)s.") % {"network": capabilities_of(row.network).network_name}
