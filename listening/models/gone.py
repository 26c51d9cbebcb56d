"""Why a mention is a tombstone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GoneReason(models.TextChoices):
    """Why a mention was forgotten. The last two are ours, the others the network's."""

    DELETED = "DELETED", _("Deleted by its author")
    SUSPENDED = "SUSPENDED", _("Its author was suspended")
    WITHHELD = "WITHHELD", _("Withheld by the network")
    PROTECTED = "PROTECTED", _("No longer public")
    RETENTION = "RETENTION", _("Kept for as long as agreed")
    ERASED = "ERASED", _("Erased on request")
