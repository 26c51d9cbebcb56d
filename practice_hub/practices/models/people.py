"""People, practices, where they are and who belongs to them."""

from __future__ import annotations

import secrets
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practice_hub.ready import ready
from practice_hub.roles import Role

_read_already: ContextVar[User | None] = ContextVar("practice_hub_read_already", default=None)


@contextmanager
def read_already(user: User | None) -> Iterator[None]:
    """Within it nobody asks for this person: they were read a moment ago, with their session."""
    token = _read_already.set(user)
    try:
        yield
    finally:
        _read_already.reset(token)


class UserManager(BaseUserManager["User"]):
    """Creates people; the e-mail address is the name they sign in with."""

    def get(self, *args: Any, **kwargs: Any) -> User:
        """Every request asks for its person by id, so that question is put together once. Managers
        made of this one are left alone: `group.user_set` has its people only."""
        is_plain = type(self) is UserManager and self._db is None and self.model is User
        if not is_plain or args or set(kwargs) != {"pk"} or kwargs["pk"] is None:
            return super().get(*args, **kwargs)
        known = _read_already.get()
        if known is not None and known.pk == int(kwargs["pk"]):
            return known
        found = _by_id.first(int(kwargs["pk"]))
        if found is None:
            raise self.model.DoesNotExist("There is no such person.")
        return found

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(
            email, password, **fields | {"is_staff": True, "is_superuser": True}
        )


class Density(models.TextChoices):
    """How much room the rows of lists take for one person."""

    COMFORTABLE = "COMFORTABLE", _("Comfortable")
    COMPACT = "COMPACT", _("Compact")


class User(AbstractBaseUser, PermissionsMixin):
    """A person who works for one or more practices."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    signature = models.CharField(
        max_length=40, blank=True, help_text="First name or initials under an answer (A10)."
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # "Do not disturb", until then: only emergencies call the person, in whatever practice.
    undisturbed_until = models.DateTimeField(null=True, blank=True)
    density = models.CharField(
        max_length=12,
        choices=Density.choices,
        default=Density.COMFORTABLE,
        db_default=Density.COMFORTABLE.value,
    )
    # Of `languages.LANGUAGES`; blank: what the browser asks for, and the practice's in mails.
    language = models.CharField(max_length=10, blank=True, default="", db_default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def first_name(self) -> str:
        """What colleagues call the person; a title stays with the name ("Dr. Priya")."""
        words = self.name.split()
        if len(words) > 1 and words[0].endswith("."):
            return " ".join(words[:2])
        return words[0] if words else self.email

    def is_undisturbed(self, now: datetime) -> bool:
        return self.undisturbed_until is not None and self.undisturbed_until > now

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if not word.endswith(".")]
        return "".join(word[0] for word in words[:2]).upper() or "?"


def validate_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(f"{value} is not a time zone. Use a name like Europe/Berlin.")


class Practice(models.Model):
    """A practice: everything else belongs to exactly one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    is_signing_replies = models.BooleanField(
        default=True, help_text="Answers end with the first name of who wrote them (A10)."
    )
    voice_notes = models.TextField(blank=True, help_text="How the practice speaks (A11).")
    # What the practice writes to its people in, unless they chose another.
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    # Where public holidays are looked up, by the codes of ISO 3166; blank: none are known.
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    # The database raises it with every change of hours, holidays, places and zones, by the triggers
    # of `0002_triggers`, so that a process may keep what it has read (see `hours.HoursBook`).
    hours_version = models.PositiveBigIntegerField(default=1, editable=False)
    # How long people stay signed in; what is not in it is as `idle.py` says.
    sign_in_rules = models.JSONField(default=dict, db_default={}, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)


class Location(models.Model):
    """One place where the practice works; a blank zone, country or region is the practice's."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=240, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_time_zone])
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "name"], name="location_name_once")
        ]

    def __str__(self) -> str:
        return self.name


@ready
def _by_id(pk: int, /) -> models.QuerySet[User, User]:
    return User.objects.filter(pk=pk)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(left_at=None, user__is_active=True)

    def here(self, now: datetime) -> MembershipQuerySet:
        """Active and not away: time alone ends an absence, no job has to."""
        present = models.Q(away_until=None) | models.Q(away_until__lte=now)
        return self.active().filter(present)


class Membership(models.Model):
    """A person's role in a practice; leaving sets `left_at`, the history stays.

    Whoever is away until `away_until` may name a `stand_in` of the same practice, who is asked in
    their place (see `duty.py`). Both mean nothing once that time has come.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    away_until = models.DateTimeField(null=True, blank=True)
    away_reason = models.CharField(max_length=60, blank=True)
    stand_in = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="stands_in_for"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role"
            ),
            models.CheckConstraint(
                condition=~models.Q(stand_in=models.F("id")), name="membership_stand_in_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def is_away(self, now: datetime) -> bool:
        return self.away_until is not None and self.away_until > now


def invitation_token() -> str:
    return secrets.token_urlsafe(32)


def _links() -> Signer:
    return Signer(salt="practices.invitation", sep=".")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def waiting(self) -> InvitationQuerySet:
        """Neither accepted nor withdrawn; it may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self) -> InvitationQuerySet:
        return self.waiting().filter(expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An invitation by mail; the token works once and for a week."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices)
    token = models.CharField(max_length=64, unique=True, default=invitation_token)
    # None: made at the command line, before the practice has anybody.
    invited_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "practice",
                Lower("email"),
                condition=models.Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.email

    @property
    def key(self) -> str:
        """What the link carries: signed, so that who only read the database cannot come in."""
        return _links().sign(self.token)

    @staticmethod
    def token_of(key: str) -> str:
        """The token of a key that we signed, "" of any other."""
        try:
            return _links().unsign(key)
        except BadSignature:
            return ""
