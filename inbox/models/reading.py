"""How far each colleague has read."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from inbox.models.conversations import Conversation


class ConversationSeen(models.Model):
    """One person had the conversation before them; `seq` is its `last_seq` of that moment."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "conversation"], name="conversation_seen_once")
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} up to {self.seq} by {self.user_id}"
