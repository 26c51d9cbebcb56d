"""A call that the practice makes, at a time that suits the person (A5)."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inbox.models.conversations import Conversation
from practice_hub.practices.models import Membership, Practice, validate_time_zone


class CallbackQuerySet(models.QuerySet["Callback"]):
    def planned(self) -> CallbackQuerySet:
        """Neither made nor canceled."""
        return self.filter(status=Callback.Status.PLANNED)

    def to_warn(self, now: datetime) -> CallbackQuerySet:
        return self.planned().filter(warned_at=None, warn_at__lte=now)

    def missed(self, now: datetime) -> CallbackQuerySet:
        return self.planned().filter(late_at=None, window_ends_at__lte=now)


class Callback(models.Model):
    """Whom the practice calls when: the wishes of the person, an owner, a time, what came of it.

    The call is on time from `due_at` until `window_ends_at`; the reminder comes at `warn_at`.
    `windows` holds what suits the person as `inbox.domain.call_windows` reads it, on the clock of
    `time_zone`. `reach` (a number or another way), `wishes` and every outcome are private: no mail,
    alert, calendar or audit row holds them, and no outside agency sees any of this.
    """

    class Status(models.TextChoices):
        PLANNED = "PLANNED", pgettext_lazy("call", "Planned")
        DONE = "DONE", pgettext_lazy("call", "Done")
        CANCELED = "CANCELED", pgettext_lazy("call", "Canceled")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="callbacks")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="callbacks"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reach = models.CharField(max_length=120)
    windows = models.JSONField(default=list, blank=True)
    wishes = models.CharField(max_length=240, blank=True)  # the person's own words on when
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    due_at = models.DateTimeField()
    window_ends_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PLANNED)
    # Of the calendar entry: it keeps its name, and each change counts one up (RFC 5545).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)

    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    warned_at = models.DateTimeField(null=True, blank=True)
    late_at = models.DateTimeField(null=True, blank=True)  # its window ended, and nobody called
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=500, blank=True)  # what came of it (A13)
    cancel_reason = models.CharField(max_length=240, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(status="PLANNED"), name="callback_open_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["PLANNED", "DONE", "CANCELED"]), name="callback_status"
            ),
            models.CheckConstraint(
                condition=Q(status="PLANNED", settled_at=None)
                | (~Q(status="PLANNED") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="callback_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status="DONE") | ~Q(outcome=""), name="callback_done_has_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(status="CANCELED") | ~Q(cancel_reason=""),
                name="callback_canceled_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(window_ends_at__gt=F("due_at"), warn_at__lte=F("due_at")),
                name="callback_times_in_order",
            ),
            models.CheckConstraint(condition=~Q(reach=""), name="callback_has_a_way"),
        ]
        indexes = [
            models.Index(
                fields=["practice", "due_at"], name="callback_day", condition=Q(status="PLANNED")
            ),
            models.Index(
                fields=["warn_at"],
                name="callback_warning",
                condition=Q(status="PLANNED", warned_at=None),
            ),
            models.Index(
                fields=["window_ends_at"],
                name="callback_missed",
                condition=Q(status="PLANNED", late_at=None),
            ),
            models.Index(fields=["owner", "due_at"], name="callback_owner"),
            models.Index(fields=["practice", "settled_at"], name="callback_settled"),
        ]

    def __str__(self) -> str:
        return f"callback of {self.conversation_id}"


class CallbackAttempt(models.Model):
    """Somebody called: who picked up, and when the next try is to be."""

    class Outcome(models.TextChoices):
        REACHED = "REACHED", _("We spoke")
        NO_ANSWER = "NO_ANSWER", _("No answer")
        VOICE_MAIL = "VOICE_MAIL", _("Left a voice mail")
        BUSY = "BUSY", _("Busy")
        WRONG_NUMBER = "WRONG_NUMBER", _("Wrong number")
        ANOTHER_TIME = "ANOTHER_TIME", _("They asked for another time")

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    was_due_at = models.DateTimeField()
    next_due_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="REACHED", next_due_at=None)
                | (~Q(outcome="REACHED") & Q(next_due_at__isnull=False)),
                name="callback_attempt_goes_on",
            ),
        ]
        indexes = [models.Index(fields=["callback", "at"], name="callback_attempts")]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.callback_id}"


class CallbackMove(models.Model):
    """Another time was agreed, with the reason that colleagues read."""

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="moves")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    from_due_at = models.DateTimeField()
    to_due_at = models.DateTimeField()
    reason = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="callback_move_has_reason"),
        ]
        indexes = [models.Index(fields=["callback", "at"], name="callback_moves")]

    def __str__(self) -> str:
        return f"move of {self.callback_id}"


class CallbackFeed(models.Model):
    """The private calendar address of one member; only a digest of its secret is kept."""

    membership = models.OneToOneField(
        Membership, on_delete=models.CASCADE, related_name="callback_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.membership_id}"
