"""What people said about being led: a step of the setup passed over or done, the tour closed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from practice_hub.practices.models import Practice, User


class SetupMark(models.Model):
    """What somebody said about one step of the setup; without a row only the facts count."""

    class Mark(models.TextChoices):
        SKIPPED = "SKIPPED", _("Skipped for now")
        DONE = "DONE", _("Done")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="setup_marks")
    step = models.CharField(max_length=16)
    mark = models.CharField(max_length=8, choices=Mark.choices)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "step"], name="setup_step_marked_once")
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.practice_id}: {self.mark}"


class TourEnd(models.Model):
    """Who closed the tour, or went through it, is not shown it again unless they ask for it."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="tour_end")
    ended_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"tour of {self.user_id}"
