"""Which backups were made; no row knows a person or a text."""

from __future__ import annotations

from django.db import models


class BackupRunQuerySet(models.QuerySet["BackupRun"]):
    def good(self) -> BackupRunQuerySet:
        """Restored for a trial, and the same."""
        return self.filter(is_tried=True, error="").exclude(finished_at=None)


class BackupRun(models.Model):
    """One run. Without `finished_at` it is under way or was cut off; `error` is a sentence."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    file_name = models.CharField(max_length=255, blank=True)  # without its folder
    size_bytes = models.BigIntegerField(default=0)
    is_tried = models.BooleanField(default=False)
    error = models.TextField(blank=True)  # redacted

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="backup_newest")]

    def __str__(self) -> str:
        return self.file_name or "backup"
