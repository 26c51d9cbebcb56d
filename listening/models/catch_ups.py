"""Reading again what came in while a source was away, apart from what comes in now."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from listening.models.accounts import Feed, NetworkAccount


class CatchUp(models.Model):
    """One account was not heard from `since` until `began_at`; what is found of that time.

    `found` are mentions of that time that only came in now, `late` those among them that came
    later than lateness allows (listening/lateness.py). Both are final with `finished_at`.
    """

    account = models.ForeignKey(NetworkAccount, on_delete=models.CASCADE, related_name="catch_ups")
    since = models.DateTimeField()
    began_at = models.DateTimeField()
    # Who connected it again; None: it came back by itself.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    found = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(since__lte=F("began_at")), name="catch_up_in_order")
        ]
        indexes = [models.Index(fields=["account", "-began_at"], name="catch_up_of_account")]

    def __str__(self) -> str:
        return f"catch-up {self.pk} of account {self.account_id}"


class CatchUpFeedQuerySet(models.QuerySet["CatchUpFeed"]):
    def open(self) -> CatchUpFeedQuerySet:
        return self.filter(finished_at=None)

    def ready(self, now: datetime) -> CatchUpFeedQuerySet:
        """Its time has come, nobody reads it, and its feed has been read live since it came back:
        whatever is older than that look is found here, whatever is younger there."""
        free = Q(lease_expires_at=None) | Q(lease_expires_at__lte=now)
        return self.open().filter(
            free,
            next_run_at__lte=now,
            feed__is_active=True,
            feed__last_success_at__gte=F("catch_up__began_at"),
            catch_up__account__status=NetworkAccount.Status.CONNECTED,
        )


class CatchUpFeed(models.Model):
    """One feed of a catch-up, read from the cursor that the feed had when it fell silent.

    Done after two whole walks: the first may go on in the middle of one that began before.
    """

    WALKS = 2

    catch_up = models.ForeignKey(CatchUp, on_delete=models.CASCADE, related_name="feeds")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="catch_ups")
    cursor = models.JSONField(default=dict, blank=True)
    walks = models.PositiveSmallIntegerField(default=0)
    next_run_at = models.DateTimeField()
    lease_token = models.BigIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = CatchUpFeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["catch_up", "feed"], name="catch_up_feed_once")
        ]
        indexes = [
            models.Index(
                fields=["next_run_at"], name="catch_up_open", condition=Q(finished_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"catch-up of feed {self.feed_id}"
