"""Starting points that the practice owns (A8)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from practice_hub.practices.models import Practice


class SnippetQuerySet(models.QuerySet["Snippet"]):
    def of(self, practice: Practice) -> SnippetQuerySet:
        return self.filter(practice=practice)

    def usable(self, now: datetime) -> SnippetQuerySet:
        """Approved and not expired: what the composer offers."""
        return self.filter(status=Snippet.Status.APPROVED, expires_at__gt=now)


class Snippet(models.Model):
    """A starting point, never a finished answer: placeholders are filled in by hand (A8).

    Reviewed and approved by a manager or practitioner until `expires_at`; every change of the
    text puts it back to WAITING.
    """

    class Status(models.TextChoices):
        WAITING = "WAITING", pgettext_lazy("snippet", "Waiting for review")
        APPROVED = "APPROVED", pgettext_lazy("snippet", "Approved")
        RETURNED = "RETURNED", pgettext_lazy("snippet", "Returned")
        RETIRED = "RETIRED", pgettext_lazy("snippet", "Retired")

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", _("Public")
        PRIVATE = "PRIVATE", _("Private")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="snippets")
    title = models.CharField(max_length=80)
    body = models.TextField()
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.WAITING)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    changed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.CharField(max_length=240, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    guard_version = models.CharField(max_length=40, blank=True)  # that read it at its review

    objects = SnippetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "title"],
                condition=~Q(status="RETIRED"),
                name="snippet_title_once",
            ),
            models.CheckConstraint(
                condition=~Q(status="APPROVED") | (~Q(reviewed_by=None) & ~Q(expires_at=None)),
                name="snippet_approved_until",
            ),
        ]
        indexes = [models.Index(fields=["practice", "status", "title"], name="snippet_usable")]

    def __str__(self) -> str:
        return self.title
