"""Bringing in the past: one row an import, and the lines of its file while they are sorted."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from listening.models import Network
from practice_hub.practices.models import Practice
from practice_hub.slices import unleased


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def open(self) -> ImportRunQuerySet:
        return self.exclude(stage__in=ImportRun.OVER)

    def to_go_on(self, now: datetime) -> ImportRunQuerySet:
        """Nobody works on them: just received, between two slices, or left by a dead worker."""
        return self.open().filter(unleased(now))


class ImportRun(models.Model):
    """One import. It is done in slices and can be taken up again after each; the counts are those
    of lines, so that they add up: read = new + known + bad."""

    class Stage(models.TextChoices):
        READING = "READING", _("Reading the file")
        SORTING = "SORTING", _("Sorting into conversations")
        STORING = "STORING", _("Storing conversations")
        DONE = "DONE", _("Done")
        FAILED = "FAILED", _("Stopped")
        CANCELED = "CANCELED", _("Canceled")

    OVER = ("DONE", "FAILED", "CANCELED")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="imports")
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # names the kept file
    file_name = models.CharField(max_length=200)
    is_dry_run = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.READING)
    total_bytes = models.BigIntegerField(default=0)
    read_bytes = models.BigIntegerField(default=0)
    physical_lines = models.PositiveIntegerField(default=0)  # of the file, as an editor counts
    lines_read = models.PositiveIntegerField(default=0)
    lines_new = models.PositiveIntegerField(default=0)
    lines_known = models.PositiveIntegerField(default=0)
    lines_bad = models.PositiveIntegerField(default=0)
    lines_stored = models.PositiveIntegerField(default=0)
    conversations = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # [line, reason], the first of them
    error = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"],
                condition=~Q(stage__in=["DONE", "FAILED", "CANCELED"]),
                name="import_one_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["practice", "-id"], name="import_newest")]

    def __str__(self) -> str:
        return f"import of {self.file_name}"

    @property
    def is_over(self) -> bool:
        return self.stage in self.OVER

    @property
    def percent(self) -> int:
        """How far it is, for people: reading is a third of the way, storing the rest."""
        if self.stage == self.Stage.DONE:
            return 100
        if self.stage == self.Stage.READING:
            return int(30 * self.read_bytes / self.total_bytes) if self.total_bytes else 0
        if self.stage == self.Stage.SORTING or not self.lines_new:
            return 30
        return min(30 + int(70 * self.lines_stored / self.lines_new), 99)


class ImportLine(models.Model):
    """One good line of a file, until its conversation is stored. `thread` is the id of the first
    post above it, `person` whose conversation it belongs to ("" when nobody's)."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField()
    network = models.CharField(max_length=16, choices=Network.choices)
    external_id = models.CharField(max_length=255)
    parent_id = models.CharField(max_length=255, blank=True)
    author = models.CharField(max_length=128, blank=True)
    is_practice = models.BooleanField()
    posted_at = models.DateTimeField()
    text = models.TextField(blank=True)
    thread = models.CharField(max_length=255, blank=True)
    person = models.CharField(max_length=140, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "network", "external_id"], name="import_line_once"
            )
        ]
        indexes = [
            models.Index(fields=["run", "network", "thread", "person"], name="import_line_group")
        ]

    def __str__(self) -> str:
        return f"line {self.line} of {self.run_id}"
