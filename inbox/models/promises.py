"""A promise with a time in it is a timer on the conversation (A6)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from inbox.models.conversations import Conversation
from inbox.models.replies import Reply
from practice_hub.practices.models import Practice


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> PromiseQuerySet:
        """Made, and neither kept nor lapsed."""
        return self.filter(status=Promise.Status.OPEN)

    def to_warn(self, now: datetime) -> PromiseQuerySet:
        return self.open().filter(warned_at=None, warn_at__lte=now)

    def lapsed(self, now: datetime) -> PromiseQuerySet:
        return self.open().filter(lapsed_at=None, due_at__lte=now)


class Promise(models.Model):
    """ "We will get back to you by noon": words, when it falls due, and what became of it.

    PENDING until the answer that makes it is out; a withdrawn answer promises nothing.
    """

    class Status(models.TextChoices):
        PENDING = "PENDING", pgettext_lazy("promise", "Not sent yet")
        OPEN = "OPEN", pgettext_lazy("promise", "Open")
        KEPT = "KEPT", pgettext_lazy("promise", "Kept")
        DROPPED = "DROPPED", pgettext_lazy("promise", "Dropped")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="promises")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="promises"
    )
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="promises")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(max_length=120)
    due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PENDING)
    created_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)  # late, and still to be kept
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["KEPT", "DROPPED"]) | ~Q(settled_at=None),
                name="promise_settled_has_time",
            )
        ]
        indexes = [
            models.Index(fields=["warn_at"], name="promise_open", condition=Q(status="OPEN")),
            models.Index(fields=["conversation", "due_at"], name="promise_conversation"),
        ]

    def __str__(self) -> str:
        return f"promise of reply {self.reply_id}"
