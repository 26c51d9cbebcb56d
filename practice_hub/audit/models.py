"""The append-only record of acts; the database itself forbids changes (a trigger)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

COUNTED = ("conversation.reopened", "guard.blocked", "guard.overridden")


class AuditEvent(models.Model):
    """One past fact with a dotted name, for example `conversation.claimed`.

    `actor` is None when the system or the network did it. `details` holds ids, names of states
    and reasons, never the text of a post or an answer.
    """

    practice = models.ForeignKey("practices.Practice", on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    details = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_subject"),
            models.Index(fields=["practice", "-id"], name="audit_practice"),
            # What is counted by the time it happened; all else is looked up by its subject.
            models.Index(
                fields=["practice", "name", "at"],
                name="audit_counted",
                condition=models.Q(name__in=COUNTED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type} {self.subject_id}"
