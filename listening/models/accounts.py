"""Connected accounts, their feeds and what is watched for."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from listening.connectors.base import FeedKind as FeedKindValue
from listening.connectors.base import Network as NetworkValue
from practice_hub.practices.models import Location, Practice


class Network(models.TextChoices):
    X = NetworkValue.X.value, "X"
    FACEBOOK = NetworkValue.FACEBOOK.value, "Facebook"


class NetworkAccountQuerySet(models.QuerySet["NetworkAccount"]):
    def of(self, practice: Practice) -> NetworkAccountQuerySet:
        return self.sources().filter(practice=practice)

    def sources(self) -> NetworkAccountQuerySet:
        """What is listened to; history from a file is none."""
        return self.exclude(status=NetworkAccount.Status.HISTORY)

    def connected(self) -> NetworkAccountQuerySet:
        return self.filter(status=NetworkAccount.Status.CONNECTED)


class NetworkAccount(models.Model):
    """A connected handle or page. Credentials are encrypted at rest (listening/crypto.py)."""

    class Status(models.TextChoices):
        CONNECTED = "CONNECTED", pgettext_lazy("state of an account", "Connected")
        PAUSED = "PAUSED", pgettext_lazy("state of an account", "Paused")
        NEEDS_RECONNECT = (
            "NEEDS_RECONNECT",
            pgettext_lazy("state of an account", "Needs to be connected again"),
        )
        OUT_OF_CREDITS = "OUT_OF_CREDITS", pgettext_lazy("state of an account", "Out of credits")
        DISCONNECTED = "DISCONNECTED", pgettext_lazy("state of an account", "Disconnected")
        HISTORY = "HISTORY", _("History from a file")  # never read, never written to

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="accounts")
    network = models.CharField(max_length=16, choices=Network.choices)
    external_id = models.CharField(max_length=64)
    handle = models.CharField(max_length=120, blank=True)
    display_name = models.CharField(max_length=200, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    credentials = models.BinaryField(blank=True, default=b"")
    secret_hint = models.CharField(max_length=8, blank=True)  # last four characters, for people
    # Connected while the base URL named this machine: such a token never goes to the real
    # network, and a real one never to a sandbox (listening/checks.py).
    is_sandbox = models.BooleanField(default=False)
    scopes = models.JSONField(default=list, blank=True)
    token_expires_at = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CONNECTED)
    status_detail = models.TextField(blank=True)  # redacted
    status_at = models.DateTimeField(default=timezone.now)
    # It came with a backup that was restored then: nothing is sent until a person confirms that it
    # is still theirs (listening/confirming.py). None: it did not, or somebody has.
    restored_at = models.DateTimeField(null=True, blank=True)
    # The network stopped our answers for what we wrote; a person lets them go again.
    answers_blocked_at = models.DateTimeField(null=True, blank=True)
    connected_at = models.DateTimeField(default=timezone.now)
    # Which location it speaks for: its opening hours count, and reports can be asked by place.
    location = models.ForeignKey(
        Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="accounts"
    )
    reads_month = models.CharField(max_length=7, blank=True)  # "2026-11": which month is counted
    reads_count = models.PositiveIntegerField(default=0)
    read_budget = models.PositiveIntegerField(null=True, blank=True)

    objects = NetworkAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "network", "external_id"], name="account_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_network_display()} {self.display_label}"

    @property
    def display_label(self) -> str:
        return f"@{self.handle}" if self.handle else self.display_name or self.external_id


class WatchTermQuerySet(models.QuerySet["WatchTerm"]):
    def of(self, practice: Practice) -> WatchTermQuerySet:
        return self.filter(practice=practice, removed_at=None)

    def watched(self) -> WatchTermQuerySet:
        return self.filter(is_active=True, removed_at=None)


class WatchTerm(models.Model):
    """A word or query watched for (L4)."""

    class Kind(models.TextChoices):
        PRACTICE = "PRACTICE", _("Practice")
        PERSON = "PERSON", _("Doctor or staff")
        MISSPELLING = "MISSPELLING", _("Misspelling")
        TREATMENT = "TREATMENT", _("Treatment")
        COMPETITOR = "COMPETITOR", _("Competitor")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="watch_terms")
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.PRACTICE)
    query = models.CharField(max_length=480)  # X takes 512 characters; the feed adds operators
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    # A removed term stays, because it is the reason why its mentions were seen.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WatchTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("practice", Lower("query"), name="term_once"),
        ]

    def __str__(self) -> str:
        return self.query


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> FeedQuerySet:
        """Feeds whose time has come, whose account is connected and which nobody is reading."""
        return self.filter(
            Q(lease_expires_at=None) | Q(lease_expires_at__lte=now),
            is_active=True,
            next_run_at__lte=now,
            account__status=NetworkAccount.Status.CONNECTED,
        ).order_by("next_run_at", "id")


class Feed(models.Model):
    """A stream of one account that is read on its own cursor.

    `lease_token` fences: a reader whose token is no longer the row's may not commit a page, so a
    poller that was taken for dead cannot move the cursor backwards.
    """

    class Kind(models.TextChoices):
        MENTIONS = FeedKindValue.MENTIONS.value, pgettext_lazy("feed", "Mentions")
        SEARCH = FeedKindValue.SEARCH.value, pgettext_lazy("feed", "Search")
        PAGE_FEED = FeedKindValue.PAGE_FEED.value, _("Page and visitor posts")
        TAGGED = FeedKindValue.TAGGED.value, _("Posts that tag the page")
        COMMENTS = FeedKindValue.COMMENTS.value, _("Comments")
        MESSAGES = FeedKindValue.MESSAGES.value, _("Private messages")
        OWN_POSTS = FeedKindValue.OWN_POSTS.value, _("Our own posts")

    account = models.ForeignKey(NetworkAccount, on_delete=models.CASCADE, related_name="feeds")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    term = models.ForeignKey(
        WatchTerm, null=True, blank=True, on_delete=models.CASCADE, related_name="feeds"
    )
    is_active = models.BooleanField(default=True)
    cursor = models.JSONField(default=dict, blank=True)
    interval_seconds = models.FloatField()
    next_run_at = models.DateTimeField(default=timezone.now)
    last_run_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)
    # Silence is counted from here (listening/lateness.py): the last good look, put off by what
    # was planned or asked of us, or when it was connected or resumed. None: from `created_at`.
    silence_from = models.DateTimeField(null=True, blank=True)
    # What is older is read apart from this feed (CatchUp); a first look goes no further back.
    live_from = models.DateTimeField(null=True, blank=True)
    last_item_at = models.DateTimeField(null=True, blank=True)
    lag_seconds = models.FloatField(null=True, blank=True)  # newest item: posted to first seen
    lease_token = models.BigIntegerField(default=0)
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_error_kind = models.CharField(max_length=20, blank=True)
    last_error_code = models.CharField(max_length=120, blank=True)
    last_error = models.TextField(blank=True)  # redacted
    last_error_at = models.DateTimeField(null=True, blank=True)
    slowed_reason = models.CharField(max_length=200, blank=True)
    items_total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], condition=Q(term=None), name="feed_once"
            ),
            models.UniqueConstraint(
                fields=["account", "kind", "term"],
                condition=~Q(term=None),
                name="feed_term_once",
            ),
        ]
        indexes = [
            models.Index(F("next_run_at"), name="feed_due", condition=Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.kind}"


class FeedGap(models.Model):
    """A stretch of time that a network would no longer show; visible on the sources page."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="gaps")
    reason = models.CharField(max_length=200)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.reason


class RateWindowRow(models.Model):
    """The last thing a network said about one of its limits for one account."""

    account = models.ForeignKey(
        NetworkAccount, on_delete=models.CASCADE, related_name="rate_windows"
    )
    bucket = models.CharField(max_length=120)
    limit = models.PositiveIntegerField(null=True)
    remaining = models.PositiveIntegerField(null=True)
    used_percent = models.FloatField(null=True)
    reset_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "bucket"], name="rate_window_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.bucket}"
