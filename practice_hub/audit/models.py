"""The append-only record of acts, and the chain of seals over it.

The database itself forbids changes to both (triggers in `migrations`). What follows them here,
`SealMark` and `AuditCheck`, is only a memory of how far the sweeps are: nothing is proved by it.
"""

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
            # What is counted by the time it happened; all else is looked up by its subject.
            models.Index(
                fields=["practice", "name", "at"],
                name="audit_counted",
                condition=models.Q(name__in=COUNTED),
            ),
            # What the page of the audit shows, newest first (`listing.py`).
            models.Index(fields=["practice", "at", "id"], name="audit_when"),
            models.Index(fields=["practice", "name", "at", "id"], name="audit_named"),
            models.Index(
                fields=["practice", "at", "id"],
                name="audit_people",
                condition=models.Q(actor__isnull=False),
            ),
            models.Index(
                fields=["practice", "actor", "at", "id"],
                name="audit_person",
                condition=models.Q(actor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_type} {self.subject_id}"


class AuditSeal(models.Model):
    """The link of one audit row into the chain of its practice (see `canon.py`).

    `number` counts from 1 without a gap. `digest` covers the digest of the number before, this
    number, `sealed_at` and the whole audit row. `event` has no foreign key in the database: a row
    that somebody took away leaves its seal behind, which is how it is missed.
    """

    practice = models.ForeignKey("practices.Practice", on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    event = models.OneToOneField(
        AuditEvent, on_delete=models.DO_NOTHING, db_constraint=False, related_name="seal"
    )
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="seal_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="seal_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"


class SealMark(models.Model):
    """One row: every audit row up to `low_event_id` is sealed, and none of them can still come.

    `noted_event_id`, `noted_xid` and `noted_at` are the next mark: it holds once every transaction
    that was running when it was noted has ended.
    """

    low_event_id = models.BigIntegerField(default=0)
    noted_event_id = models.BigIntegerField(default=0)
    noted_xid = models.BigIntegerField(default=0)
    noted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="seal_mark_is_one"),
        ]

    def __str__(self) -> str:
        return f"sealed up to event {self.low_event_id}"


class AuditCheck(models.Model):
    """When the chain of a practice was last checked, how far, and what was found."""

    practice = models.OneToOneField(
        "practices.Practice", on_delete=models.CASCADE, related_name="audit_check"
    )
    checked_number = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    whole_checked_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True, default="", db_default="")

    def __str__(self) -> str:
        return f"audit of {self.practice_id}: {self.trouble or 'nothing wrong'}"
