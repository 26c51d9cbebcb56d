"""Signs of life, and the times when something was down; no row knows a person or a text."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Heartbeat(models.Model):
    """The last sign of life of one part: "beat", "web", "events", or a queue that workers serve.

    `waited_seconds`: how long beat's tick waited before a worker took it (queues only).
    `running_since`: since then the signs have come without a break.
    """

    part = models.CharField(max_length=32, unique=True)
    at = models.DateTimeField()
    waited_seconds = models.FloatField(default=0)
    running_since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(running_since__lte=F("at")), name="heartbeat_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.part


class OutageQuerySet(models.QuerySet["Outage"]):
    def open(self) -> OutageQuerySet:
        return self.filter(ended_at=None)


class Outage(models.Model):
    """Something was down, since when and until when; open while `ended_at` is None.

    `part` names what ("beat", "workers", "redis", "source"), `subject_id` which one of several
    (0: there is only one), `group_id` what people know it by: the account of a feed. It is what
    keeps an alert that somebody has seen from being raised again for the same trouble.
    """

    part = models.CharField(max_length=32)
    practice = models.ForeignKey(
        "practices.Practice", null=True, on_delete=models.CASCADE, related_name="+"
    )
    group_id = models.BigIntegerField(default=0)
    subject_id = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    noticed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part", "subject_id"], condition=Q(ended_at=None), name="outage_open_once"
            ),
            models.CheckConstraint(
                condition=Q(since__lte=F("noticed_at")), name="outage_noticed_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.subject_id}"
