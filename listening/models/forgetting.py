"""What remains to be known of what was forgotten, and when each thing is looked at again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from listening.models.accounts import Network, NetworkAccount
from listening.models.gone import GoneReason
from listening.models.mentions import Mention
from practice_hub.practices.models import Practice


class LedgerKey(models.Model):
    """The key of the digests in `Forgotten`: one row, made once and never changed.

    In the database and not in the settings: a rotated SECRET_KEY would make every entry
    unreadable, and what was forgotten could come back. It goes with the database into a backup;
    the ledger beside the backup has only digests.
    """

    key = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="ledger_key_once")]

    def __str__(self) -> str:
        return "key of the ledger"


class Forgotten(models.Model):
    """This post was forgotten here and never comes back: not by a late page, not by a restored
    backup, not by an import. It outlives the mention, and says nothing to who lacks the key."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    network = models.CharField(max_length=16, choices=Network.choices)
    digest = models.CharField(max_length=64)  # HMAC-SHA256, see listening/ledger.py
    reason = models.CharField(max_length=10, choices=GoneReason.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()  # here: a restored ledger brings older `at`

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "digest"], name="forgotten_once")
        ]
        indexes = [models.Index(fields=["recorded_at"], name="forgotten_recorded")]

    def __str__(self) -> str:
        return f"{self.network} {self.digest[:8]}"


class Recheck(models.Model):
    """When the network is asked next whether a mention is still there: one small row for each that
    can be asked about, beside the mention, because it is written every day.

    `rank` comes before the time where the budget does not suffice. `doubted_at`: it seemed gone,
    together with many others, and is asked about once more.
    """

    class Rank(models.IntegerChoices):
        OPEN = 0, "Somebody waits or works on it"
        YOUNG = 1, "Written in the last days"
        REST = 2, "Older"

    mention = models.OneToOneField(
        Mention, primary_key=True, on_delete=models.CASCADE, related_name="recheck"
    )
    account = models.ForeignKey(
        NetworkAccount, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    rank = models.PositiveSmallIntegerField(choices=Rank.choices)
    due_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["account", "rank", "due_at"], name="recheck_due")]

    def __str__(self) -> str:
        return f"look at {self.mention_id}"


class RecheckBook(models.Model):
    """What the looks at one account's posts cost and how they went.

    `spent` counts the posts that were billed on `day` (UTC, as X counts). `allowed` is what the
    month's budget left for that day when it began. `pause_until`: the network asked us to wait, or
    failed. `watched` posts are asked about, `active` of them several times a day, as counted at
    `counted_at`. `doubted_count` seemed to be gone at once at `doubted_at`.
    """

    account = models.OneToOneField(
        NetworkAccount, primary_key=True, on_delete=models.CASCADE, related_name="recheck_book"
    )
    day = models.DateField()
    spent = models.PositiveIntegerField(default=0)
    allowed = models.PositiveIntegerField(null=True)  # None: no network bills it
    watched = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    pause_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)  # redacted
    doubted_at = models.DateTimeField(null=True)
    doubted_count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"looks of {self.account_id}"
