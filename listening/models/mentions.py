"""What people wrote: one row a mention, kept small because it is written and listed most."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from listening.models.accounts import Feed, Network, NetworkAccount
from listening.models.gone import GoneReason
from practice_hub.practices.models import Practice


class Author(models.Model):
    """The person who wrote. No health fields, ever (rules of X for derived health data)."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="authors")
    network = models.CharField(max_length=16, choices=Network.choices)
    external_id = models.CharField(max_length=128)
    handle = models.CharField(max_length=120, blank=True)
    display_name = models.CharField(max_length=200, blank=True)
    avatar_url = models.URLField(max_length=1000, blank=True)
    followers = models.PositiveIntegerField(null=True, blank=True)
    first_seen_at = models.DateTimeField()
    # Nothing of theirs is left: the row is nobody by now (see people.forget), and keeps people
    # apart in figures.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "network", "external_id"], name="author_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.display_name or (f"@{self.handle}" if self.handle else "Someone")

    @property
    def initials(self) -> str:
        words = [word for word in self.name.lstrip("@").split() if word[0].isalnum()]
        return "".join(word[0] for word in words[:2]).upper() or "?"


class Sentiment(models.TextChoices):
    POSITIVE = "POSITIVE", pgettext_lazy("feeling", "Happy")
    NEUTRAL = "NEUTRAL", pgettext_lazy("feeling", "Neutral")
    NEGATIVE = "NEGATIVE", pgettext_lazy("feeling", "Unhappy")


class Category(models.TextChoices):
    COMPLAINT = "COMPLAINT", pgettext_lazy("category", "Complaint")
    QUESTION = "QUESTION", pgettext_lazy("category", "Question")
    PRAISE = "PRAISE", pgettext_lazy("category", "Praise")
    MEDICAL = "MEDICAL", pgettext_lazy("category", "Medical")
    PRICE = "PRICE", pgettext_lazy("category", "Price")
    SPAM = "SPAM", pgettext_lazy("category", "Spam")
    OTHER = "OTHER", pgettext_lazy("category", "Small talk")


class Urgency(models.TextChoices):
    URGENT = "URGENT", pgettext_lazy("urgency", "Urgent")
    HIGH = "HIGH", pgettext_lazy("urgency", "High")
    NORMAL = "NORMAL", pgettext_lazy("urgency", "Normal")
    LOW = "LOW", pgettext_lazy("urgency", "Low")


class MentionQuerySet(models.QuerySet["Mention"]):
    def of(self, practice: Practice) -> MentionQuerySet:
        return self.filter(practice=practice)

    def inbound(self) -> MentionQuerySet:
        return self.filter(is_own=False)


