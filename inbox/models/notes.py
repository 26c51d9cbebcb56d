"""What colleagues tell each other beside a conversation."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from inbox.models.conversations import Conversation


class Note(models.Model):
    """An inward remark; never leaves the practice."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["conversation", "id"], name="note_conversation")]

    def __str__(self) -> str:
        return f"note on {self.conversation_id}"
