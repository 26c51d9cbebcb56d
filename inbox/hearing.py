"""Who hears that something happened in a conversation: ids are no content, but that somebody wrote
in private at this very minute is nothing for an outside agency (P1, O1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from inbox.models import Conversation, Reply
from practice_hub.roles import Act

PRIVATE: Final = Act.READ_PRIVATE
# Acts that leave nothing that an agency would see on the page.
_INWARD: Final = frozenset({"note.added", "contact.recorded", "conversation.loop_skipped"})


def heard_by(name: str, conversation: Conversation, details: Mapping[str, Any]) -> Act | None:
    """Who hears of the act `name`: None is everybody who may read the conversation. `details` are
    those of its audit row; a `reply` among them says where it happened, as `audience` does."""
    if not conversation.has_public or name in _INWARD:
        return PRIVATE
    audience = details.get("audience", Reply.Audience.PUBLIC)
    if "audience" not in details and "reply" in details:
        audience = Reply.objects.values_list("audience", flat=True).get(pk=details["reply"])
    return None if audience == Reply.Audience.PUBLIC else PRIVATE