class Mention(models.Model):
    """A post, comment, review or message that concerns the practice.

    Unique by practice, network and the network's first id (X: first id of the edit history), so
    the same post from two feeds is one row with two `MentionReason`s.
    """

    class Kind(models.TextChoices):
        POST = "POST", _("Post")
        COMMENT = "COMMENT", _("Comment")
        MESSAGE = "MESSAGE", _("Message")

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", _("Public")
        PRIVATE = "PRIVATE", _("Private")

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="mentions")
    account = models.ForeignKey(NetworkAccount, on_delete=models.PROTECT, related_name="mentions")
    network = models.CharField(max_length=16, choices=Network.choices)
    external_id = models.CharField(max_length=255)
    version_id = models.CharField(max_length=255, blank=True)
    thread_id = models.CharField(max_length=255)
    parent_id = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    audience = models.CharField(max_length=8, choices=Audience.choices)
    author = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="mentions"
    )
    counterpart = models.ForeignKey(
        Author, null=True, blank=True, on_delete=models.SET_NULL, related_name="talks"
    )
    is_own = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    permalink = models.URLField(max_length=1000, blank=True)
    media = models.JSONField(default=list, blank=True)
    posted_at = models.DateTimeField()
    first_seen_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    # A tombstone (see listening/forgetting.py): no text, no pictures, nobody to be seen.
    deleted_at = models.DateTimeField(null=True, blank=True)
    gone_reason = models.CharField(
        max_length=10, choices=GoneReason.choices, blank=True, default="", db_default=""
    )
    is_hidden = models.BooleanField(default=False)
    cannot_reply = models.CharField(max_length=20, blank=True)
    can_reply_privately = models.BooleanField(default=False)
    share_count = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)
    like_count = models.PositiveIntegerField(default=0)
    sentiment_score = models.FloatField(default=0)
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices)
    sentiment_reasons = models.JSONField(default=list, blank=True)
    scorer_version = models.CharField(max_length=40, blank=True)
    corrected_sentiment = models.CharField(max_length=8, choices=Sentiment.choices, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)
    category = models.CharField(max_length=12, choices=Category.choices)
    urgency = models.CharField(max_length=8, choices=Urgency.choices)
    triage_reasons = models.JSONField(default=list, blank=True)
    # Keys of listening/scoring/topics.py: treatments and topics the text speaks of.
    topics = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    # The day on the calendar of the account's location, as its zone was when this was stored.
    local_day = models.DateField()
    is_imported = models.BooleanField(default=False)  # history from a file

    objects = MentionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "network", "external_id"], name="mention_once"
            )
        ]
        indexes = [
            models.Index(fields=["practice", "network", "thread_id"], name="mention_thread"),
            models.Index(fields=["practice", "-posted_at"], name="mention_posted"),
            # What somebody wrote, read from here alone by the reports about people.
            models.Index(
                fields=["author", "-posted_at"],
                include=[
                    "id",
                    "practice",
                    "local_day",
                    "audience",
                    "sentiment",
                    "corrected_sentiment",
                    "category",
                    "is_imported",
                    "is_own",
                ],
                name="mention_of_author",
            ),
            models.Index(  # few: what people changed or took back
                fields=["practice"],
                name="mention_touched",
                condition=Q(is_own=False)
                & (Q(edited_at__isnull=False) | Q(deleted_at__isnull=False)),
            ),
            # Reports read what they count from here alone (listening/voice.py).
            models.Index(
                fields=["practice", "local_day"],
                include=[
                    "posted_at",
                    "author",
                    "account",
                    "audience",
                    "sentiment",
                    "corrected_sentiment",
                    "category",
                    "is_imported",
                ],
                name="mention_voice",
                condition=Q(is_own=False),
            ),
            # Two small ones: what our own posts answer, and posts that were edited on X.
            models.Index(
                fields=["practice", "network", "parent_id"],
                name="mention_own_parent",
                condition=Q(is_own=True),
            ),
            models.Index(
                fields=["practice", "network", "version_id"],
                name="mention_version",
                condition=~Q(version_id=F("external_id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.external_id}"

    @property
    def writer(self) -> Author | None:
        """Who wrote it, for people's eyes: of a tombstone nobody, though figures about people
        still count it as theirs while other posts of the same person are here."""
        return None if self.deleted_at else self.author

    @property
    def shown_sentiment(self) -> str:
        """What staff said it is, else what the scorer said (L4)."""
        return self.corrected_sentiment or self.sentiment


class RawPayload(models.Model):
    """What the network sent, as it was; beside the mention so that the hot row stays small."""

    mention = models.OneToOneField(
        Mention, primary_key=True, on_delete=models.CASCADE, related_name="raw"
    )
    payload = models.JSONField()
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"payload of {self.pk}"


class MentionRevision(models.Model):
    """An earlier text of a mention that was edited on the network."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="revisions")
    version_id = models.CharField(max_length=255, blank=True)
    text = models.TextField(blank=True)
    replaced_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version_id"], name="revision_version")]

    def __str__(self) -> str:
        return f"revision of {self.mention_id}"


class MentionReason(models.Model):
    """Why we saw it: one row a feed (a watch term's search is a feed too)."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="reasons")
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mention", "feed"], name="mention_reason_once")
        ]

    def __str__(self) -> str:
        return f"{self.mention_id} by {self.feed_id}"


class Share(models.Model):
    """A pure repost: counts on the original and opens nothing (issue of shares, L7)."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=16, choices=Network.choices)
    external_id = models.CharField(max_length=255)
    original_id = models.CharField(max_length=255)
    author = models.ForeignKey(Author, null=True, on_delete=models.SET_NULL, related_name="shares")
    posted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "network", "external_id"], name="share_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["practice", "network", "original_id", "posted_at"], name="share_original"
            ),
            models.Index(fields=["practice", "posted_at"], name="share_recent"),
        ]

    def __str__(self) -> str:
        return f"share of {self.original_id}"
