"""The clocks of a conversation, and the promise of speed under which they run (T1 to T8, P5)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inbox.domain.targets import ClockKind
from listening.models import Category, Network, Sentiment, Urgency
from practice_hub.practices.models import Location, Practice


class TargetPolicy(models.Model):
    """One version of a practice's targets; never changed, the newest is in force.

    A conversation keeps the version it began under, so that a stricter target of today does not
    make last month's answers late. `rules` is what `inbox.domain.targets` reads.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="target_policies")
    rules = models.JSONField()
    created_at = models.DateTimeField()
    # None: the defaults that the practice began with.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        indexes = [models.Index("practice", F("id").desc(), name="target_policy_newest")]

    def __str__(self) -> str:
        return f"targets {self.pk} of {self.practice_id}"


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> ClockQuerySet:
        return self.filter(stopped_at=None)

    def awake(self, now: datetime) -> ClockQuerySet:
        """Somebody decided that a snoozed conversation sleeps: it rings when it wakes."""
        until = "conversation__snoozed_until"
        return self.running().filter(Q(**{until: None}) | Q(**{f"{until}__lte": now}))

    def to_warn(self, now: datetime) -> ClockQuerySet:
        return self.awake(now).filter(warned_at=None, warn_at__lte=now)

    def missed(self, now: datetime) -> ClockQuerySet:
        return self.awake(now).filter(missed_at=None, target_at__lte=now)


class Clock(models.Model):
    """One run of one clock of one conversation: what the reports count.

    It holds no text and outlives every purge: durations and what they are told apart by are
    stored when things happen, so no figure changes when a post goes (see docs/metrics.md).
    `subject_id` is the approval, promise or callback it belongs to, else 0.
    """

    class Kind(models.TextChoices):
        FIRST_RESPONSE = ClockKind.FIRST_RESPONSE.value, _("First answer")
        NEXT_RESPONSE = ClockKind.NEXT_RESPONSE.value, _("Next answer")
        PRIVATE_CONTACT = ClockKind.PRIVATE_CONTACT.value, _("First private contact")
        APPROVAL = ClockKind.APPROVAL.value, _("Approval")
        PROMISE = ClockKind.PROMISE.value, _("Promise")
        CALLBACK = ClockKind.CALLBACK.value, _("Callback")
        RESOLUTION = ClockKind.RESOLUTION.value, _("Resolution")
        LOOP_CLOSE = ClockKind.LOOP_CLOSE.value, _("Public thanks")

    class Ending(models.TextChoices):
        RUNNING = "", pgettext_lazy("clock", "Running")
        DONE = "DONE", pgettext_lazy("clock", "Done")
        NO_REPLY_NEEDED = "NO_REPLY_NEEDED", pgettext_lazy("clock", "Closed without an answer")
        REMOVED = "REMOVED", pgettext_lazy("clock", "No longer there")
        SKIPPED = "SKIPPED", pgettext_lazy("clock", "Skipped with a reason")
        DROPPED = "DROPPED", pgettext_lazy("clock", "Dropped")

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", _("Public")
        PRIVATE = "PRIVATE", _("Private")

    class Via(models.TextChoices):
        UNKNOWN = "", _("Nobody")
        API = "API", _("Sent from here")
        NATIVE = "NATIVE", _("Written on the network")
        MANUAL = "MANUAL", _("Recorded by hand")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(
        "inbox.Conversation", on_delete=models.CASCADE, related_name="clocks"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    round = models.PositiveSmallIntegerField(default=1)
    subject_id = models.BigIntegerField(default=0)

    started_at = models.DateTimeField()  # the network's own time, for the response clocks
    seen_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    target_at = models.DateTimeField(null=True)
    acceptable_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)

    stopped_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, choices=Ending.choices, blank=True, default="")
    wall_seconds = models.PositiveIntegerField(null=True)
    open_seconds = models.PositiveIntegerField(null=True)
    detect_seconds = models.PositiveIntegerField(null=True)
    claim_seconds = models.PositiveIntegerField(null=True)
    write_seconds = models.PositiveIntegerField(null=True)
    approve_seconds = models.PositiveIntegerField(null=True)
    send_seconds = models.PositiveIntegerField(null=True)

    network = models.CharField(max_length=16, choices=Network.choices)
    location = models.ForeignKey(Location, null=True, on_delete=models.SET_NULL, related_name="+")
    category = models.CharField(max_length=12, choices=Category.choices)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices)
    topics = ArrayField(models.CharField(max_length=40), default=list)
    is_medical = models.BooleanField(default=False)
    is_detected_late = models.BooleanField(default=False)
    is_imported = models.BooleanField(default=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    via = models.CharField(max_length=8, choices=Via.choices, blank=True, default="")
    # By the calendar and the clock on the wall of its location.
    local_day = models.DateField()
    local_hour = models.PositiveSmallIntegerField()
    local_weekday = models.PositiveSmallIntegerField()  # Monday is 0

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "kind", "audience", "subject_id"],
                condition=Q(stopped_at=None),
                name="clock_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, ending="")
                | (Q(stopped_at__isnull=False, wall_seconds__isnull=False) & ~Q(ending="")),
                name="clock_stopped_has_ending",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ClockKind]), name="clock_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "local_day", "kind"], name="clock_reports"),
            models.Index(fields=["conversation", "kind"], name="clock_conversation"),
            models.Index(
                fields=["practice", "kind", "local_day"],
                name="clock_running",
                condition=Q(stopped_at=None),
            ),
            models.Index(  # whoever ended it said why
                fields=["practice", "ending", "local_day"],
                name="clock_reasons",
                condition=Q(ending__in=["NO_REPLY_NEEDED", "SKIPPED"]),
            ),
            models.Index(
                fields=["warn_at"],
                name="clock_warning",
                condition=Q(stopped_at=None, warned_at=None),
            ),
            models.Index(
                fields=["target_at"],
                name="clock_target",
                condition=Q(stopped_at=None, missed_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.conversation_id}"
