"""What is kept so that questions about many mentions are quick: day counts and their changes."""

from __future__ import annotations

from django.db import models

from listening.models.accounts import NetworkAccount
from listening.models.mentions import Category, Mention, Sentiment
from practice_hub.practices.models import Practice


class VoiceDay(models.Model):
    """How many mentions of one kind there were on one local day; made from mentions alone.

    A mention counts once under the blank topic, and once under each of its topics. `sentiment` is
    the one that people see (staff's correction first).
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    local_day = models.DateField()
    topic = models.CharField(max_length=32, blank=True)
    account = models.ForeignKey(NetworkAccount, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(max_length=8, choices=Mention.Audience.choices)
    sentiment = models.CharField(max_length=8, choices=Sentiment.choices)
    category = models.CharField(max_length=12, choices=Category.choices)
    is_imported = models.BooleanField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "practice",
                    "local_day",
                    "topic",
                    "account",
                    "audience",
                    "sentiment",
                    "category",
                    "is_imported",
                ],
                include=["count"],
                name="voice_day_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.local_day} {self.topic} {self.count}"


class VoiceChange(models.Model):
    """The counts of this day are out of date; a trigger of the database writes it (migration 0005).

    Only added to, so that writers never wait for each other; whoever counts the day anew deletes
    the rows that it had seen before it counted.
    """

    # Without a constraint: when a practice goes, its mentions still leave their changes behind.
    practice = models.ForeignKey(
        Practice, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    local_day = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["practice", "local_day"], name="voice_change_day")]

    def __str__(self) -> str:
        return f"{self.practice_id} {self.local_day}"


class SpreadSample(models.Model):
    """What a network said of a post's shares and replies, each time that it said more (L7)."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="spread_samples")
    seen_at = models.DateTimeField()
    share_count = models.PositiveIntegerField()
    reply_count = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["mention", "seen_at"], name="spread_sample_of"),
            models.Index(fields=["seen_at"], name="spread_sample_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.mention_id}: {self.share_count}, {self.reply_count}"


class Spread(models.Model):
    """A thread that spreads faster than it did, and how fast it was when last looked at (L7).

    `level` is the highest that was told of since it last was calm; 0: calm again.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=16)
    thread_id = models.CharField(max_length=255)
    level = models.PositiveSmallIntegerField(default=0)
    share_rate = models.PositiveIntegerField(default=0)  # in the last hour
    reply_rate = models.PositiveIntegerField(default=0)
    people_rate = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    checked_at = models.DateTimeField()
    calmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "network", "thread_id"], name="spread_once")
        ]
        indexes = [
            models.Index(
                fields=["practice"], name="spread_going_on", condition=models.Q(level__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.thread_id}: {self.level}"
