"""Outward answers; the rows with an in-flight status are the outbox."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from inbox.domain.delivery import IN_FLIGHT, SENDING_LEASE
from inbox.domain.delivery import Status as StatusValue
from inbox.models.conversations import Conversation
from inbox.models.legs import Leg
from inbox.models.snippets import Snippet
from listening.models import Mention
from listening.stored_words import in_words
from practice_hub.practices.models import Practice
from practice_hub.retold import retold

IN_FLIGHT_STATUSES = sorted(status.value for status in IN_FLIGHT)


class ReplyQuerySet(models.QuerySet["Reply"]):
    def due(self, now: datetime) -> ReplyQuerySet:
        """Queued, their undo time over, their retry time come."""
        return self.filter(status=Reply.Status.QUEUED, send_after__lte=now)

    def in_turns(self) -> ReplyQuerySet:
        """The longest waiting first, and one of each account in turn: none starves another."""
        turn = Window(
            RowNumber(),
            partition_by=F("conversation__account"),
            order_by=[F("send_after").asc(), F("pk").asc()],
        )
        return self.annotate(turn=turn).order_by("turn", "send_after", "pk")

    def stuck(self, now: datetime) -> ReplyQuerySet:
        """In SENDING longer than any call can last: the worker died or was cut off."""
        return self.filter(status=Reply.Status.SENDING, sending_at__lte=now - SENDING_LEASE)

    def to_settle(self, now: datetime) -> ReplyQuerySet:
        return self.filter(status=Reply.Status.UNCERTAIN, settle_after__lte=now)

    def awaiting(self) -> ReplyQuerySet:
        return self.filter(status=Reply.Status.AWAITING_APPROVAL)

    def in_flight(self) -> ReplyQuerySet:
        return self.filter(status__in=IN_FLIGHT_STATUSES)


class Reply(models.Model):
    """One outward answer.

    In flight at most one per conversation and audience (a constraint): two people, or one impatient
    person, cannot send twice. `form_key` makes a repeated POST of the same form one reply.
    """

    HELD = "HELD"  # error_kind of one that waits for its account
    # `error_detail` of one that waited for too long.
    WAITED = gettext_noop(
        "This waited %(time)s to go out, and much may have changed, so nothing was sent. Read it "
        "again, then try again."
    )
    # Before what `error_detail` said already, once a backup was restored (inbox/after_restore.py).
    DOUBTED = gettext_noop(
        "A backup was restored since this was not sent: it may have been tried again and be out. "
        "Look on the network before you try again."
    )

    class Status(models.TextChoices):
        AWAITING_APPROVAL = (
            StatusValue.AWAITING_APPROVAL.value,
            pgettext_lazy("answer", "Waiting for approval"),
        )
        REJECTED = StatusValue.REJECTED.value, pgettext_lazy("answer", "Returned")
        QUEUED = StatusValue.QUEUED.value, pgettext_lazy("answer", "Waiting to go out")
        SENDING = StatusValue.SENDING.value, pgettext_lazy("answer", "Sending")
        SENT = StatusValue.SENT.value, pgettext_lazy("answer", "Sent")
        FAILED = StatusValue.FAILED.value, pgettext_lazy("answer", "Not sent")
        UNCERTAIN = StatusValue.UNCERTAIN.value, pgettext_lazy("answer", "Perhaps sent")
        WITHDRAWN = StatusValue.WITHDRAWN.value, pgettext_lazy("answer", "Undone")

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", _("Public")
        PRIVATE = "PRIVATE", _("Private")

    class Purpose(models.TextChoices):
        ANSWER = "ANSWER", _("Answer")
        CLOSING = "CLOSING", _("Public thanks")
        EDIT = "EDIT", _("Changed answer")

    class Via(models.TextChoices):
        API = "API", _("Sent from here")
        NATIVE = "NATIVE", _("Written on the network")  # found by the poller
        MANUAL = "MANUAL", _("Recorded by hand")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="replies")
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="replies")
    target = models.ForeignKey(Mention, null=True, on_delete=models.SET_NULL, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    audience = models.CharField(max_length=8, choices=Audience.choices)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.ANSWER)
    via = models.CharField(max_length=8, choices=Via.choices, default=Via.API)
    body = models.TextField()
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.QUEUED)
    form_key = models.UUIDField(null=True, blank=True, unique=True)
    claim_token = models.BigIntegerField(default=0)
    seen_seq = models.PositiveIntegerField(default=0)  # what the author had read when sending
    # The same of the threads that it is merged with, by their ids (inbox/beside_threads.py).
    seen_beside = models.JSONField(null=True, blank=True)
    seq = models.PositiveIntegerField(default=0)  # set when it is SENT
    created_at = models.DateTimeField(default=timezone.now)
    send_after = models.DateTimeField(default=timezone.now)
    # Its author chose this moment; None: it goes as soon as it may (inbox/actions/scheduling.py).
    goes_out_at = models.DateTimeField(null=True, blank=True)
    sending_at = models.DateTimeField(null=True, blank=True)
    # Since when it waits for its account; None: it does not (inbox/holding.py).
    held_at = models.DateTimeField(null=True, blank=True)
    # A try whose outcome nobody knew began then: it is looked for once more before the next one.
    doubted_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    settle_after = models.DateTimeField(null=True, blank=True)
    settle_looks = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)  # the network's time, where it tells
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    external_id = models.CharField(max_length=255, blank=True)
    error_kind = models.CharField(max_length=20, blank=True)
    error_detail = models.TextField(blank=True)  # redacted
    deleted_at = models.DateTimeField(null=True, blank=True)
    # A sent answer that this one changes, where the network lets one (purpose EDIT).
    edits = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    previous_body = models.TextField(blank=True)  # what it said before this change (purpose EDIT)
    snippet = models.ForeignKey(
        Snippet, null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    # What the guard said of this very text: rule ids, never the words of anybody.
    guard_verdict = models.CharField(max_length=16, blank=True)
    guard_rules = models.JSONField(default=list, blank=True)
    guard_version = models.CharField(max_length=40, blank=True)
    # A leader let a blocked text out: bound to the text by its fingerprint (P2).
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    override_reason = models.CharField(max_length=240, blank=True)
    override_fingerprint = models.CharField(max_length=64, blank=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "audience"],
                condition=Q(status__in=IN_FLIGHT_STATUSES),
                name="reply_one_in_flight",
            ),
            models.UniqueConstraint(
                fields=["practice", "external_id", "leg"],  # looked for by the id alone, too
                condition=~Q(external_id=""),
                name="reply_external_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in StatusValue]),
                name="reply_status",
            ),
            models.CheckConstraint(
                condition=~Q(status="SENT") | ~Q(sent_at=None), name="reply_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(via="API") | ~Q(author=None), name="reply_has_person"
            ),
            models.CheckConstraint(
                condition=Q(override_by=None) | ~Q(override_reason=""),
                name="reply_override_has_reason",
            ),
            models.CheckConstraint(
                condition=(Q(purpose="EDIT") & ~Q(edits=None))
                | (~Q(purpose="EDIT") & Q(edits=None)),
                name="reply_edit_has_original",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "id"], name="reply_conversation"),
            models.Index(fields=["send_after"], name="reply_outbox", condition=Q(status="QUEUED")),
            # What ought to be out and is not, of one practice: a queue counts it on every page.
            models.Index(
                fields=["practice"],
                name="reply_unsent",
                condition=Q(status__in=["QUEUED", "UNCERTAIN", "FAILED"]),
            ),
            models.Index(
                fields=["status"],
                name="reply_open",
                condition=Q(status__in=["SENDING", "UNCERTAIN"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} reply {self.pk}"

    @property
    def error_words(self) -> str:
        """`error_detail`, which is kept in English, in the language of now. A network's own words
        stay as they are."""
        doubt = self.DOUBTED if self.error_detail.startswith(self.DOUBTED) else ""
        parts = (doubt, self.error_detail.removeprefix(doubt).strip())
        known = (retold(in_words(gettext(part)), (self.WAITED,)) for part in parts if part)
        return " ".join(known)

    @property
    def is_in_flight(self) -> bool:
        return self.status in IN_FLIGHT_STATUSES

    @property
    def is_held(self) -> bool:
        """Waits for its account; `error_detail` says why, `held_at` since when."""
        return self.status == self.Status.QUEUED and self.error_kind == self.HELD

    @property
    def is_scheduled(self) -> bool:
        """Waits for the moment that its author chose, and for nothing else."""
        is_waiting = self.status == self.Status.QUEUED and not self.error_kind
        return is_waiting and self.goes_out_at is not None

    @property
    def needs_person(self) -> bool:
        """UNCERTAIN and looked for often enough: a person decides."""
        return self.status == self.Status.UNCERTAIN and self.settle_after is None
