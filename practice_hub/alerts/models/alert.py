"""An alert: what happened, who has it, how far the chain has gone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice_hub.alerts.kind_words import WORDS, Words
from practice_hub.alerts.kinds import PERSONAL, URGENT, Kind


class Step(models.IntegerChoices):
    """Who is told next while nobody acknowledges (issue 4, section 2)."""

    FIRST = 0, _("Who is concerned or on duty")
    DESK = 1, _("The rest of the desk")
    MANAGERS = 2, _("The managers")
    OWNERS = 3, _("The owners")


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
        return WORDS[self.kind].said()

    @property
    def is_urgent(self) -> bool:
        return self.kind in URGENT

    @property
    def is_personal(self) -> bool:
        """Each who was told has their own end of it."""
        return self.kind in PERSONAL

    @property
    def is_repeating(self) -> bool:
        return self.repeat_every_seconds > 0

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.closed_at is None
