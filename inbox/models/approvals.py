"""Another person's go-ahead, and which answers need one: both are data of the practice."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inbox.domain.approvals import Kind as KindValue
from inbox.models.conversations import Conversation
from inbox.models.replies import Reply
from practice_hub.practices.models import Membership, Practice


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def waiting(self) -> ApprovalQuerySet:
        return self.filter(status=Approval.Status.WAITING)

    def open(self) -> ApprovalQuerySet:
        """Waiting, or given and not used up yet: what an edit or a new message voids."""
        return self.filter(status__in=[Approval.Status.WAITING, Approval.Status.APPROVED])

    def decidable_by(self, membership: Membership) -> ApprovalQuerySet:
        """Waiting, and theirs to decide by role; never their own (four eyes)."""
        found = self.waiting().filter(practice_id=membership.practice_id)
        return found.filter(approver_roles__contains=[membership.role]).exclude(
            requested_by_id=membership.user_id
        )

    def late(self, now: datetime) -> ApprovalQuerySet:
        """Waiting longer than its target: the next person is asked."""
        return self.waiting().filter(due_at__lte=now)

    def expired(self, now: datetime) -> ApprovalQuerySet:
        return self.waiting().filter(expires_at__lte=now)


class Approval(models.Model):
    """One request for a go-ahead and what came of it.

    `fingerprint` is the hash of text, target and audience (see `inbox.domain.approvals`): what was
    asked while it waits, what was approved afterwards. The worker sends only what still matches.
    `asked` is whose turn it is; `level` counts how often the turn has passed on.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("approval", "Waiting for approval")
        APPROVED = "APPROVED", pgettext_lazy("approval", "Approved")
        REJECTED = "REJECTED", pgettext_lazy("approval", "Returned")
        VOID = "VOID", pgettext_lazy("approval", "No longer holds")
        EXPIRED = "EXPIRED", pgettext_lazy("approval", "Ran out")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("approval", "Taken back")

    class VoidReason(models.TextChoices):
        TEXT_CHANGED = "TEXT_CHANGED", _("the answer was changed")
        POST_EDITED = "POST_EDITED", _("the person edited their post")
        POST_REMOVED = "POST_REMOVED", _("the post is gone")
        NEW_MESSAGE = "NEW_MESSAGE", _("the person wrote again")
        COLLEAGUE_ANSWERED = "COLLEAGUE_ANSWERED", _("a colleague answered meanwhile")
        EXPIRED = "EXPIRED", _("it was not sent in time")
        APPROVER_LEFT = "APPROVER_LEFT", _("who approved it may no longer do so")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="approvals")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="approvals"
    )
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="approvals")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    reasons = models.JSONField(default=list)  # kinds of the policy that asked for it
    approver_roles = models.JSONField(default=list)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField()
    asked_body = models.TextField()  # what the author wrote; `reply.body` is what goes out
    fingerprint = models.CharField(max_length=64)
    seen_seq = models.PositiveIntegerField(default=0)  # what had been read when it was decided
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()  # when the next person is asked
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    is_edited = models.BooleanField(default=False)  # the approver changed the text
    note = models.CharField(max_length=500, blank=True)  # why it was returned
    void_reason = models.CharField(max_length=20, choices=VoidReason.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # void, expired or taken back

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reply"],
                condition=Q(status__in=["WAITING", "APPROVED"]),
                name="approval_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["APPROVED", "REJECTED"])
                | (~Q(decided_by=None) & ~Q(decided_at=None)),
                name="approval_decided_has_person",
            ),
            # Four eyes, whatever the code says. Who edits becomes the author of the reply and
            # decided themselves; who asked is then somebody else.
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("requested_by")),
                name="approval_four_eyes",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "requested_at"],
                name="approval_waiting",
                condition=Q(status="WAITING"),
            ),
            models.Index(fields=["due_at"], name="approval_due", condition=Q(status="WAITING")),
            models.Index(fields=["conversation", "id"], name="approval_conversation"),
            models.Index(fields=["practice", "requested_at"], name="approval_reports"),
        ]

    def __str__(self) -> str:
        return f"approval of reply {self.reply_id}"

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.WAITING


class ApprovalRule(models.Model):
    """One line of a practice's policy: answers of this kind, by these roles, need one of those.

    Without any row for a kind the default of `inbox.domain.approvals` holds.
    """

    class Kind(models.TextChoices):
        MEDICAL = KindValue.MEDICAL.value, _("Medical conversations")
        DOUBT = KindValue.DOUBT.value, _("The privacy guard is in doubt")
        ATTACHMENT = KindValue.ATTACHMENT.value, _("Answers with a picture")
        COMPLAINT = KindValue.COMPLAINT.value, _("Complaints")
        PRICE = KindValue.PRICE.value, _("Questions about prices")
        PRAISE = KindValue.PRAISE.value, _("Praise")
        ANY = KindValue.ANY.value, _("Every answer")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="approval_rules")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    is_public = models.BooleanField(default=True)
    is_private = models.BooleanField(default=False)
    author_roles = models.JSONField(default=list)
    approver_roles = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "kind"], name="approval_rule_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in KindValue]), name="approval_rule_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.practice_id}"


class ApprovalTimes(models.Model):
    """How long a practice lets an approval wait. One row a practice; without it the defaults."""

    practice = models.OneToOneField(
        Practice, on_delete=models.CASCADE, primary_key=True, related_name="approval_times"
    )
    target_minutes = models.PositiveSmallIntegerField(default=15)
    expires_hours = models.PositiveSmallIntegerField(default=24)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(target_minutes__gte=1) & Q(expires_hours__gte=1),
                name="approval_times_positive",
            )
        ]

    def __str__(self) -> str:
        return f"approval times of {self.practice_id}"
