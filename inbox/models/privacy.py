"""What is done with the data of people who wrote: kept for so long, given out, erased (P1)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.models import Practice
from practice_hub.slices import unleased


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> ErasureQuerySet:
        return self.filter(finished_at=None)

    def to_go_on(self, now: datetime) -> ErasureQuerySet:
        return self.open().filter(unleased(now))

    def to_do_again(self) -> ErasureQuerySet:
        """Done once, and brought back by a restore: only there a done one still knows people."""
        return self.exclude(finished_at=None).exclude(author_ids=[])


class Erasure(models.Model):
    """One erasure, and its receipt afterwards.

    `author_ids` are emptied when it is done: what is left names nobody. `counts` says how many of
    each kind went or stay (`inbox.privacy.holdings`), `digest` is the SHA-256 of the receipt, and
    `receipt_text` the receipt as it was given out (JSON, without its digest).
    `identity_digests` are keyed (listening/ledger.py) and say nothing to who lacks the key: they
    find the people again in a restored database (inbox/privacy/again.py).
    """

    class Reason(models.TextChoices):
        PERSON = "PERSON", _("The person asked for it")
        GUARDIAN = "GUARDIAN", _("Somebody who may act for the person asked for it")
        AUTHORITY = "AUTHORITY", _("An authority or a court ordered it")
        OWN = "OWN", _("We no longer need it")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=10, choices=Reason.choices)
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    identity_digests = ArrayField(models.CharField(max_length=64), default=list, db_default=[])
    people = models.PositiveSmallIntegerField()  # how many identities were chosen
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    next_mention_id = models.BigIntegerField(default=0)  # all before it are gone
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    receipt_text = models.TextField(blank=True, default="", db_default="")

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice"], condition=Q(finished_at=None), name="erasure_one_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["practice", "-id"], name="erasure_newest")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"ER-{self.pk:06d}"

    @property
    def is_over(self) -> bool:
        return self.finished_at is not None


class PersonFileQuerySet(models.QuerySet["PersonFile"]):
    def open(self) -> PersonFileQuerySet:
        return self.filter(stage=PersonFile.Stage.WRITING)

    def to_go_on(self, now: datetime) -> PersonFileQuerySet:
        return self.open().filter(unleased(now))


class PersonFile(models.Model):
    """Everything about one person as a file. `author_ids` are emptied when the file goes."""

    class Stage(models.TextChoices):
        WRITING = "WRITING", _("Being made")
        DONE = "DONE", _("Ready")
        FAILED = "FAILED", _("Stopped")
        CANCELED = "CANCELED", _("Canceled")
        EXPIRED = "EXPIRED", _("Deleted")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, unique=True)  # names the kept file
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    author_ids = ArrayField(models.BigIntegerField(), default=list)
    has_notes = models.BooleanField(default=False)  # what colleagues wrote down is in it, too
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.WRITING)
    size_bytes = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)

    objects = PersonFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "asked_by"],
                condition=Q(stage="WRITING"),
                name="person_file_one_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["practice", "-id"], name="person_file_newest")]

    def __str__(self) -> str:
        return f"file of a person, {self.pk}"

    @property
    def is_over(self) -> bool:
        return self.stage != self.Stage.WRITING

    @property
    def is_ready(self) -> bool:
        return self.stage == self.Stage.DONE


class RetentionPolicy(models.Model):
    """How long a practice keeps what: months by kind (`inbox.privacy.retention`). A kind without
    months is kept, which is what every practice begins with."""

    practice = models.OneToOneField(Practice, on_delete=models.CASCADE, related_name="+")
    months: models.JSONField[Any, Any] = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"retention of {self.practice_id}"


class RetentionRunQuerySet(models.QuerySet["RetentionRun"]):
    def open(self) -> RetentionRunQuerySet:
        return self.filter(finished_at=None)

    def to_go_on(self, now: datetime) -> RetentionRunQuerySet:
        return self.open().filter(unleased(now))


class RetentionRun(models.Model):
    """One night: what went, by kind. `months` are the rules it began with."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    months: models.JSONField[Any, Any] = models.JSONField(default=dict)
    counts: models.JSONField[Any, Any] = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)  # counted when it began
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    lease_expires_at = models.DateTimeField(null=True)

    objects = RetentionRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "local_day"], name="retention_once_a_day")
        ]

    def __str__(self) -> str:
        return f"retention of {self.practice_id} on {self.local_day}"
