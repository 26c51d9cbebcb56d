"""Pictures that go out with a public answer, each with its description."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from inbox.models.conversations import Conversation
from inbox.models.replies import Reply

MOST_BYTES = 5 * 1024 * 1024
ALT_LENGTH = 1000  # X's own limit of a description


class AttachmentManager(models.Manager["ReplyAttachment"]):
    """Without the bytes, which only the sender and the preview ask for."""

    def get_queryset(self) -> models.QuerySet[ReplyAttachment]:
        return super().get_queryset().defer("data")


class ReplyAttachment(models.Model):
    """One picture. Until its answer is queued it waits under the composer's `form_key`.

    `data` holds what goes out: the file without its metadata (place, time and camera of a photo).
    `alt_text` is public text and read by the guard like the answer itself.
    """

    class ContentType(models.TextChoices):
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"
        WEBP = "image/webp", "WebP"
        GIF = "image/gif", "GIF"

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="attachments"
    )
    reply = models.ForeignKey(
        Reply, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    form_key = models.UUIDField()
    position = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=16, choices=ContentType.choices)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    alt_text = models.CharField(max_length=ALT_LENGTH, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentManager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply=None) | ~Q(alt_text=""), name="attachment_described"
            ),
            models.CheckConstraint(
                condition=Q(
                    content_type__in=["image/jpeg", "image/png", "image/webp", "image/gif"]
                ),
                name="attachment_content_type",
            ),
        ]
        indexes = [
            models.Index(fields=["form_key"], name="attachment_form"),
            models.Index(fields=["created_at"], name="attachment_pending", condition=Q(reply=None)),
        ]

    def __str__(self) -> str:
        return f"picture {self.position} of form {self.form_key}"
