"""What a conversation is made of: its channels, and the mentions on them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.models.conversations import Conversation
from listening.models import Mention, NetworkAccount


class Leg(models.Model):
    """One channel of a conversation: the public one, or a private one (A2)."""

    class Channel(models.TextChoices):
        PUBLIC = "PUBLIC", _("Public")
        X_DM = "X_DM", _("X message")
        MESSENGER = "MESSENGER", "Messenger"
        EMAIL = "EMAIL", _("E-mail")
        PHONE = "PHONE", _("Phone")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="legs")
    account = models.ForeignKey(NetworkAccount, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    thread_id = models.CharField(max_length=255, blank=True)
    recipient_id = models.CharField(max_length=128, blank=True)
    opened_at = models.DateTimeField()
    last_inbound_at = models.DateTimeField(null=True, blank=True)
    last_outbound_at = models.DateTimeField(null=True, blank=True)
    native_outbound_at = models.DateTimeField(null=True, blank=True)  # found on the network

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "channel"], name="leg_once"),
            models.CheckConstraint(
                condition=Q(channel__in=["PUBLIC", "X_DM", "MESSENGER", "EMAIL", "PHONE"]),
                name="leg_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "channel", "recipient_id"], name="leg_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.conversation_id}"

    @property
    def is_private(self) -> bool:
        return self.channel != self.Channel.PUBLIC


class ConversationItem(models.Model):
    """A mention as part of a conversation; `seq` orders it among answers."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="items")
    leg = models.ForeignKey(Leg, on_delete=models.CASCADE, related_name="items")
    mention = models.OneToOneField(Mention, on_delete=models.CASCADE, related_name="inbox_item")
    seq = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["conversation", "seq"], name="item_seq")]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.seq}"
