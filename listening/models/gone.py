"""Why a mention is a tombstone."""

from __future__ import annotations

from django.db import models


class GoneReason(models.TextChoices):
    """Why a mention was forgotten. The last two are ours, the others the network's."""

    DELETED = "DELETED", "Deleted by its author"
    SUSPENDED = "SUSPENDED", "Its author was suspended"
    WITHHELD = "WITHHELD", "Withheld by the network"
    PROTECTED = "PROTECTED", "No longer public"
    RETENTION = "RETENTION", "Kept for as long as agreed"
    ERASED = "ERASED", "Erased on request"
