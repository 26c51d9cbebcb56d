"""What signing in leaves behind: failures by account and address, and mails that wait to go out."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from practice_hub.practices.models.people import User


class SignInGuard(models.Model):
    """Wrong passwords, or wrong codes, for one account from one place.

    `account` is a keyed digest of what was typed as e-mail address, so that an unknown one is
    treated as a known one and nothing that strangers typed is kept (see `lockout`). `address` is
    the place: a network address, a browser that knows the account, or "" for all the others
    together; `from_address` is where the last try came from. `locked_until` in the past, or None,
    locks nothing. `token_digest` is of the link that unlocks, which works once and until
    `token_expires_at`.
    """

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=45)
    from_address = models.CharField(max_length=45, blank=True, default="", db_default="")
    failures = models.PositiveSmallIntegerField(default=0)
    first_failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
    # To whom the link went; None as long as there is none.
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, blank=True)
    token_expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "address"], name="sign_in_guard_once")
        ]
        indexes = [
            models.Index(
                fields=["token_digest"],
                name="sign_in_guard_token",
                condition=~models.Q(token_digest=""),
            ),
            models.Index(fields=["first_failed_at"], name="sign_in_guard_age"),
        ]

    def __str__(self) -> str:
        return f"guard {self.pk}"

    def is_locked(self, now: datetime) -> bool:
        return self.locked_until is not None and self.locked_until > now


class SharedCount(models.Model):
    """What is counted for a moment and in all processes: how often an address tried to sign in.

    The table of Django's own cache in a database (`settings.CACHES`), which reads and writes it;
    the columns are its. Keys are keyed digests (`counting`), values are times.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "practices_sharedcount"

    def __str__(self) -> str:
        return f"count until {self.expires:%H:%M:%S}"


class SignInLetter(models.Model):
    """A mail about signing in that somebody asked for. It is written for unknown addresses too, and
    goes out from a worker, so that a page answers as fast for them as for anybody (no address can
    be tried out). The row is gone once the mail is out, or found to be for nobody."""

    class Kind(models.TextChoices):
        RESET = "RESET", "A new password"
        UNLOCK = "UNLOCK", "A link that unlocks"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    email = models.EmailField(max_length=320)
    guard = models.ForeignKey(SignInGuard, null=True, on_delete=models.CASCADE, related_name="+")
    wanted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["RESET", "UNLOCK"]), name="sign_in_letter_kind"
            )
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
