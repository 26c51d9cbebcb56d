"""One row for each person and channel an alert goes to, and the bundles of what was held."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from practice_hub.alerts.kinds import SENT, Channel, Hold
from practice_hub.alerts.models.alert import Alert


class AlertDeliveryQuerySet(models.QuerySet["AlertDelivery"]):
    def due(self, now: datetime) -> AlertDeliveryQuerySet:
        """To be sent each by itself."""
        return self.filter(next_try_at__lte=now, hold="", channel__in=SENT)

    def held_until(self, now: datetime) -> AlertDeliveryQuerySet:
        """To be bundled: their quiet hours are over, or their summary is due."""
        return self.filter(next_try_at__lte=now, digest=None, channel__in=SENT).exclude(hold="")


class AlertDelivery(models.Model):
    """One person told on one channel.

    `due_at`: from when the person is to be told (again). `next_try_at`: when the worker looks at
    it next; later than `due_at` while a channel is down or another worker has it, None when
    nothing is left to do. `sent_count` and `sent_at` count what went out, `attempts` what failed
    since then; `error` says why in plain words. `hold`: why `due_at` lies behind the alert; what
    was held goes out bundled, and `digest` is the bundle it went into. `is_in_strip`: a row of PAGE
    stands on top of every page, and not only in the list of alerts.
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
    hold = models.CharField(max_length=8, choices=Hold.choices, blank=True)
    digest = models.ForeignKey(
        "alerts.Digest", null=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    is_in_strip = models.BooleanField(default=True)
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

    @property
    def trouble(self) -> str:
        """Why it has not arrived, in plain words; "" while nothing went wrong."""
        return self.error or (self.digest.error if self.digest else "")


class DigestQuerySet(models.QuerySet["Digest"]):
    def due(self, now: datetime) -> DigestQuerySet:
        return self.filter(next_try_at__lte=now)


class Digest(models.Model):
    """One message about several alerts: a summary, or what was held over quiet hours.

    Its lines are the deliveries that point to it. `sent_at` is set as soon as it went out, before
    its lines are booked; `next_try_at` is None when nothing is left to do.
    """

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=16, choices=Channel.choices)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=SENT), name="alert_digest_channel")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="alert_digest_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} digest {self.pk}"
