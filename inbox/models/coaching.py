"""What was waved away beside the composer, so that a practice can tune its coach."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from inbox.models.conversations import Conversation
from practice_hub.practices.models import Practice


class AdviceDismissal(models.Model):
    """One piece of advice, waved away by one person in one conversation. Counted by key."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=8)
    key = models.CharField(max_length=40)
    dismissed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user", "audience", "key"], name="dismissal_once"
            )
        ]
        indexes = [models.Index(fields=["practice", "key"], name="dismissal_by_key")]

    def __str__(self) -> str:
        return self.key


class MutedAdvice(models.Model):
    """Advice that a practice has switched off for everybody; what blocks cannot be."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=40)
    muted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    muted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "key"], name="muted_advice_once")
        ]

    def __str__(self) -> str:
        return self.key
