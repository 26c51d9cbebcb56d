"""A long list on its way into a file: one row an export."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.models import Practice
from practice_hub.slices import unleased


class ExportRunQuerySet(models.QuerySet["ExportRun"]):
    def open(self) -> ExportRunQuerySet:
        return self.exclude(stage__in=ExportRun.OVER)

    def to_go_on(self, now: datetime) -> ExportRunQuerySet:
        """Nobody works on them: just asked for, between two slices, or left by a dead worker."""
        return self.open().filter(unleased(now))


class ExportRun(models.Model):
    """The conversations behind one number. They are read in slices into a part file, which holds
    `part_bytes` of good lines whatever a killed worker wrote after them; then the file is written
    from it and kept until `expires_at`. No row and no file holds a text or who wrote it.

    `filters` is the report (see `inbox.exports.asked`), `place` the mark of the picture.
    """

    class Format(models.TextChoices):
        XLSX = "XLSX", "Excel"
        CSV = "CSV", "CSV"

    class Stage(models.TextChoices):
        READING = "READING", _("Reading")
        WRITING = "WRITING", _("Writing the file")
        DONE = "DONE", _("Ready")
        FAILED = "FAILED", _("Stopped")
        CANCELED = "CANCELED", _("Canceled")
        EXPIRED = "EXPIRED", _("Deleted after seven days")

    OVER = ("DONE", "FAILED", "CANCELED", "EXPIRED")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="exports")
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # names the kept file
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    format = models.CharField(max_length=4, choices=Format.choices)
    label = models.CharField(max_length=200)  # the number, in words
    which = models.CharField(max_length=80)
    place: models.JSONField[Any, Any] = models.JSONField(default=dict)
    filters: models.JSONField[Any, Any] = models.JSONField()
    sees_private = models.BooleanField(default=False)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.READING)
    total = models.PositiveIntegerField()
    rows_read = models.PositiveIntegerField(default=0)
    rows_written = models.PositiveIntegerField(default=0)
    next_span = models.PositiveIntegerField(default=0)
    next_page = models.PositiveIntegerField(default=1)
    part_bytes = models.BigIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)

    objects = ExportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "asked_by"],
                condition=~Q(stage__in=["DONE", "FAILED", "CANCELED", "EXPIRED"]),
                name="export_one_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["practice", "-id"], name="export_newest")]

    def __str__(self) -> str:
        return f"export of {self.which}"

    @property
    def is_over(self) -> bool:
        return self.stage in self.OVER

    @property
    def is_ready(self) -> bool:
        return self.stage == self.Stage.DONE

    @property
    def percent(self) -> int:
        """How far it is: reading is two thirds of the way."""
        if self.is_ready:
            return 100
        steps = 2 * self.rows_read + self.rows_written
        return min(100 * steps // (3 * self.total), 99) if self.total else 0
