from __future__ import annotations

from inbox.models.conversations import Conversation, ConversationItem, Leg, Note
from inbox.models.replies import Reply

__all__ = ["Conversation", "ConversationItem", "Leg", "Note", "Reply"]
