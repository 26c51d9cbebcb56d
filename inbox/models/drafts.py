"""What somebody has begun to write and not sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.models.conversations import Conversation
from practice_hub.practices.models import Practice


class SavedDraft(models.Model):
    """The unsent text of one person for one audience of a conversation.

    `version` grows with every change, so that a page that has not seen the newest text cannot
    write over it. A text that was sent or emptied leaves its row with `text` "" behind for a
    while: a second page that still shows it must learn of that. `seen_seq` is the conversation's
    `last_seq` as the page showed it while this was written.
    """

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", _("Public")
        PRIVATE = "PRIVATE", _("Private")
        NOTE = "NOTE", _("Note")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience.choices)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    seen_seq = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user", "audience"], name="saved_draft_once"
            ),
            models.CheckConstraint(
                condition=Q(audience__in=["PUBLIC", "PRIVATE", "NOTE"]), name="saved_draft_audience"
            ),
        ]
        indexes = [models.Index(fields=["updated_at"], name="saved_draft_age")]

    def __str__(self) -> str:
        return f"{self.audience} draft of {self.user_id} on {self.conversation_id}"
