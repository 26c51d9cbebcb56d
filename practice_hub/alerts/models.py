"""An alert, and one row for each person and channel it goes to."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from practice_hub.alerts.kinds import URGENT, WORDS, Channel, Kind, Words


class Step(models.IntegerChoices):
    """Who is told next while nobody acknowledges (issue 4, section 2)."""

    FIRST = 0, "Who is concerned or on duty"
    DESK = 1, "The rest of the desk"
    MANAGERS = 2, "The managers"
    OWNERS = 3, "The owners"


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> AlertQuerySet:
        """Nobody has acknowledged it, and it has not settled by itself."""
        return self.filter(acknowledged_at=None, closed_at=None)


class Alert(models.Model):
    """Something that people must learn at once; ids and kinds, never a name or a text.

    `path` is where it leads ("/inbox/12/"). `repeat_every_seconds` is 0 when telling once is
    enough. Open until somebody acknowledges it or it settles by itself (`closed_at`).

    `step` and `escalates_at`: how far the chain has gone (`chain.py`) and when it goes on; None
    when this alert has no further step. `item_count`: how many things an aggregated alert is about.
    """

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    subject_type = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    path = models.CharField(max_length=200)
    repeat_every_seconds = models.PositiveIntegerField(default=0)
    item_count = models.PositiveIntegerField(default=1)
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=Step.FIRST)
    escalates_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "kind", "subject_type", "subject_id"],
                condition=Q(acknowledged_at=None, closed_at=None),
                name="alert_open_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="alert_kind"),
            models.CheckConstraint(condition=Q(path__startswith="/"), name="alert_path_is_ours"),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="alert_acknowledged_by_somebody",
            ),
            models.CheckConstraint(condition=Q(step__in=Step.values), name="alert_step"),
        ]
        indexes = [
            models.Index(
                fields=["escalates_at"],
                condition=Q(escalates_at__isnull=False, acknowledged_at=None, closed_at=None),
                name="alert_escalates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"

    @property
    def words(self) -> Words:
        return WORDS[self.kind]

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT

    @property
    def is_repeating(self) -> bool:
        return self.repeat_every_seconds > 0

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.closed_at is None


class AlertDeliveryQuerySet(models.QuerySet["AlertDelivery"]):
    def due(self, now: datetime) -> AlertDeliveryQuerySet:
        return self.filter(next_try_at__lte=now)


class AlertDelivery(models.Model):
    """One person told on one channel.

    `due_at`: from when the person is to be told (again). `next_try_at`: when the worker looks at
    it next; later than `due_at` while a channel is down or another worker has it, None when
    nothing is left to do. `sent_count` and `sent_at` count what went out, `attempts` what failed
    since then; `error` says why in plain words.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alert_deliveries"
    )
    channel = models.CharField(max_length=16, choices=Channel.choices)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_count = models.PositiveIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    objects = AlertDeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "user", "channel"], name="alert_delivery_once"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="alert_delivery_channel"
            ),
            models.CheckConstraint(
                condition=Q(next_try_at=None) | Q(next_try_at__gte=F("due_at")),
                name="alert_delivery_not_before_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="alert_delivery_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.user_id} about {self.alert_id}"
